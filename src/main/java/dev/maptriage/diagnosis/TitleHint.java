package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// A title that the uploader gave may name the message that the text has lost. It decides only where the text does not.
final class TitleHint {

    private TitleHint() {}

    static void apply(CrashCase crash, Draft draft) {
        String title = crash.title();
        if (title == null || !draft.insufficient) {
            return;
        }
        String message = message(title);
        if (message == null) {
            return;
        }
        MapFatalText fatal = MapFatalText.of(message);
        draft.kind = fatal == null ? Kind.NIL_MAP_ASSIGN : fatal.kind();
        draft.operation = fatal == null ? OperationType.ASSIGN : fatal.operation();
        draft.counterpartType = fatal == null ? OperationType.UNKNOWN : fatal.counterpart();
        draft.recoverable = fatal == null;
        draft.message = message;
        draft.insufficient = false;
        draft.confidence = 0.75;
        draft.evidence(crash.report().lines().first(), "title", "evidence.title", message);
    }

    private static @Nullable String message(String title) {
        if (title.contains(PanicTexts.NIL_MAP)) {
            return PanicTexts.NIL_MAP;
        }
        return MapFatalText.TEXTS.stream().filter(title::contains).findFirst().orElse(null);
    }
}
