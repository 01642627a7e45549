package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.TraceText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Recorded crashes in every wrapping, and in pairs of wrappings: the lines that Go printed come out as they went in.
class WrappingTest {
    private static final List<String> CRASHES = List.of("generic", "go-test", "logged-stack", "nil-windows-paths",
            "quoted-crash", "race-and-fatal", "race", "read-write-all", "repanicked", "served-panic",
            "stack-unavailable",
            "system-level", "timers", "vendored", "write-write");
    /// A panic whose text quotes another crash: the TAB before each line of the text is all that tells the two apart.
    private static final String QUOTING = "quoted-crash";
    /// These lose that TAB, or the breaks around it, for good.
    private static final Set<Wrap> LOSE_QUOTES = EnumSet.of(Wrap.NO_INDENT, Wrap.NO_BLANKS_NO_INDENT, Wrap.FLAT_BLANKS,
            Wrap.FLAT_GLUED);

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void goLinesComeOutOfEachWrapping(Wrap wrap) throws Exception {
        for (String name : CRASHES) {
            if (name.equals(QUOTING) && LOSE_QUOTES.contains(wrap)) {
                continue;
            }
            String crash = crash(name);
            Envelope envelope = open(wrap.bytes(crash));
            assertThat(goLines(envelope.text())).as("%s in %s, read as %s", name, wrap, envelope.name())
                    .isEqualTo(goLines(TraceText.of(crash)));
        }
    }

    /// A line of the clean text stands in the upload where its origin says: in line-wise wrappings the one is part of
    /// the other.
    @ParameterizedTest
    @EnumSource(value = Wrap.class, names = {"CRI", "COMPOSE", "KUBECTL_BOTH", "KUBECTL_PREFIX", "JOURNALD", "LOGCAT",
        "PREFIX_BRACKETS", "QUOTE", "REVERSED", "GITHUB_ACTIONS", "COMPOSE_TWO", "BOX"})
    void linesKnowWhereTheyCameFrom(Wrap wrap) throws Exception {
        Envelope envelope = open(wrap.bytes(crash("write-write")));
        for (int i = 1; i <= envelope.text().lineCount(); i++) {
            String line = envelope.text().line(i);
            assertThat(envelope.received().line(envelope.text().originOf(i))).as("line %d", i).contains(line.strip());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 20261123)
    void goLinesComeOutOfPairsOfWrappings(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, int[]> perOuter = new TreeMap<>();
        int right = 0;
        int total = 0;
        for (Wrap outer : Wrap.values()) {
            for (Wrap inner : Wrap.values()) {
                String name = CRASHES.get(random.nextInt(CRASHES.size()));
                if (!inner.text || name.equals(QUOTING)) {
                    continue;
                }
                String crash = crash(name);
                List<String> got = goLines(open(outer.bytes(inner.text(crash))).text());
                boolean same = got.equals(goLines(TraceText.of(crash)));
                int[] count = perOuter.computeIfAbsent(outer.name(), any -> new int[2]);
                count[0] += same ? 1 : 0;
                count[1]++;
                right += same ? 1 : 0;
                total++;
            }
        }
        assertThat(100.0 * right / total).as("share of %d pairs: %s", total, shares(perOuter)).isGreaterThan(91);
    }

    private static List<String> shares(Map<String, int[]> counts) {
        List<String> shares = new ArrayList<>();
        counts.forEach((name, count) -> shares.add(name + " " + count[0] + "/" + count[1]));
        return shares;
    }

    private Envelope open(byte[] body) throws IOException {
        return reader.open(new ByteArrayInputStream(body), null);
    }

    private static String crash(String name) throws IOException {
        try (InputStream in = WrappingTest.class.getResourceAsStream("/envelope/" + name + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no such crash: " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static List<String> goLines(TraceText text) {
        Lines lines = Lines.of(text);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.form(i).isGo()) {
                found.add(lines.text(i));
            }
        }
        return found;
    }
}
