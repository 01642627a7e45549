package dev.maptriage.diagnosis;

import dev.maptriage.trace.FatalErrorReport;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.TextLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `fatal error: concurrent map …` and the texts of a map found broken.
final class MapFatalRule implements Rule {

    @Override
    public String id() {
        return "fatal-message";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof FatalErrorReport report)) {
            return false;
        }
        TextLine line = decisive(report.messages());
        MapFatalText text = line == null ? null : MapFatalText.of(line.text());
        if (line == null || text == null) {
            return false;
        }
        draft.kind = text.kind();
        draft.source = Source.FATAL_ERROR;
        draft.message = line.text();
        draft.operation = text.operation();
        draft.counterpartType = text.counterpart();
        draft.confidence = 0.99;
        draft.evidence(line.line(), id(), "evidence.fatal." + text.kind().name().toLowerCase(java.util.Locale.ROOT));
        report.messages().stream().filter(m -> m.line() != line.line()).findFirst()
                .ifPresent(m -> draft.evidence(m.line(), id(), "evidence.fatal.repeated"));
        Goroutine failing = failing(report.goroutines());
        if (failing == null) {
            draft.confidence = 0.95;
            draft.missing("missing.stack");
        } else {
            draft.blame(failing, 0);
        }
        return true;
    }

    /// The first message that names two parties, else the first of a map at all.
    private static @Nullable TextLine decisive(List<TextLine> messages) {
        TextLine broken = null;
        for (TextLine message : messages) {
            MapFatalText text = MapFatalText.of(message.text());
            if (text != null && text.kind() != Kind.MAP_CORRUPTION) {
                return message;
            }
            broken = broken == null && text != null ? message : broken;
        }
        return broken;
    }

    static @Nullable Goroutine failing(List<Goroutine> goroutines) {
        for (Goroutine goroutine : goroutines) {
            if (!goroutine.stack().frames().isEmpty()) {
                return goroutine;
            }
        }
        return goroutines.isEmpty() ? null : goroutines.getFirst();
    }
}
