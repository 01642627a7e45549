package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known about an issue beyond its own fields, in words.
///
/// @param suggested    owner by the rules; null when none fits, or when somebody has it
/// @param counterparts who the other party was, by history
/// @param fix          how likely the fix holds; empty unless it is resolved
/// @param opinions     what people say about the diagnoses; null when nobody did
record InsightView(@Nullable String suggested, List<Line> counterparts, List<String> fix, @Nullable String opinions) {

    /// A function and how often it was the other party.
    record Line(String function, String title, String text) {}

    public boolean empty() {
        return counterparts.isEmpty() && fix.isEmpty() && opinions == null;
    }
}
