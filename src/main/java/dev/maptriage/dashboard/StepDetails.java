package dev.maptriage.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a step read and wrote, in the reader's language. The engine says it in one form of English for programs; here it is taken
/// apart again. What has another form stays as it is.
final class StepDetails {
    private static final Pattern WRITE = Pattern.compile("(.+) is set to (\\S+), was (\\S+)");
    private static final Pattern READ = Pattern.compile("(.+) is (\\S+)");
    private static final Pattern PLACE = Pattern
            .compile("(\\S+) of (bucket|group) (\\d+)(?:, (?:cell|slot) (\\d+))? \\((?:array|table) (-?\\d+)\\)");

    private static final Pattern NUMBERED = Pattern.compile("(\\d+) readers?|(held by goroutine|to map) (\\d+)");

    private StepDetails() {}

    /// Says it.
    ///
    /// @param action the name of the step's action
    static String of(String action, String detail, PageWords words) {
        if (words.locale().getLanguage().equals(Locale.ENGLISH.getLanguage())) {
            return detail;
        }
        Matcher write = WRITE.matcher(detail);
        if (write.matches()) {
            return words.text("player.detail.write", place(write.group(1), words), write.group(2), write.group(3));
        }
        Matcher read = READ.matcher(detail);
        if (read.matches()) {
            return words.text("player.detail.read", place(read.group(1), words), read.group(2));
        }
        return lock(action, detail, words);
    }

    private static String place(String where, PageWords words) {
        Matcher place = PLACE.matcher(where);
        if (!place.matches()) {
            return where;
        }
        String key = "player.place." + place.group(2) + (place.group(4) == null ? "" : ".cell");
        return words.text(key, place.group(1), place.group(3), place.group(5),
                place.group(4) == null ? "" : place.group(4));
    }

    /// A step of the map without a place has its words by the action; one of a lock or a variable names what it touches.
    private static String lock(String action, String detail, PageWords words) {
        String own = words.text("player.action." + action);
        if (!own.equals("player.action." + action)) {
            return own;
        }
        String key = "player.sync." + action;
        String english = new PageWords(words.messages(), Locale.ENGLISH, words.now()).text(key, "");
        if (english.equals(key) || !detail.startsWith(english)) {
            return detail;
        }
        String rest = detail.substring(english.length());
        int colon = rest.indexOf(": ");
        return colon < 0
                ? words.text(key, rest)
                : words.text("player.detail.value", words.text(key, rest.substring(0, colon)),
                        state(rest.substring(colon + 2), words));
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
