package dev.maptriage.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side of the failure with its short stack.
///
/// @param role      what it is in the story
/// @param goroutine id; null when not printed
/// @param state     state as printed in the header, e.g. `running`; null when not printed
/// @param operation what it did with the map
/// @param stack     innermost frame first, bounded; creators last
/// @param created   where the goroutine was started; null when not printed
/// @param firstLine first line of the uploaded text
/// @param lastLine  last line, inside
public record Party(Role role, @Nullable Long goroutine, @Nullable String state, OperationType operation,
        List<StackLine> stack, @Nullable StackLine created, int firstLine, int lastLine) {

    /// What a party is in the story.
    public enum Role {
        FAILING,
        OTHER,
        SUSPECT,
        HOLDER,
        WAITER
    }

    public Party {
        stack = List.copyOf(stack);
    }
}
