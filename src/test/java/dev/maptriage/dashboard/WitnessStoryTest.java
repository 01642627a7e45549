package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.reproduction.SimulationResult;
import dev.maptriage.reproduction.SimulationResult.MapState;
import dev.maptriage.reproduction.SimulationResult.Outcome;
import dev.maptriage.reproduction.SimulationResult.Step;
import dev.maptriage.simulation.Corruption;
import dev.maptriage.simulation.OutcomeType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WitnessStoryTest {
    private static final MapState MAP = new MapState("m", true, 0, null, null, null, null, null, null, null, null, null,
            null, null, null, null, null, null, null, null, null);

    private static Step step(int n, int goroutine, String action) {
        return new Step(n, goroutine, goroutine == 1 ? "m[1] = 10" : "m[2] = 20", "runtime.mapassign_fast64", action,
                "",
                MAP, List.of(), Map.of(), List.of(), false);
    }

    @SuppressWarnings("NullAway") // a witness has no convoy
    private static @Nullable String story(OutcomeType type, List<Corruption> corruptions, Step... steps) {
        return WitnessStory.of(new SimulationResult("CLASSIC", true,
                new Outcome(type, null, corruptions, 0, null, steps.length), null, List.of(), List.of(), null,
                List.of(steps), null, 1), Rendering.words());
    }

    @Test
    void namesTheMarkThatIsSeen() {
        assertThat(story(OutcomeType.FATAL_ERROR, List.of(), step(1, 1, "CHECK_FLAG"), step(2, 1, "STORE_FLAG"),
                step(3, 2, "CHECK_FLAG")))
                .isEqualTo("Goroutine 1 sets the writer’s mark in m[1] = 10 at step 2. It has not taken it back when"
                        + " goroutine 2, in m[2] = 20, looks at the mark at step 3.");
    }

    @Test
    void doesNotBlameAMarkThatWasTakenBack() {
        assertThat(story(OutcomeType.FATAL_ERROR, List.of(), step(1, 1, "STORE_FLAG"), step(2, 1, "CLEAR_FLAG"),
                step(3, 2, "CHECK_FLAG"))).contains("half changed").doesNotContain("taken it back");
    }

    @Test
    void namesTheStepThatWipesTheMark() {
        assertThat(story(OutcomeType.FATAL_ERROR, List.of(), step(1, 1, "STORE_FLAG"), step(2, 2, "STORE_FLAG"),
                step(3, 1, "RECHECK_FLAG")))
                .contains("Goroutine 1 sets", "at step 1",
                        "goroutine 2, in m[2] = 20, stores the flags over it at step 2",
                        "at step 3");
    }

    @Test
    void tellsOfOneGoroutineThatNeedsNoOther() {
        assertThat(story(OutcomeType.PANIC, List.of(), step(1, 1, "CHECK_NIL"))).contains("No other goroutine");
    }

    @Test
    void saysWhatNobodyNotices() {
        assertThat(story(OutcomeType.CORRUPTION, List.of(Corruption.LOST_KEY), step(1, 1, "STORE_KEY"),
                step(2, 2, "STORE_KEY"), step(3, 1, "STORE_COUNT")))
                .contains("m[1] = 10 and m[2] = 20", "from step 2 to step 2", "a key that was stored is gone");
    }

    @Test
    void hasNothingToTellWhereNothingIsWrong() {
        assertThat(story(OutcomeType.NONE, List.of(), step(1, 1, "CHECK_FLAG"))).isNull();
        assertThat(story(OutcomeType.CONTENTION, List.of())).isNull();
    }
}
