package dev.maptriage.diagnosis;

import dev.maptriage.trace.PanicLine;
import dev.maptriage.trace.PanicReport;

/// A panic of the runtime or of the library other than the nil map: index out of range, nil dereference, unhashable
/// key, closed channel, …
final class RuntimePanicRule implements Rule {

    @Override
    public String id() {
        return "runtime-panic";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof PanicReport report)) {
            return false;
        }
        for (int i = 0; i < report.chain().size(); i++) {
            PanicLine panic = report.chain().get(i);
            Kind kind = PanicTexts.kindOf(panic.text());
            if (kind != null && kind != Kind.NIL_MAP_ASSIGN) {
                draft.kind = kind;
                draft.source = Source.PANIC;
                draft.message = panic.text();
                draft.recoverable = true;
                draft.confidence = 0.97;
                draft.evidence(panic.lines().first(), id(), "evidence.runtime-panic");
                var failing = PanicStack.failing(report);
                if (failing != null) {
                    draft.blame(failing, PanicStack.storyOf(failing.stack().frames(), report.chain(), i));
                }
                return true;
            }
        }
        return false;
    }
}
