package dev.maptriage.trace;

import java.util.List;

/// Lines that the runtime writes on request (`GODEBUG=gctrace=1`, `schedtrace`) in a text that holds nothing else of Go.
///
/// @param lines     from the first to the last of them
/// @param gcLines   number of `gc N @…` lines
/// @param schedLines number of `SCHED …` lines
public record RuntimeLog(LineRange lines, int gcLines, int schedLines) implements TraceReport {

    @Override
    public List<Goroutine> goroutines() {
        return List.of();
    }
}
