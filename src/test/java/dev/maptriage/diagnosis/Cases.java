package dev.maptriage.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.util.List;
import java.util.Objects;

/// Short ways to a diagnosis in tests.
final class Cases {
    private Cases() {}

    static List<Diagnosis> all(String text) {
        return new Diagnoser().diagnose(new TraceParser().parse(TraceText.of(text)), null);
    }

    static Diagnosis only(String text) {
        List<Diagnosis> found = all(text);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    static Diagnosis titled(String title, String text) {
        List<Diagnosis> found = new Diagnoser().diagnose(new TraceParser().parse(TraceText.of(text)), title);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    static String culprit(Diagnosis diagnosis) {
        return Objects.requireNonNull(diagnosis.culprit()).function();
    }

    /// Line of the text and rule of each evidence.
    /// What the rules marked; the frames that every answer marks are left out.
    static List<String> evidence(Diagnosis diagnosis) {
        return diagnosis.evidence().stream().filter(e -> !e.rule().equals("culprit") && !e.rule().equals("suspect"))
                .map(e -> e.firstLine() + " " + e.rule()).toList();
    }

    static List<String> missing(Diagnosis diagnosis) {
        return diagnosis.missing().stream().map(Phrase::key).toList();
    }

    /// A goroutine whose frames are given as `function(arguments) file:line`.
    static String goroutine(long id, String state, String... frames) {
        StringBuilder out = new StringBuilder("\ngoroutine " + id + " [" + state + "]:\n");
        for (String frame : frames) {
            int blank = frame.lastIndexOf(' ');
            boolean inlined = frame.substring(0, blank).endsWith("(...)");
            out.append(frame, 0, blank).append("\n\t").append(frame.substring(blank + 1))
                    .append(inlined || frame.startsWith("created by") ? "\n" : " +0x1d\n");
        }
        return out.toString();
    }
}
