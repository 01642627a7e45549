package dev.maptriage.intake;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Counterpart;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.diagnosis.Suspect;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A result for a terminal: a few lines per crash, most important first.
///
/// ```text
/// fatal error: concurrent map read and map write
/// CONCURRENT_WRITE, READ_WRITE, 99 % sure, Go 1.24 or newer
///
///   at        cart.(*Store).Get  /src/cart/store.go:41  goroutine 18
///   against   cart.(*Store).Put  /src/cart/store.go:57  goroutine 19  (suspected, 91 %)
///   fix       Guard the map with a mutex
///   details   http://localhost:8080/incidents/0192…
/// ```
final class Verdict {
    private static final int MAX_CRASHES = 20;
    private static final int MAX_MESSAGE = 300;

    private final Words words;
    private final Locale locale;
    private final String baseUrl;

    /// @param baseUrl scheme, host and port that the reader reached us by
    Verdict(Words words, Locale locale, String baseUrl) {
        this.words = words;
        this.locale = locale;
        this.baseUrl = baseUrl;
    }

    String of(TriageResult result) {
        List<Incident> incidents = result.incidents();
        String crashes = incidents.stream().limit(MAX_CRASHES).map(incident -> crash(incident, result))
                .collect(Collectors.joining("\n"));
        return incidents.size() == 1
                ? crashes
                : word("verdict.crashes", incidents.size()) + "\n\n" + crashes;
    }

    private String crash(Incident incident, TriageResult result) {
        Diagnosis diagnosis = incident.diagnosis();
        List<String[]> rows = new ArrayList<>();
        place(rows, "verdict.at", diagnosis.culprit(), "");
        otherParty(rows, diagnosis);
        if (diagnosis.contention() != null) {
            row(rows, "verdict.lock", word("verdict.waiters", diagnosis.contention().waiters()));
        }
        diagnosis.advice().stream().limit(1).forEach(advice -> row(rows, "verdict.fix",
                words.of(advice.title(), locale)));
        diagnosis.missing().stream().limit(2).forEach(missing -> row(rows, "verdict.missing",
                words.of(missing, locale)));
        history(rows, incident, result);
        return headline(diagnosis) + "\n" + classification(diagnosis) + "\n\n" + table(rows);
    }

    private String headline(Diagnosis diagnosis) {
        String prefix = switch (diagnosis.source()) {
            case PANIC -> "panic: ";
            case FATAL_ERROR -> "fatal error: ";
            default -> "";
        };
        String message = diagnosis.message().lines().findFirst().orElse("");
        return message.isBlank()
                ? diagnosis.kind().name()
                : prefix + printable(message.length() > MAX_MESSAGE
                        ? message.substring(0, MAX_MESSAGE) + "…"
                        : message);
    }

    private String classification(Diagnosis diagnosis) {
        List<String> parts = new ArrayList<>();
        parts.add(diagnosis.category().name());
        parts.add(diagnosis.kind().name());
        parts.add(diagnosis.insufficient()
                ? word("verdict.unsure")
                : word("verdict.sure", Math.round(100 * diagnosis.confidence())));
        if (diagnosis.source() == Source.RACE_REPORT) {
            parts.add(word("verdict.race"));
        }
        String version = version(diagnosis.goVersion());
        if (!version.isEmpty()) {
            parts.add(version);
        } else if (diagnosis.mapImplementation() != MapImplementation.UNKNOWN) {
            parts.add(diagnosis.mapImplementation().name());
        }
        return String.join(", ", parts);
    }

    private String version(GoVersionRange go) {
        if (go.exact() != null) {
            return "Go " + go.exact();
        }
        if (go.atLeast() != null) {
            return go.below() == null
                    ? word("verdict.go.at-least", go.atLeast())
                    : word("verdict.go.between", go.atLeast(), go.below());
        }
        return go.below() == null ? "" : word("verdict.go.below", go.below());
    }

    private void otherParty(List<String[]> rows, Diagnosis diagnosis) {
        Counterpart other = diagnosis.counterpart();
        if (other.at() != null) {
            place(rows, "verdict.against", other.at(), other.type().name());
        } else if (!diagnosis.suspects().isEmpty()) {
            Suspect suspect = diagnosis.suspects().getFirst();
            place(rows, "verdict.against",
                    new CodePoint(suspect.function(), suspect.file(), suspect.line(), suspect.goroutine(), 0),
                    word("verdict.suspected", Math.round(100 * suspect.score())));
        } else if (other.type() != OperationType.UNKNOWN) {
            row(rows, "verdict.against", word("verdict.not-in-text", other.type().name()));
        }
    }

    private void history(List<String[]> rows, Incident incident, TriageResult result) {
        UUID id = incident.id();
        if (id == null) {
            return;
        }
        if (!result.created()) {
            row(rows, "verdict.note", word("verdict.known"));
        } else if (incident.duplicateOf() != null) {
            row(rows, "verdict.note", word("verdict.duplicate", incident.duplicateOf()));
        }
        row(rows, "verdict.details", baseUrl + "/incidents/" + id);
    }

    private void place(List<String[]> rows, String label, @Nullable CodePoint point, String remark) {
        if (point == null) {
            return;
        }
        StringBuilder text = new StringBuilder(point.function());
        if (point.file() != null) {
            text.append("  ").append(point.file()).append(point.line() == null ? "" : ":" + point.line());
        }
        if (point.goroutine() != null) {
            text.append("  ").append(word("verdict.goroutine", point.goroutine()));
        }
        row(rows, label, text + (remark.isEmpty() ? "" : "  (" + remark + ")"));
    }

    private void row(List<String[]> rows, String label, String text) {
        rows.add(new String[]{word(label), printable(text)});
    }

    private static String table(List<String[]> rows) {
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        return rows.stream().map(row -> "  " + row[0] + " ".repeat(width - row[0].length() + 2) + row[1] + "\n")
                .collect(Collectors.joining());
    }

    private String word(String key, Object... args) {
        return words.of(locale, key, args);
    }

    /// What a crash says must not drive the terminal it is shown on.
    private static String printable(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                ? '?'
                : c).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
