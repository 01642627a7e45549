package dev.maptriage.simulation;

/// Hears how an exploration gets on, and may end it. Called every few hundred runs, on the exploring thread.
@FunctionalInterface
public interface Progress {

    /** Hears nothing, ends nothing. */
    Progress NONE = (runs, bound) -> true;

    /// Hears how far an exploration has come.
    ///
    /// @param runs  how many runs were made
    /// @param bound the preemption bound in work; -1 behind the last
    /// @return whether to go on; what was found so far is the result
    boolean report(long runs, int bound);
}
