package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WitnessTest {

    private static final long RUNS = 5_000;

    @ParameterizedTest
    @EnumSource(value = GoVersion.class, names = {"GO_1_23", "GO_1_27"})
    void everyEnd_noScheduleShowsItWithFewerSwitchesOrSteps(GoVersion version) {
        Scenario scenario = Explorations.of(version, KeyKind.UINT64, 1, Map.of(), Operation.CLEAR, Operation.READ);
        BruteForce all = new BruteForce(scenario, 60_000);
        assertThat(all.run()).isTrue();
        for (Map.Entry<Outcome, Schedule> e : all.shortest().entrySet()) {
            Outcome end = e.getKey();
            Witness witness = Explorations.explore(
                    scenario.aimedAt(new Scenario.Target(end.type(), end.message(), end.corruption(), 0, false)),
                    RUNS).witness();

            assertThat(witness.outcome().at(0)).isEqualTo(end);
            assertThat(witness.contextSwitches()).isEqualTo(e.getValue().contextSwitches());
            assertThat(witness.steps()).hasSize(e.getValue().steps());
            assertThat(witness.shortest()).isTrue();
        }
    }

    @Test
    void readDuringWrite_isToldStepByStep() {
        Exploration e = Explorations.explore(Catalogue.scenario("read-write", GoVersion.GO_1_23, 1, Map.of()), RUNS);
        List<WitnessStep> steps = e.witness().steps();

        assertThat(steps).extracting(s -> "G" + s.goroutine() + " " + s.call() + " " + s.action() + ": " + s.detail())
                .startsWith("G1 m[4] = 10 CHECK_FLAG: flags = 0").contains(
                        "G1 m[4] = 10 STORE_FLAG: flags 0 -> 4", "G2 v := m[2] LOAD_COUNT: count = 3")
                .endsWith("G2 v := m[2] CHECK_FLAG: flags = 4");
        WitnessStep last = steps.getLast();
        assertThat(last.fails()).isTrue();
        assertThat(last.function()).isEqualTo("runtime.mapaccess1_fast64");
        assertThat(last.lanes()).extracting(Lane::state).containsExactly(Lane.State.PREEMPTED, Lane.State.FAILED);
        assertThat(steps).filteredOn(s -> s.action().equals("STORE_FLAG")).first()
                .extracting(WitnessStep::changes).isEqualTo(List.of(new Change("flags", "0", "4")));
        assertThat(e.witness().outcome().step()).isEqualTo(steps.size());
    }

    @Test
    void growth_showsOldAndNewBuckets() {
        Exploration e = Explorations.explore(
                Catalogue.scenario("write-during-growth", GoVersion.GO_1_23, 1, Map.of()), RUNS);

        assertThat(e.witness().start().classic()).satisfies(c -> assertThat(c.oldbuckets()).isNull());
        assertThat(e.witness().steps().getLast().map().classic()).satisfies(c -> {
            assertThat(c.B()).isEqualTo(2);
            assertThat(c.flags() & 4).isEqualTo(4);
            assertThat(c.buckets()).isNotNull();
            assertThat(c.oldbuckets()).isNotNull();
        });
    }

    @Test
    void changes_ofAStep_leadFromOnePictureToTheNext() {
        Witness witness = Explorations.explore(
                Catalogue.scenario("write-during-growth-mutex", GoVersion.GO_1_26, 1, Map.of()), RUNS).witness();
        MapSnapshot before = witness.start();
        for (WitnessStep step : witness.steps()) {
            assertThat(step.changes()).isEqualTo(MapSnapshot.changes(before, step.map()));
            before = step.map();
        }
        assertThat(before.count()).isEqualTo(witness.start().count() + 2);
        assertThat(witness.steps()).anyMatch(s -> s.lanes().get(1).state() == Lane.State.BLOCKED
                || s.lanes().get(1).state() == Lane.State.NOT_STARTED);
    }

    @Test
    void largeTable_listsOnlyTheGroupsTheRunTouches() {
        Witness witness = Explorations.explore(
                Catalogue.scenario("write-during-growth", GoVersion.GO_1_26, 1, Map.of("growth", "split")), 10)
                .witness();

        assertThat(witness.start().swiss()).satisfies(s -> {
            assertThat(s.tables().getFirst().size()).isEqualTo(128);
            assertThat(s.tables().getFirst().groups()).hasSizeLessThanOrEqualTo(2 * MapSnapshot.SHOWN);
        });
    }
}
