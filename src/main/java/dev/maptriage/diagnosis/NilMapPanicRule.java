package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.PanicLine;
import dev.maptriage.trace.PanicReport;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.util.List;

/// `panic: assignment to entry in nil map`, alone or anywhere in a chain of panics.
///
/// A program may panic with the same words. Only a dump with the runtime's frames tells the two apart: the real one has
/// `runtime.mapassign…` below `panic(`.
final class NilMapPanicRule implements Rule {
    private static final int NEAR = 3;

    @Override
    public String id() {
        return "nil-map-panic";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof PanicReport report)) {
            return false;
        }
        int index = indexOf(report.chain());
        if (index < 0) {
            return thrownAgain(report, draft);
        }
        Goroutine failing = PanicStack.failing(report);
        List<Frame> frames = failing == null ? List.of() : failing.stack().frames();
        int story = PanicStack.isLogged(frames)
                ? PanicStack.storyBelowHandler(frames)
                : PanicStack.storyOf(frames, report.chain(), index);
        boolean seen = runtimeAssigns(frames, story);
        if (failing != null && crash.showsRuntimeFrames(failing) && !seen) {
            return false;
        }
        PanicLine panic = report.chain().get(index);
        draft.kind = Kind.NIL_MAP_ASSIGN;
        draft.source = Source.PANIC;
        draft.message = PanicTexts.NIL_MAP;
        draft.operation = OperationType.ASSIGN;
        draft.recoverable = true;
        draft.evidence(panic.lines().first(), id(), report.served()
                ? "evidence.nil-map.served"
                : panic.recovered() ? "evidence.nil-map.recovered" : "evidence.nil-map.panic");
        if (failing == null || frames.isEmpty()) {
            draft.confidence = 0.93;
            draft.missing("missing.stack");
        } else {
            draft.blame(failing, story);
            draft.confidence = seen ? 0.99 : 0.96;
        }
        if (!seen) {
            draft.missing("missing.same-words");
        }
        return true;
    }

    /// A library recovered the panic on one goroutine and panics on another with its text and its stack, as
    /// singleflight does: from Go 1.23 on the stack stands indented below the text.
    private boolean thrownAgain(PanicReport report, Draft draft) {
        PanicLine panic = report.chain().getLast();
        if (!panic.text().equals(PanicTexts.NIL_MAP)) {
            return false;
        }
        var quoted = new TraceParser().parse(TraceText.of(String.join("\n", panic.more()))).reports();
        if (quoted.isEmpty() || quoted.getFirst().goroutines().isEmpty()) {
            return false;
        }
        Goroutine goroutine = quoted.getFirst().goroutines().getFirst();
        int story = PanicStack.storyBelowHandler(goroutine.stack().frames());
        if (story < 0) {
            return false;
        }
        int offset = panic.lines().first();
        List<Call> calls = goroutine.calls().stream().skip(story)
                .map(c -> new Call(c.frame(), c.arguments(), c.line() + offset)).toList();
        draft.kind = Kind.NIL_MAP_ASSIGN;
        draft.source = Source.PANIC;
        draft.message = PanicTexts.NIL_MAP;
        draft.operation = OperationType.ASSIGN;
        draft.recoverable = true;
        draft.confidence = 0.9;
        draft.blame(calls, goroutine.id());
        draft.evidence(panic.lines().first(), id(), "evidence.nil-map.thrown-again");
        draft.missing("missing.same-words");
        return true;
    }

    private static int indexOf(List<PanicLine> chain) {
        for (int i = 0; i < chain.size(); i++) {
            PanicLine panic = chain.get(i);
            if (!panic.indented() && (panic.text().equals(PanicTexts.NIL_MAP) || isCutInTwo(panic))) {
                return i;
            }
        }
        return -1;
    }

    /// A hard wrap may have put the end of the text on a line of its own.
    private static boolean isCutInTwo(PanicLine panic) {
        return !panic.more().isEmpty()
                && (panic.text() + " " + panic.more().getFirst()).strip().equals(PanicTexts.NIL_MAP);
    }

    private static boolean runtimeAssigns(List<Frame> frames, int story) {
        for (int i = Math.max(story, 0); i < Math.min(frames.size(), story + NEAR); i++) {
            MapFunction function = MapFunction.of(frames.get(i).function());
            if (function != null && function.runtime() && function.operation() == OperationType.ASSIGN) {
                return true;
            }
        }
        return false;
    }
}
