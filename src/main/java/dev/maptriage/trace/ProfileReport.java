package dev.maptriage.trace;

import java.util.List;

/// A page of `net/http/pprof` in text form (`?debug=1`): where goroutines are, or where they waited. What its records
/// say is read by whoever looks at it.
///
/// @param lines from its heading to its last record
/// @param type  what was counted
public record ProfileReport(LineRange lines, Type type) implements TraceReport {

    /// What a profile counts.
    public enum Type {
        /** Time that others waited, by the stack that unlocked: {@code --- mutex:}. */
        MUTEX,
        /** Time spent waiting, by the stack that waited: {@code --- contention:}. */
        BLOCK,
        /** Goroutines by stack: {@code goroutine profile: total N}. */
        GOROUTINE
    }

    @Override
    public List<Goroutine> goroutines() {
        return List.of();
    }
}
