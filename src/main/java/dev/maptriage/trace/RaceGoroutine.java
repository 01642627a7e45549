package dev.maptriage.trace;

import java.util.List;

/// `Goroutine 8 (running) created at:` of a race report.
///
/// @param id      of the goroutine
/// @param state   `running` or `finished`
/// @param calls   where it was started, innermost first
/// @param lines   lines of the text
public record RaceGoroutine(long id, String state, List<Call> calls, LineRange lines) {

    public RaceGoroutine {
        calls = List.copyOf(calls);
    }
}
