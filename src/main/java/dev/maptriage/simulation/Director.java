package dev.maptriage.simulation;

/// Decides who takes the next step.
@FunctionalInterface
interface Director {

    /// Ends the run here.
    int STOP = -1;

    /// Chooses who takes the next step.
    ///
    /// @param current the goroutine that took the last step, or -1 at the start
    /// @param enabled the goroutines that could take one, as a bit set; never empty
    /// @return one of them, or [#STOP]
    int choose(int current, int enabled);
}
