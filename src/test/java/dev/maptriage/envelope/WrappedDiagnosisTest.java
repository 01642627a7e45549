package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.trace.TraceParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jspecify.annotations.Nullable;

/// A wrapping does not change what a crash is: the diagnosis of a wrapped text is that of the text.
///
/// `mvn verify` tries a sample of pairs of wrappings; `-Dmaptriage.pairs=all` tries every pair on every crash and
/// prints the share per pair.
class WrappedDiagnosisTest {
    private static final List<String> CRASHES = List.of("generic", "go-test", "logged-stack", "nil-windows-paths",
            "race-and-fatal", "race", "read-write-all", "repanicked", "served-panic", "system-level", "timers",
            "vendored", "write-write");
    private static final long SEED = 20261123;
    private static final int SAMPLE = 1_500;
    private static final String ALL = "maptriage.pairs";

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    /// What must not change.
    private record Answer(Category category, Kind kind, OperationType operation, @Nullable String culprit,
            boolean insufficient, String fingerprint) {

        static Answer of(Diagnosis diagnosis) {
            return new Answer(diagnosis.category(), diagnosis.kind(), diagnosis.operation().type(),
                    diagnosis.culprit() == null ? null : diagnosis.culprit().function(), diagnosis.insufficient(),
                    diagnosis.fingerprint());
        }
    }

    private record Pair(Wrap outer, Wrap inner, String crash) {}

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void oneWrappingKeepsTheDiagnosis(Wrap wrap) throws Exception {
        for (String name : CRASHES) {
            assertThat(answers(wrap.bytes(crash(name)))).as("%s in %s", name, wrap)
                    .isEqualTo(answers(crash(name).getBytes(UTF_8)));
        }
    }

    @Test
    void twoWrappingsKeepTheDiagnosis() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (Wrap outer : Wrap.values()) {
            for (Wrap inner : Wrap.values()) {
                if (inner.text) {
                    CRASHES.forEach(crash -> pairs.add(new Pair(outer, inner, crash)));
                }
            }
        }
        boolean all = "all".equals(System.getProperty(ALL));
        Collections.shuffle(pairs, new Random(SEED));
        List<Pair> tried = all ? pairs : pairs.subList(0, SAMPLE);
        Map<String, int[]> lost = new TreeMap<>();
        int kept = 0;
        for (Pair pair : tried) {
            String crash = crash(pair.crash);
            boolean same = answers(pair.outer.bytes(pair.inner.text(crash))).equals(answers(crash.getBytes(UTF_8)));
            kept += same ? 1 : 0;
            if (!same) {
                lost.computeIfAbsent(pair.outer + " around " + pair.inner, any -> new int[1])[0]++;
            }
        }
        String share = "%d of %d keep the diagnosis (seed %d)".formatted(kept, tried.size(), SEED);
        if (all) {
            System.out.println(share);
            lost.forEach((pair, count) -> System.out.println("  lost " + count[0] + " of " + CRASHES.size() + ": "
                    + pair));
        }
        assertThat((double) kept / tried.size()).as("%s; lost: %s", share, lost.keySet()).isGreaterThan(0.93);
    }

    private List<Answer> answers(byte[] body) throws IOException {
        Envelope envelope = reader.open(new ByteArrayInputStream(body), null);
        return new Diagnoser().diagnose(new TraceParser().parse(envelope.text()), null).stream().map(Answer::of)
                .toList();
    }

    private static String crash(String name) throws IOException {
        try (InputStream in = WrappedDiagnosisTest.class.getResourceAsStream("/envelope/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no such crash: " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
