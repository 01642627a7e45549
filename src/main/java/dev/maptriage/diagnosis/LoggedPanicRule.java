package dev.maptriage.diagnosis;

import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.GoroutineDump;
import dev.maptriage.trace.TextLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stack that a recover handler printed: `panic(` separates the handler above from the culprit below. What the panic
/// was stands in the handler's own words before it, or in the runtime's frames below.
final class LoggedPanicRule implements Rule {

    @Override
    public String id() {
        return "logged-panic";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof GoroutineDump dump)) {
            return false;
        }
        Goroutine goroutine = dump.goroutines().getFirst();
        List<Frame> frames = goroutine.stack().frames();
        int story = PanicStack.storyBelowHandler(frames);
        if (story < 0 || story >= frames.size()) {
            return false;
        }
        draft.source = Source.STACK_ONLY;
        draft.recoverable = true;
        draft.blame(goroutine, story);
        MapFunction function = MapFunction.of(frames.get(story).function());
        boolean assigns = function != null && function.runtime() && function.operation() == OperationType.ASSIGN;
        @Nullable
        TextLine said = said(dump.context());
        String text = said == null ? null : PanicTexts.inside(said.text());
        if (said != null && text != null) {
            Kind known = PanicTexts.kindOf(text);
            draft.kind = known == null ? Kind.CUSTOM_PANIC : known;
            draft.message = text;
            draft.confidence = assigns ? 0.98 : 0.93;
            draft.evidence(said.line(), id(), "evidence.logged-panic.words");
            draft.evidence(crash.calls(goroutine).get(story - 1).line(), id(), "evidence.logged-panic.separator");
        } else if (assigns) {
            draft.kind = Kind.NIL_MAP_ASSIGN;
            draft.message = PanicTexts.NIL_MAP;
            draft.confidence = 0.95;
            draft.evidence(crash.calls(goroutine).get(story).line(), id(), "evidence.logged-panic.assign");
        } else {
            draft.kind = Kind.UNKNOWN;
            draft.insufficient = true;
            draft.confidence = 0.3;
            draft.message = "";
            draft.evidence(crash.calls(goroutine).get(story - 1).line(), id(), "evidence.logged-panic.separator");
            draft.missing("missing.panic-line");
        }
        if (draft.kind == Kind.NIL_MAP_ASSIGN) {
            draft.operation = OperationType.ASSIGN;
            if (!assigns) {
                draft.missing("missing.same-words");
            }
        }
        return true;
    }

    /// The line in which the handler says what it recovered. A hard wrap may have cut it in two.
    private static @Nullable TextLine said(List<TextLine> context) {
        for (int i = context.size() - 1; i >= 0; i--) {
            if (PanicTexts.inside(context.get(i).text()) != null) {
                return context.get(i);
            }
        }
        for (int i = context.size() - 1; i > 0; i--) {
            String joined = context.get(i - 1).text().strip() + " " + context.get(i).text().strip();
            if (PanicTexts.inside(joined) != null) {
                return new TextLine(joined, context.get(i - 1).line());
            }
        }
        return null;
    }
}
