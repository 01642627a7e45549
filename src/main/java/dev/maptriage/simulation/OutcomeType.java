package dev.maptriage.simulation;

/// How a run ends.
public enum OutcomeType {
    /** A panic: could be recovered, and was not. */
    PANIC,
    /** The runtime noticed and ended the process. */
    FATAL_ERROR,
    /** Nobody noticed, and the map or what was read from it is wrong. */
    CORRUPTION,
    /** Nothing is wrong but the time: goroutines queue for a lock. */
    CONTENTION,
    /** Some order of the operations, one after the other, explains all that was seen. */
    NONE;

    /// Whether the process ended by itself.
    public boolean noticed() {
        return this == PANIC || this == FATAL_ERROR;
    }
}
