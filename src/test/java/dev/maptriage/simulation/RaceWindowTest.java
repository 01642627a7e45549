package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.maptriage.simulation.RaceWindow.Comparison;
import dev.maptriage.simulation.RaceWindow.RaceResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RaceWindowTest {

    private static RaceResult run(String... settings) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        return RaceWindow.run(LabValues.of(RaceWindow.PARAMETERS, given));
    }

    @Test
    void predictsEveryMeasuredRaceWithinAFactorOfTwo() {
        List<Comparison> rows = RaceWindow.compare();
        assertThat(rows).hasSize(20);
        assertThat(rows).allSatisfy(row -> assertThat(row.within()).as(row.toString()).isTrue());
    }

    @Test
    void bothWaysOfPredictingAgree() {
        for (Comparison row : RaceWindow.compare()) {
            assertThat(row.simulatedP90() + 1.0).as(row.toString()).isBetween((row.closedP90() + 1) / 1.6,
                    (row.closedP90() + 1) * 1.6);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.23,2,0,0", "1.23,1,1,0", "1.26,2,3,0", "1.26,1,0,2", "1.21,4,4,2"})
    void theSimulationFollowsTheClosedForm(String version, String writers, String readers, String iterators) {
        RaceResult result = run("goVersion", version, "writers", writers, "readers", readers, "iterators", iterators,
                "opsPerSecond", "10000", "runs", "600");
        double mean = 1 / result.perSecond();
        RaceWindow.Simulated simulated = Objects.requireNonNull(result.simulation());
        assertThat(simulated.noticed()).isEqualTo(simulated.runs()).isGreaterThan(200);
        assertThat(simulated.seconds().mean()).isBetween(mean / 1.35, mean * 1.35);
        assertThat(result.points()).allSatisfy(point -> assertThat(Objects.requireNonNull(point.simulated()))
                .isCloseTo(point.closed(), within(0.13)));
    }

    @Test
    void theRateCountsSquared() {
        double slow = run("opsPerSecond", "100").perSecond();
        double fast = run("opsPerSecond", "1000").perSecond();
        assertThat(fast / slow).isCloseTo(100, within(0.1));
    }

    @Test
    void threeSecondsShowTheRaceOfBusyWritersOnly() {
        RaceResult busy = run("opsPerSecond", "5000");
        RaceResult calm = run("opsPerSecond", "100");
        assertThat(busy.article().holds()).isTrue();
        assertThat(calm.article().holds()).isFalse();
        double needed = Objects.requireNonNull(calm.article().neededRate());
        assertThat(run("opsPerSecond", "" + needed * 1.01).article().holds()).isTrue();
        assertThat(run("opsPerSecond", "" + needed * 0.99).article().holds()).isFalse();
        assertThat(Objects.requireNonNull(calm.window())).isGreaterThan(1_000);
    }

    @Test
    void theWindowIsTheOneInWhichTheShareIsNoticed() {
        RaceResult result = run("share", "0.9");
        double window = Objects.requireNonNull(result.window());
        assertThat(run("seconds", "" + window).withinShare()).isCloseTo(0.9, within(0.001));
    }

    @Test
    void oneProcessorNoticesOnlyWhatCanBePreempted() {
        assertThat(run("processors", "1", "opsPerSecond", "10000000").perSecond()).isZero();
        assertThat(run("processors", "1", "opsPerSecond", "10000000").window()).isNull();
        // Growing maps and struct keys: 12 of 12 and 10 of 10 measured runs within 1.5 s.
        assertThat(run("processors", "1", "opsPerSecond", "10000000", "operation", "INSERT", "seconds", "1.5")
                .withinShare()).isGreaterThan(0.99);
        assertThat(run("processors", "1", "opsPerSecond", "10000000", "operation", "COMPARED_KEY", "seconds", "1.5")
                .withinShare()).isGreaterThan(0.99);
    }

    @Test
    void moreGoroutinesThanProcessorsAreAlsoPreempted() {
        String[] crowd = {"processors", "2", "writers", "8", "opsPerSecond", "100", "operation", "INSERT"};
        RaceResult crowded = run(crowd);
        assertThat(crowded.preemptedPerSecond()).isPositive();
        assertThat(crowded.perSecond()).isGreaterThan(crowded.pairs().getFirst().perSecond());
        assertThat(crowded.simulation()).isNull();
        assertThat(run("processors", "8", "writers", "8", "operation", "INSERT").preemptedPerSecond()).isZero();
        assertThat(run("processors", "2", "writers", "8").preemptedPerSecond()).isZero();
        // A simulation that leaves preemption out would contradict the closed form.
        assertThat(run("processors", "2", "writers", "8").simulation()).isNotNull();
    }

    @Test
    void withoutAWriterThereIsNothingToNotice() {
        RaceResult result = run("writers", "0", "readers", "8");
        assertThat(result.perSecond()).isZero();
        assertThat(result.window()).isNull();
        assertThat(result.points()).isEmpty();
        assertThat(result.simulation()).isNull();
    }

    @Test
    void goroutinesOfOneProcessorDoNotMeet() {
        assertThat(run("processors", "2", "writers", "2").pairs().getFirst().pairs()).isOne();
        assertThat(run("processors", "2", "writers", "4").pairs().getFirst().pairs()).isEqualTo(4);
        assertThat(run("processors", "8", "writers", "4").pairs().getFirst().pairs()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.23", "1.26"})
    void overlapsStayUnnoticedBeforeTheCrash(String version) {
        RaceResult result = run("goVersion", version, "writers", "1", "readers", "4", "opsPerSecond", "20000");
        assertThat(Objects.requireNonNull(result.simulation()).unnoticed().mean()).isPositive();
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        assertThat(run("seed", "3")).usingRecursiveComparison().isEqualTo(run("seed", "3"));
    }

    @Test
    void runsThatReachTheirLimitAreNotTakenForProbabilities() {
        RaceResult rare = run("opsPerSecond", "0.01");
        RaceWindow.Simulated simulated = Objects.requireNonNull(rare.simulation());
        assertThat(simulated.noticed()).isLessThan(simulated.runs());
        assertThat(rare.points()).allSatisfy(point -> assertThat(point.simulated()).isNull());
        assertThat(Objects.requireNonNull(rare.window())).isGreaterThan(1e8);
    }

    @Test
    void theLargestLoadEndsInTime() {
        long start = System.nanoTime();
        run("writers", "64", "readers", "64", "iterators", "64", "opsPerSecond", "0.001", "runs", "2000");
        run("writers", "64", "readers", "64", "iterators", "64", "opsPerSecond", "50000000", "runs", "2000");
        run("writers", "1", "readers", "1", "opsPerSecond", "0.001", "runs", "2000");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(30);
    }
}
