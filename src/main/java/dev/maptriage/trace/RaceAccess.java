package dev.maptriage.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side of a race.
///
/// @param write     whether it wrote
/// @param previous  whether it is the earlier one of the two
/// @param address   `0x00c000064180`; null in the old format
/// @param goroutine id; 1 for `main goroutine`; null when not printed
/// @param calls     innermost first; arguments are never printed
/// @param stackLost `[failed to restore the stack]`
/// @param lines     lines of the text
public record RaceAccess(boolean write, boolean previous, @Nullable String address, @Nullable Long goroutine,
        List<Call> calls, boolean stackLost, LineRange lines) {

    public RaceAccess {
        calls = List.copyOf(calls);
    }
}
