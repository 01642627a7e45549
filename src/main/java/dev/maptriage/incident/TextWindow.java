package dev.maptriage.incident;

import java.util.List;

/// Neighbouring lines of a stored text.
///
/// @param firstLine number of the first one, counted from 1
/// @param lines     the lines without their line breaks; malformed bytes are U+FFFD, very long lines are cut
/// @param lineCount how many lines the whole text has
public record TextWindow(int firstLine, List<String> lines, int lineCount) {

    public TextWindow {
        lines = List.copyOf(lines);
    }
}
