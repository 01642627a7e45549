package dev.maptriage.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `fatal error: …`: the runtime or a library gave up; nothing can recover it.
///
/// @param lines        lines of the text
/// @param messages     the texts, repeated when several goroutines noticed at once; never empty
/// @param pending      panics that were under way, oldest first (printed from Go 1.25 on)
/// @param signal       the signal that caused it; null without one
/// @param runtimeNotes lines the runtime printed before it, e.g. `runtime: out of memory: …`
/// @param systemStack  frames under `runtime stack:`; empty without it
/// @param context      the ordinary lines directly before it, oldest first
/// @param goroutines   first the one that failed
public record FatalErrorReport(LineRange lines, List<TextLine> messages, List<PanicLine> pending,
        @Nullable SignalLine signal, List<TextLine> runtimeNotes, List<Call> systemStack, List<TextLine> context,
        List<Goroutine> goroutines) implements TraceReport {

    public FatalErrorReport {
        messages = List.copyOf(messages);
        pending = List.copyOf(pending);
        runtimeNotes = List.copyOf(runtimeNotes);
        systemStack = List.copyOf(systemStack);
        context = List.copyOf(context);
        goroutines = List.copyOf(goroutines);
    }
}
