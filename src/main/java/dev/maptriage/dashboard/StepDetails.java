package dev.maptriage.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a step read and wrote, in the reader's language. Steps of the map say it as Go would, `flags 0 -> 4`; states of locks and
/// pointers, which the engine says in one form of English for programs, are taken apart here. What has another form stays as it is.
final class StepDetails {
    private static final Pattern TYPED = Pattern.compile("m is nil, its type is counters, a (map.+)");
    /// Steps that touch nothing that is shared say what they found in one form of English, too.
    private static final Map<String, String> FINDINGS = Map.of("m is nil", "nil", "p is nil", "nil-pointer",
            "the parameter is a copy of the nil pointer", "copy", "an empty map, ready for use", "empty",
            "s holds the type counters and the value nil", "typed", "false: an interface with a type is not nil",
            "not-nil");
    private static final Pattern NUMBERED = Pattern.compile("(\\d+) readers?|(held by goroutine|to map) (\\d+)");

    private StepDetails() {}

    static String of(String detail, PageWords words) {
        Matcher typed = TYPED.matcher(detail);
        if (typed.matches()) {
            return words.text("player.finding.type", typed.group(1));
        }
        String finding = FINDINGS.get(detail);
        if (finding != null) {
            return words.text("player.finding." + finding);
        }
        int colon = detail.indexOf(": ");
        return colon < 0
                ? detail
                : words.text("player.detail.value", detail.substring(0, colon),
                        state(detail.substring(colon + 2), words));
    }

    /// The state of a lock or a pointer, e.g. `2 readers, a writer waits`.
    static String state(String state, PageWords words) {
        if (words.locale().getLanguage().equals(Locale.ENGLISH.getLanguage())) {
            return state;
        }
        return Arrays.stream(state.split(", ", -1)).map(part -> part(part, words))
                .collect(Collectors.joining(words.text("player.state.and")));
    }

    private static String part(String part, PageWords words) {
        Matcher numbered = NUMBERED.matcher(part);
        if (numbered.matches()) {
            String kind = numbered.group(1) != null ? "readers" : numbered.group(2).startsWith("held") ? "held" : "map";
            return words.text("player.state." + kind,
                    Integer.valueOf(numbered.group(1) != null ? numbered.group(1) : numbered.group(3)));
        }
        return switch (part) {
            case "free" -> words.text("player.state.free");
            case "new readers wait" -> words.text("player.state.announced");
            case "a writer waits" -> words.text("player.state.writer");
            case "lost: somebody else was faster" -> words.text("player.state.lost");
            default -> part;
        };
    }
}
