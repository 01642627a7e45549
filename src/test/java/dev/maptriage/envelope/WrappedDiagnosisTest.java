package dev.maptriage.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A wrapping does not change what a crash is: the diagnosis of a wrapped text is that of the text.
///
/// `mvn verify` tries a sample of pairs of wrappings; `-Dmaptriage.pairs=all` tries every pair on every crash and
/// prints the share per pair. `-Dmaptriage.seed=…` draws another sample.
class WrappedDiagnosisTest {
    private static final long SEED = Long.getLong("maptriage.seed", 20261123);
    private static final int SAMPLE = 1_500;
    private static final String ALL = "maptriage.pairs";
    /// These lose what the named crashes need, for good: where one line ends and the next begins, or the TAB that tells a
    /// nested panic from another.
    private static final Map<String, Set<String>> LOSSY = Map.of(
            "pipes for breaks", Set.of("nil-windows-paths"),
            "semicolons for breaks", Set.of("nil-windows-paths"),
            "one break lost in three", Set.of("go-test", "logged-stack", "race", "race-and-fatal",
                    "repanicked", "served-panic"),
            "cut at 33", Set.of("generic", "race"),
            "cut at 48", Set.of("generic"));

    private record Pair(Wrap outer, Wrap inner, String crash) {}

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void oneWrappingKeepsTheDiagnosis(Wrap wrap) throws Exception {
        for (String name : Answer.CRASHES) {
            assertThat(Answer.to(wrap.bytes(Answer.crash(name)))).as("%s in %s", name, wrap)
                    .isEqualTo(Answer.to(Answer.crash(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("rare")
    void aRareWrappingKeepsTheDiagnosis(String wrap) throws Exception {
        for (String name : Answer.CRASHES) {
            if (!LOSSY.getOrDefault(wrap, Set.of()).contains(name)) {
                assertThat(Answer.to(RareWraps.of(wrap, Answer.crash(name)))).as("%s in %s", name, wrap)
                        .isEqualTo(Answer.to(Answer.crash(name)));
            }
        }
    }

    static Collection<String> rare() {
        return RareWraps.all().keySet();
    }

    @Test
    void twoWrappingsKeepTheDiagnosis() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (Wrap outer : Wrap.values()) {
            for (Wrap inner : Wrap.values()) {
                if (inner.text) {
                    Answer.CRASHES.forEach(crash -> pairs.add(new Pair(outer, inner, crash)));
                }
            }
        }
        boolean all = "all".equals(System.getProperty(ALL));
        Collections.shuffle(pairs, new Random(SEED));
        List<Pair> tried = all ? pairs : pairs.subList(0, SAMPLE);
        Map<String, List<Answer>> plain = new HashMap<>();
        for (String crash : Answer.CRASHES) {
            plain.put(crash, Answer.to(Answer.crash(crash)));
        }
        Map<String, int[]> lost = new TreeMap<>();
        int kept = 0;
        for (Pair pair : tried) {
            String crash = Answer.crash(pair.crash);
            boolean same = Answer.to(pair.outer.bytes(pair.inner.text(crash))).equals(plain.get(pair.crash));
            kept += same ? 1 : 0;
            if (!same) {
                lost.computeIfAbsent(pair.outer + " around " + pair.inner, any -> new int[1])[0]++;
            }
        }
        String share = "%d of %d keep the diagnosis (seed %d)".formatted(kept, tried.size(), SEED);
        System.out.println(share);
        if (all) {
            lost.forEach((pair, count) -> System.out.println("  lost " + count[0] + " of " + Answer.CRASHES.size()
                    + ": " + pair));
        }
        assertThat((double) kept / tried.size()).as("%s; lost: %s", share, lost.keySet()).isGreaterThan(0.98);
    }

    @Test
    void aCommonWrappingAroundARareOneKeepsTheDiagnosis() throws Exception {
        Random random = new Random(SEED);
        List<Wrap> common = List.of(Wrap.CRI, Wrap.DOCKER, Wrap.KUBECTL_TIMES, Wrap.JOURNALD, Wrap.COMPOSE,
                Wrap.SLOG_FIELD, Wrap.QUOTE, Wrap.FENCE, Wrap.CRLF, Wrap.ANSI, Wrap.GZIP, Wrap.LOGS_AROUND);
        List<String> lost = new ArrayList<>();
        int tried = 0;
        for (String rare : RareWraps.all().keySet()) {
            String name = Answer.CRASHES.get(random.nextInt(Answer.CRASHES.size()));
            Wrap outer = common.get(random.nextInt(common.size()));
            if (LOSSY.getOrDefault(rare, Set.of()).contains(name)) {
                continue;
            }
            tried++;
            String crash = Answer.crash(name);
            if (!Answer.to(outer.bytes(RareWraps.of(rare, crash))).equals(Answer.to(crash))) {
                lost.add(outer + " around " + rare + " of " + name);
            }
        }
        System.out.println(lost.size() + " of " + tried + " lost (seed " + SEED + "): " + lost);
        assertThat(lost).as("of %d, seed %d", tried, SEED).hasSizeLessThan(tried / 8);
    }
}
