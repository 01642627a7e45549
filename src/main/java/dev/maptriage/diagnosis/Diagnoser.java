package dev.maptriage.diagnosis;

import dev.maptriage.trace.ParsedTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what a text says into what we think of it.
public final class Diagnoser {

    /// One diagnosis per crash, in the order of the text; empty when the text holds none.
    ///
    /// @param title a title the uploader gave, which may decide where the text does not; null without one
    public List<Diagnosis> diagnose(ParsedTrace trace, @Nullable String title) {
        return List.of();
    }
}
