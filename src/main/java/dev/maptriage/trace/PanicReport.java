package dev.maptriage.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A panic nobody recovered, or one that net/http recovered and logged.
///
/// @param lines      lines of the text
/// @param chain      the panics, oldest first; never empty
/// @param signal     the signal that became the panic; null without one
/// @param served     whether it is the log line `http: panic serving ADDR: …` and the process lives on
/// @param context    the ordinary lines directly before it, oldest first
/// @param goroutines first the one that panicked
public record PanicReport(LineRange lines, List<PanicLine> chain, @Nullable SignalLine signal, boolean served,
        List<TextLine> context, List<Goroutine> goroutines) implements TraceReport {

    public PanicReport {
        chain = List.copyOf(chain);
        context = List.copyOf(context);
        goroutines = List.copyOf(goroutines);
    }
}
