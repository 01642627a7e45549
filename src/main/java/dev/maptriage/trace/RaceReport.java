package dev.maptriage.trace;

import java.util.List;

/// `WARNING: DATA RACE`, as the race detector prints it.
///
/// @param lines    lines of the text
/// @param accesses first the one that was noticed, then the previous one; one only when the text is cut
/// @param created  where the two goroutines were started, as far as printed
public record RaceReport(LineRange lines, List<RaceAccess> accesses,
        List<RaceGoroutine> created) implements TraceReport {

    public RaceReport {
        accesses = List.copyOf(accesses);
        created = List.copyOf(created);
    }

    @Override
    public List<Goroutine> goroutines() {
        return List.of();
    }
}
