package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExplorerTest {

    private static final long RUNS = 3_000;

    @Test
    void sameSeed_givesTheSameResult() {
        Scenario scenario = Catalogue.scenario("write-write", GoVersion.GO_1_26, 5, Map.of());
        Exploration one = Explorations.explore(scenario, RUNS);
        Exploration other = Explorations.explore(scenario, RUNS);

        assertThat(other).usingRecursiveComparison().ignoringFields("millis", "foundAfter", "scenario").isEqualTo(one);
        assertThat(one.sample()).isNotNull();
    }

    @Test
    void otherSeed_givesOtherHashes() {
        MapSnapshot one = Explorations.explore(Catalogue.scenario("write-write", GoVersion.GO_1_23, 1, Map.of()), 10)
                .witness().start();
        MapSnapshot other = Explorations.explore(Catalogue.scenario("write-write", GoVersion.GO_1_23, 2, Map.of()), 10)
                .witness().start();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void counts_addUpAndNameTheirBasis() {
        Counts counts = Explorations.explore(Catalogue.scenario("write-write", GoVersion.GO_1_23, 1, Map.of()), RUNS)
                .counts();

        assertThat(counts.fatal() + counts.silent() + counts.benign()).isEqualTo(counts.schedules());
        assertThat(counts.byOutcome().stream().mapToLong(OutcomeCount::schedules).sum())
                .isEqualTo(counts.schedules());
        assertThat(counts.exhaustive()).isTrue();
        assertThat(counts.preemptionBound()).isNotNull().isPositive();
        assertThat(counts.noticed()).isBetween(0.5, 1.0);
    }

    @Test
    void sample_drawsSchedulesAsOftenAsTheyAre() {
        // With turns only at the seven steps, 2 152 of 3 432 schedules are fatal: 62.7 %.
        Scenario scenario = Explorations.of(GoVersion.GO_1_23, KeyKind.UINT64, 4, Map.of("steps", "flag"),
                Operation.ASSIGN, Operation.ASSIGN);
        Counts sample = Objects.requireNonNull(Explorations.explore(scenario, 500).sample());

        assertThat(sample.exhaustive()).isFalse();
        assertThat((double) sample.fatal() / sample.schedules()).isBetween(0.55, 0.70);
    }

    @Test
    void endlessLoop_isAnEnd() {
        Call spin = Call.of("for m[1] == 0 {}", Effect.NOTHING, w -> {
            while (MapKeys.get(w.map(), MapKeys.key(KeyKind.UINT64, 99)) == 0) {
                w.note("spun", "once more");
            }
            return null;
        });
        Exploration e = new Explorer().explore(Explorations.of(GoVersion.GO_1_23, List.of(new Program(List.of(spin))),
                null), new Budget(10, Duration.ofSeconds(5), 200), Progress.NONE);

        assertThat(e.witness().outcome().corruptions()).containsExactly(Corruption.ENDLESS_LOOP);
        assertThat(e.reproduced()).isTrue();
    }

    @Test
    void progress_isHeardAndMayEndIt() {
        int[] heard = {0};
        Exploration e = new Explorer().explore(Catalogue.scenario("write-write", GoVersion.GO_1_23, 1, Map.of()),
                new Budget(1_000_000, Duration.ofSeconds(30), 2_000), (runs, bound) -> ++heard[0] < 3);

        assertThat(e.runs()).isLessThan(2_000);
        assertThat(e.reproduced()).isTrue();
    }

    @Test
    void interrupt_endsItAndStaysSet() {
        Thread.currentThread().interrupt();
        Exploration e = new Explorer().explore(Catalogue.scenario("write-write", GoVersion.GO_1_23, 1, Map.of()),
                new Budget(1_000_000, Duration.ofSeconds(30), 2_000), Progress.NONE);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.runs()).isLessThan(500_000);
    }

    static Stream<Arguments> crashes() {
        return Stream.of(
                Arguments.of(GoVersion.GO_1_19, Operation.ASSIGN, Operation.UNKNOWN, "concurrent map writes"),
                Arguments.of(GoVersion.GO_1_23, Operation.DELETE, Operation.CLEAR, "concurrent map writes"),
                Arguments.of(GoVersion.GO_1_27, Operation.CLEAR, Operation.ASSIGN, "concurrent map writes"),
                Arguments.of(GoVersion.GO_1_23, Operation.READ, Operation.DELETE, "concurrent map read and map write"),
                Arguments.of(GoVersion.GO_1_26, Operation.UNKNOWN, Operation.UNKNOWN,
                        "concurrent map read and map write"),
                Arguments.of(GoVersion.GO_1_21, Operation.ITERATE, Operation.ASSIGN,
                        "concurrent map iteration and map write"),
                Arguments.of(GoVersion.GO_1_24, Operation.CLONE, Operation.ASSIGN,
                        "concurrent map iteration and map write"),
                Arguments.of(GoVersion.GO_1_27, Operation.CLONE, Operation.UNKNOWN,
                        "concurrent map clone and map write"),
                Arguments.of(GoVersion.GO_1_23, Operation.ASSIGN, Operation.UNKNOWN,
                        "assignment to entry in nil map"));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void crash_isExplainedWithItsOwnMessage(GoVersion version, Operation operation, Operation other, String message) {
        for (KeyKind kind : KeyKind.values()) {
            for (boolean growing : new boolean[]{false, true}) {
                Exploration e = Explorations.explore(
                        Scenario.of(new Scenario.Facts(operation, other, kind, version, growing, message, 1)), 400);
                assertThat(e.reproduced()).as("%s %s", kind, growing).isTrue();
                assertThat(e.witness().outcome().message()).isEqualTo(message);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = GoVersion.class, names = {"GO_1_19", "GO_1_23"})
    void brokenClassicMap_isReachedWithItsOwnMessage(GoVersion version) {
        for (String message : List.of("bad map state", "oldoverflow is not nil",
                "runtime error: invalid memory address or nil pointer dereference")) {
            Exploration e = Explorations.explore(Scenario.of(new Scenario.Facts(Operation.ASSIGN, Operation.UNKNOWN,
                    KeyKind.UINT64, version, true, message, 1)), 60_000);
            assertThat(e.reproduced()).as(message).isTrue();
        }
    }

    @Test
    void fullSmallMap_isReachedUntilGo127() {
        for (GoVersion version : List.of(GoVersion.GO_1_24, GoVersion.GO_1_26, GoVersion.GO_1_27)) {
            Exploration e = Explorations.explore(Scenario.of(new Scenario.Facts(Operation.ASSIGN, Operation.UNKNOWN,
                    KeyKind.UINT64, version, false, "small map with no empty slot (concurrent map writes?)", 1)),
                    8_000);
            assertThat(e.reproduced()).isEqualTo(version != GoVersion.GO_1_27);
        }
    }

    @Test
    void unexplainedCrash_isNotReproduced() {
        Exploration e = Explorations.explore(Scenario.of(new Scenario.Facts(Operation.READ, Operation.UNKNOWN,
                KeyKind.UINT64, GoVersion.GO_1_23, false, "index out of range [5] with length 3", 1)), RUNS);

        assertThat(e.reproduced()).isFalse();
        assertThat(e.foundAfter()).isNegative();
    }
}
