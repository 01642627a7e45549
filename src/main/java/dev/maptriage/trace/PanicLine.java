package dev.maptriage.trace;

import java.util.List;

/// One `panic: ` line of a chain; the oldest panic comes first.
///
/// @param text         the value's text: its first line
/// @param more         further lines of the text
/// @param indented     whether those lines were marked by a TAB, which Go does from 1.23 on
/// @param recovered    `[recovered]` or `[recovered, repanicked]`
/// @param repanicked   `[recovered, repanicked]`, from Go 1.25: recovered and panicked again with the same value
/// @param goexit       `[goexit]` or a Goexit inside the chain
/// @param lines        lines of the text
public record PanicLine(String text, List<String> more, boolean indented, boolean recovered, boolean repanicked,
        boolean goexit, LineRange lines) {

    public PanicLine {
        more = List.copyOf(more);
    }
}
