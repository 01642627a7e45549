package dev.maptriage.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goroutines with equal state and equal stack.
///
/// @param count     how many
/// @param state     state as printed, without minutes
/// @param ids       the first few ids
/// @param top       first user function, else first function; null without frames
/// @param firstLine first line of the first of them in the uploaded text
/// @param lastLine  its last line, inside
/// @param minutes   longest wait in minutes, 0 when none is printed
/// @param ranges    lines of the others, as pairs first, last, bounded, for folding
public record StackGroup(int count, String state, List<Long> ids, @Nullable String top, int firstLine, int lastLine,
        int minutes, List<Integer> ranges) {

    public StackGroup {
        ids = List.copyOf(ids);
        ranges = List.copyOf(ranges);
    }
}
