package dev.maptriage.trace;

import java.util.List;

/// A dump because somebody sent a signal (`SIGQUIT: quit`), or a fault outside Go code.
///
/// @param lines      lines of the text
/// @param signal     which one
/// @param goroutines first the one on the signalled thread
public record SignalReport(LineRange lines, SignalLine signal, List<Goroutine> goroutines) implements TraceReport {

    public SignalReport {
        goroutines = List.copyOf(goroutines);
    }
}
