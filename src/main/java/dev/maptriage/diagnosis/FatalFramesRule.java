package dev.maptriage.diagnosis;

import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.GoroutineDump;
import java.util.List;

/// No head, but frames that only a fatal error leaves: `runtime.fatal`, `runtime.throw` or `internal/runtime/maps.fatal`
/// directly on a map function. The operation tells the message.
final class FatalFramesRule implements Rule {

    @Override
    public String id() {
        return "fatal-frames";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof GoroutineDump dump)) {
            return false;
        }
        Goroutine goroutine = dump.goroutines().getFirst();
        List<Frame> frames = goroutine.stack().frames();
        int at = 0;
        while (at < frames.size() && raises(frames.get(at))) {
            at++;
        }
        if (at == 0) {
            return false;
        }
        boolean swiss = frames.get(at - 1).function().equals("internal/runtime/maps.fatal");
        MapFunction function = at < frames.size() ? MapFunction.of(frames.get(at).function()) : null;
        OperationType operation = function == null ? OperationType.UNKNOWN : function.operation();
        if (!swiss && (function == null || !function.runtime())) {
            return false;
        }
        draft.source = Source.STACK_ONLY;
        draft.operation = operation;
        draft.counterpartType = OperationType.WRITE;
        draft.kind = switch (operation) {
            case READ, LEN -> Kind.READ_WRITE;
            case ITERATE -> Kind.ITERATE_WRITE;
            case CLONE -> Kind.CLONE_WRITE;
            default -> Kind.WRITE_WRITE;
        };
        boolean broken = operation == OperationType.GROW;
        draft.kind = broken ? Kind.MAP_CORRUPTION : draft.kind;
        draft.confidence = operation == OperationType.UNKNOWN ? 0.75 : 0.85;
        draft.blame(goroutine, at);
        draft.evidence(crash.calls(goroutine).get(at - 1).line(), id(), "evidence.fatal-frames");
        draft.missing("missing.fatal-line");
        return true;
    }

    private static boolean raises(Frame frame) {
        return switch (frame.function()) {
            case "runtime.throw", "runtime.fatal", "runtime.throw1", "internal/runtime/maps.fatal" -> true;
            default -> frame.function().startsWith("runtime.fatalthrow");
        };
    }
}
