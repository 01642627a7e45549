package dev.maptriage.diagnosis;

import dev.maptriage.trace.FatalErrorReport;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.PanicReport;
import dev.maptriage.trace.SignalReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A memory fault inside the runtime's map code: `runtime.sigpanic` directly on a map function. Correct programs cannot
/// make it happen; two writers can, before the runtime notices them.
final class BrokenMapRule implements Rule {

    @Override
    public String id() {
        return "fault-in-map-code";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        Source source = switch (crash.report()) {
            case PanicReport panic when panic.signal() != null -> Source.PANIC;
            case FatalErrorReport fatal when fatal.signal() != null || isFault(fatal) -> Source.FATAL_ERROR;
            case SignalReport signal when signal.signal().name().equals("SIGSEGV") -> Source.SIGNAL;
            default -> null;
        };
        Goroutine failing = source == null ? null : MapFatalRule.failing(crash.goroutines());
        int at = failing == null ? -1 : faultOnMapCode(failing.stack().frames());
        if (source == null || failing == null || at < 0) {
            return false;
        }
        draft.kind = Kind.MAP_CORRUPTION;
        draft.source = source;
        draft.message = message(crash);
        draft.recoverable = source == Source.PANIC;
        draft.confidence = 0.85;
        draft.counterpartType = OperationType.WRITE;
        draft.blame(failing, at);
        draft.evidence(draft.stack.getFirst().line(), id(), "evidence.fault-in-map-code");
        draft.missing("missing.corruption-cause");
        return true;
    }

    private static boolean isFault(FatalErrorReport fatal) {
        String text = fatal.messages().getFirst().text();
        return text.equals("fault") || text.startsWith("unexpected signal");
    }

    private static String message(CrashCase crash) {
        return switch (crash.report()) {
            case PanicReport panic -> panic.chain().getLast().text();
            case FatalErrorReport fatal -> fatal.messages().getFirst().text();
            case SignalReport signal -> signal.signal().name() + ": " + signal.signal().description();
            default -> "";
        };
    }

    /// Index of the map function below `runtime.sigpanic`, or -1. Helpers of the runtime (memmove, hashing, comparing)
    /// may stand between the two.
    private static int faultOnMapCode(List<Frame> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (!frames.get(i).function().equals("runtime.sigpanic")) {
                continue;
            }
            for (int j = i + 1; j < frames.size() && Origin.of(frames.get(j)) == Origin.RUNTIME; j++) {
                @Nullable
                MapFunction function = MapFunction.of(frames.get(j).function());
                if (function != null && function.runtime()) {
                    return j;
                }
            }
        }
        return -1;
    }
}
