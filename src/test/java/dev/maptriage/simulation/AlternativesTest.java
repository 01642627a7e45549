package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.simulation.Alternatives.AlternativesResult;
import dev.maptriage.simulation.Alternatives.Way;
import dev.maptriage.simulation.Alternatives.WayResult;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlternativesTest {

    private static AlternativesResult run(String... settings) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        return Alternatives.run(LabValues.of(Alternatives.PARAMETERS, given));
    }

    private static WayResult way(AlternativesResult result, Way way) {
        return result.ways().stream().filter(w -> w.way() == way).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.19", "1.23", "1.24", "1.27"})
    void everyWayDoesEveryOperation(String version) {
        for (String writes : new String[]{"OVERWRITE", "INSERT"}) {
            AlternativesResult result = run("goVersion", version, "writes", writes, "operations", "4000", "readShare",
                    "0.7", "keys", "500");
            assertThat(result.ways()).hasSize(Way.values().length).allSatisfy(w -> {
                assertThat(w.waits().n()).isEqualTo(4_000);
                assertThat(w.reads().n() + w.writes().n()).isEqualTo(4_000);
                assertThat(w.throughput()).isPositive().isLessThanOrEqualTo(result.offered() * 1.1);
            });
            assertThat(result.ways().getFirst().relative()).isOne();
        }
    }

    @Test
    void readersThatDoMuchUnderTheLockWantAnRwMutex() {
        AlternativesResult result = run("readShare", "0.99", "sectionNanos", "5000");
        assertThat(way(result, Way.RWMUTEX).throughput())
                .isGreaterThan(3 * way(result, Way.MUTEX).throughput());
    }

    /// Each RLock writes to the same cache line twice.
    @Test
    void readersThatDoLittleGainNothingByAnRwMutex() {
        AlternativesResult result = run("readShare", "1", "processors", "64", "goroutines", "64", "thinkMicros", "0.1");
        assertThat(way(result, Way.RWMUTEX).crowded()).isPositive();
        assertThat(way(result, Way.RWMUTEX).throughput())
                .isLessThan(2 * way(result, Way.MUTEX).throughput());
        assertThat(way(result, Way.COPY_ON_WRITE).throughput())
                .isGreaterThan(4 * way(result, Way.RWMUTEX).throughput());
    }

    @Test
    void copyOnWriteIsForLoadsThatHardlyWrite() {
        assertThat(way(run("readShare", "1"), Way.COPY_ON_WRITE).relative()).isGreaterThan(0.95);
        AlternativesResult writing = run("readShare", "0.5");
        assertThat(writing.ways().getLast().way()).isEqualTo(Way.COPY_ON_WRITE);
        assertThat(way(writing, Way.SHARDED_COPY_ON_WRITE).throughput())
                .isGreaterThan(3 * way(writing, Way.COPY_ON_WRITE).throughput());
    }

    @Test
    void shardsTakeTheQueueAway() {
        AlternativesResult result = run("readShare", "0.5", "sectionNanos", "1000", "processors", "32");
        assertThat(way(result, Way.SHARDED_MUTEX).queueMean()).isLessThan(way(result, Way.MUTEX).queueMean() / 4);
        assertThat(way(result, Way.SHARDED_MUTEX).throughput()).isGreaterThan(way(result, Way.MUTEX).throughput());
    }

    @Test
    void theSyncMapOfGo124WritesFasterThanTheOneBefore() {
        double before = way(run("goVersion", "1.23", "writes", "INSERT", "readShare", "0"), Way.SYNC_MAP).throughput();
        double after = way(run("goVersion", "1.24", "writes", "INSERT", "readShare", "0"), Way.SYNC_MAP).throughput();
        assertThat(after).isGreaterThan(1.5 * before);
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        assertThat(run("operations", "2000")).usingRecursiveComparison().isEqualTo(run("operations", "2000"));
    }
}
