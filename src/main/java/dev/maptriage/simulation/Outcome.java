package dev.maptriage.simulation;

import dev.maptriage.hmap.StepAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of a run.
///
/// @param corruptions all that is wrong, the heaviest first; empty unless the type is CORRUPTION
/// @param message     what the runtime says; null if it says nothing
/// @param goroutine   number of the goroutine that failed, from 1; 0 if none did
/// @param function    the runtime function that noticed; null if none did
/// @param action      the step that noticed; null if none did
/// @param step        how many steps the run had; 0 in a sum over runs
public record Outcome(OutcomeType type, List<Corruption> corruptions, @Nullable String message, int goroutine,
        @Nullable String function, @Nullable StepAction action, int step) {

    /** What a Go program says when every goroutine waits. */
    public static final String DEADLOCK = "all goroutines are asleep - deadlock!";

    static final Outcome BENIGN = new Outcome(OutcomeType.NONE, List.of(), null, 0, null, null, 0);

    static Outcome corrupt(List<Corruption> corruptions) {
        return new Outcome(OutcomeType.CORRUPTION, List.copyOf(corruptions), null, 0, null, null, 0);
    }

    /// The heaviest of the corruptions; null if there is none.
    public @Nullable Corruption corruption() {
        return corruptions.isEmpty() ? null : corruptions.getFirst();
    }

    /// The same end of a run of that many steps.
    Outcome at(int steps) {
        return new Outcome(type, corruptions, message, goroutine, function, action, steps);
    }
}
