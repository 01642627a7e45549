package dev.maptriage.diagnosis;

import dev.maptriage.trace.FatalErrorReport;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import java.util.List;

/// A fatal error that is none of a map: deadlock, misuse of a lock, out of memory, stack overflow, fault.
final class FatalTextRule implements Rule {

    @Override
    public String id() {
        return "fatal-text";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof FatalErrorReport report)) {
            return false;
        }
        String text = report.messages().getFirst().text();
        Goroutine failing = MapFatalRule.failing(report.goroutines());
        draft.kind = kind(text);
        if (draft.kind == Kind.OUT_OF_MEMORY && failing != null && grows(crash, failing)) {
            draft.kind = Kind.GROWTH_OUT_OF_MEMORY;
        }
        draft.source = Source.FATAL_ERROR;
        draft.message = text;
        draft.confidence = draft.kind == Kind.GROWTH_OUT_OF_MEMORY ? 0.9 : 0.97;
        draft.evidence(report.messages().getFirst().line(), id(), "evidence.fatal-text");
        if (failing != null) {
            draft.blame(failing, 0);
        }
        if (draft.kind == Kind.GROWTH_OUT_OF_MEMORY) {
            draft.operation = OperationType.GROW;
            draft.stack.stream().filter(call -> isGrowth(call.frame())).findFirst()
                    .ifPresent(call -> draft.evidence(call.line(), "growth-frame", "evidence.growth-frame"));
        }
        return true;
    }

    private static Kind kind(String text) {
        if (text.equals("all goroutines are asleep - deadlock!") || text.startsWith("no goroutines (main called")) {
            return Kind.DEADLOCK;
        }
        if (text.startsWith("sync: ") || text.startsWith("sync.")) {
            return Kind.SYNC_MISUSE;
        }
        if (text.contains("out of memory") || text.startsWith("runtime: cannot allocate memory")) {
            return Kind.OUT_OF_MEMORY;
        }
        if (text.equals("stack overflow")) {
            return Kind.STACK_OVERFLOW;
        }
        return text.equals("fault") || text.startsWith("unexpected signal") ? Kind.MEMORY_FAULT : Kind.RUNTIME_FATAL;
    }

    private static boolean grows(CrashCase crash, Goroutine goroutine) {
        List<Frame> frames = goroutine.stack().frames();
        int user = crash.firstUserFrame(goroutine.stack());
        return frames.subList(0, user < 0 ? frames.size() : user).stream().anyMatch(FatalTextRule::isGrowth);
    }

    static boolean isGrowth(Frame frame) {
        MapFunction function = MapFunction.of(frame.function());
        return function != null && function.growth();
    }
}
