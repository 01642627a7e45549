package dev.maptriage.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A goroutine that may be the other party.
///
/// @param goroutine id; null when its header gives none
/// @param function  its first user function
/// @param file      null when not printed
/// @param line      null when not printed
/// @param textLine  line of the uploaded text where it starts
/// @param score     0 to 1
/// @param reasons   why, strongest first
public record Suspect(@Nullable Long goroutine, String function, @Nullable String file, @Nullable Integer line,
        int textLine, double score, List<Phrase> reasons) {

    public Suspect {
        reasons = List.copyOf(reasons);
    }
}
