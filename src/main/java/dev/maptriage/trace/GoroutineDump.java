package dev.maptriage.trace;

import java.util.List;

/// Goroutines without a crash head: a pprof page, or the stack that a recover handler printed.
///
/// @param lines      lines of the text
/// @param context    the ordinary lines directly before it, oldest first; a logger's own words may stand there
/// @param goroutines never empty
public record GoroutineDump(LineRange lines, List<TextLine> context,
        List<Goroutine> goroutines) implements TraceReport {

    public GoroutineDump {
        context = List.copyOf(context);
        goroutines = List.copyOf(goroutines);
    }
}
