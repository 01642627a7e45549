package dev.maptriage.hmap;

/// Hears every step of a map's operations that another goroutine could observe, before it is taken.
///
/// [#step] is the yield point: as long as it has not returned, the operation stands still and other goroutines may
/// use the same map. A map that was made without a listener takes the same steps at full speed.
@FunctionalInterface
public interface StepListener {

    /// The running goroutine is about to take this step.
    void step(MapStep next);

    /// What the step just taken found, and what it left there (the same, if it only read).
    default void saw(long read, long written) {}
}
