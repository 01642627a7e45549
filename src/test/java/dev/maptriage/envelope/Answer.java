package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.trace.TraceParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a wrapping must not change about a diagnosis, and the crashes it is tried on.
record Answer(Category category, Kind kind, OperationType operation, @Nullable String culprit, boolean insufficient,
        String fingerprint) {

    static final List<String> CRASHES = List.of("generic", "go-test", "logged-stack", "nil-windows-paths",
            "race-and-fatal", "race", "read-write-all", "repanicked", "served-panic", "system-level", "timers",
            "vendored", "write-write");

    private static Answer of(Diagnosis diagnosis) {
        return new Answer(diagnosis.category(), diagnosis.kind(), diagnosis.operation().type(),
                diagnosis.culprit() == null ? null : diagnosis.culprit().function(), diagnosis.insufficient(),
                diagnosis.fingerprint());
    }

    /// The answers to an upload.
    static List<Answer> to(byte[] body) throws IOException {
        Envelope envelope = new EnvelopeReader(EnvelopeLimits.DEFAULT).open(new ByteArrayInputStream(body), null);
        return new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null).stream().map(Answer::of)
                .toList();
    }

    static List<Answer> to(String text) throws IOException {
        return to(text.getBytes(UTF_8));
    }

    static String crash(String name) throws IOException {
        try (InputStream in = Answer.class.getResourceAsStream("/envelope/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no such crash: " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
