package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.simulation.LockConvoy.Convoy;
import dev.maptriage.simulation.LockConvoy.ConvoyResult;
import dev.maptriage.simulation.LockConvoy.Peak;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockConvoyTest {

    private static ConvoyResult run(Map<String, String> settings) {
        return LockConvoy.run(LabValues.of(LockConvoy.PARAMETERS, settings));
    }

    @Test
    void theSpikeOfAClassicMapIsTheInsertThatStartsItsGrowth() {
        ConvoyResult result = run(Map.of());
        Convoy run = result.run();
        Peak peak = run.peaks().getFirst();

        assertThat(peak.starts()).isTrue();
        // 26 624 = 6.5 * 2^12 entries fit; the next one doubles to 8 192 buckets and 512 spare ones of 144 bytes.
        assertThat(peak.entries()).isEqualTo(26_625);
        assertThat(peak.allocated()).isEqualTo(8_704L * 144);
        assertThat(run.growth().starting()).isOne();
        assertThat(run.growth().carrying()).isPositive();
        assertThat(peak.holdMicros()).isGreaterThan(100 * run.holds().p50() / 1_000);
        assertThat(run.queueMax()).isGreaterThan(40).isEqualTo(peak.queueMost());
        assertThat(peak.queueMost()).isGreaterThan(5 * (int) Math.ceil(run.queueMean()));
        assertThat(peak.drainMicros()).isPositive();
    }

    @Test
    void aMapMadeLargeEnoughHasNoSpike() {
        ConvoyResult result = run(Map.of());
        assertThat(result.presized().moved()).isZero();
        assertThat(result.presized().holdMaxNanos()).isLessThan(result.run().holds().max() / 100);
        assertThat(result.presized().queueMax()).isLessThan(result.run().queueMax() / 2);
        assertThat(result.presized().waits().p99()).isLessThan(result.run().waits().p99());
    }

    @Test
    void shardsMakeTheSpikesSmallAndMany() {
        ConvoyResult result = run(Map.of());
        assertThat(result.sharded().shards()).isEqualTo(16);
        assertThat(result.sharded().holdMaxNanos()).isLessThan(result.run().holds().max() / 8);
        assertThat(result.sharded().waits().max()).isLessThan(result.run().waits().max() / 2);
    }

    @Test
    void aSwissMapSplitsOneTableAtATime() {
        Convoy swiss = run(Map.of("goVersion", "1.26")).run();
        assertThat(swiss.growth().starting()).isPositive();
        assertThat(swiss.growth().carrying()).isZero();
        assertThat(swiss.holds().max()).isLessThan(60_000);
        assertThat(swiss.peaks().getFirst().moved()).isBetween(800L, 1_024L);
    }

    @Test
    void theSpikeGrowsWithAClassicMapAndNotWithASwissOne() {
        double small = hold("1.23", 3_320);
        double large = hold("1.23", 212_900);
        assertThat(large).isGreaterThan(30 * small);
        assertThat(hold("1.27", 212_900)).isLessThan(2 * hold("1.27", 3_320));
    }

    private static double hold(String version, int entries) {
        return run(Map.of("goVersion", version, "entries", "" + entries, "operations", "1000")).run().holds().max();
    }

    @Test
    void aLongSpikeTurnsTheMutexToStarvationMode() {
        Convoy calm = run(Map.of("operations", "400", "entries", "1000")).run();
        Convoy starving = run(Map.of("entries", "212900", "operations", "2000")).run();
        assertThat(calm.starvations()).isZero();
        assertThat(starving.starvations()).isPositive();
        assertThat(starving.handOvers()).isGreaterThanOrEqualTo(starving.starvations());
    }

    @Test
    void seriesAddUpToTheRun() {
        Convoy run = run(Map.of()).run();
        assertThat(run.series().operations().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20_000);
        assertThat(run.series().moved().stream().mapToLong(Long::longValue).sum()).isEqualTo(run.growth().moved());
        assertThat(Collections.max(run.series().queue())).isEqualTo(run.queueMax());
        assertThat(Collections.max(run.series().holdMaxNanos())).isEqualTo(run.holds().max());
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Map<String, String> settings = Map.of("seed", "7", "operations", "3000");
        assertThat(run(settings)).usingRecursiveComparison().isEqualTo(run(settings));
        assertThat(run(settings).run().waits()).isNotEqualTo(run(Map.of("seed", "8", "operations", "3000")).run()
                .waits());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.19", "1.21", "1.24-noswissmap", "1.24", "1.27"})
    void everyOperationHappensOnceInEveryRelease(String version) {
        for (String lock : new String[]{"MUTEX", "RWMUTEX"}) {
            Convoy run = run(Map.of("goVersion", version, "lock", lock, "goroutines", "300", "processors", "2",
                    "operations", "5000", "thinkMicros", "1", "entries", "500")).run();
            assertThat(run.waits().n()).isEqualTo(5_000);
            assertThat(run.holds().n()).isEqualTo(5_000);
        }
    }

    @Test
    void readersOfAnRwMutexEnterTogether() {
        Map<String, String> settings = Map.of("readShare", "1", "sectionNanos", "20000", "operations", "5000",
                "thinkMicros", "10");
        Map<String, String> shared = new HashMap<>(settings);
        shared.put("lock", "RWMUTEX");
        assertThat(run(shared).run().throughput()).isGreaterThan(5 * run(settings).run().throughput());
    }

    @Test
    void oneGoroutineNeverWaits() {
        Convoy run = run(Map.of("goroutines", "1", "operations", "1000")).run();
        assertThat(run.waits().max()).isZero();
        assertThat(run.queueMax()).isZero();
    }
}
