package dev.maptriage.diagnosis;

import dev.maptriage.trace.PanicLine;
import dev.maptriage.trace.PanicReport;

/// A panic whose text is the program's own, even if it speaks of maps.
final class CustomPanicRule implements Rule {

    @Override
    public String id() {
        return "custom-panic";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof PanicReport report)) {
            return false;
        }
        PanicLine panic = report.chain().getLast();
        draft.kind = Kind.CUSTOM_PANIC;
        draft.source = Source.PANIC;
        draft.message = panic.text();
        draft.recoverable = true;
        draft.confidence = 0.95;
        boolean speaksOfMaps = speaksOfMaps(panic);
        draft.evidence(panic.lines(), id(),
                speaksOfMaps ? "evidence.custom-panic.map-words" : "evidence.custom-panic");
        var failing = PanicStack.failing(report);
        if (failing != null) {
            var frames = failing.stack().frames();
            int story = PanicStack.isLogged(frames)
                    ? PanicStack.storyBelowHandler(frames)
                    : PanicStack.storyOf(frames, report.chain(), report.chain().size() - 1);
            draft.blame(failing, story);
        }
        return true;
    }

    private static boolean speaksOfMaps(PanicLine panic) {
        return speaksOfMaps(panic.text()) || panic.more().stream().anyMatch(CustomPanicRule::speaksOfMaps);
    }

    private static boolean speaksOfMaps(String text) {
        return text.contains(PanicTexts.NIL_MAP) || text.contains("concurrent map ");
    }
}
