package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The annotated text, or the windows of it that one page shows.
///
/// @param blocks    from top to bottom
/// @param lineCount lines of the whole text
/// @param shown     lines on this page
/// @param partly    whether something is left out
record TracePane(List<Block> blocks, int lineCount, int shown, boolean partly) {

    /// Neighbouring lines, or what stands in their place.
    ///
    /// @param lines in order; empty for a gap
    /// @param fold  summary of equal goroutines folded into one line; null when the lines stand open
    /// @param gap   what is not on this page; null when `lines` are
    record Block(List<Line> lines, @Nullable String fold, @Nullable Gap gap) {}

    /// One line.
    ///
    /// @param number  counted from 1
    /// @param css     `h` for a head, `f` for the place of a frame, `e` for evidence; null for none
    /// @param text    as uploaded, a very long line cut
    /// @param more    how many characters were cut, in words; null when none
    /// @param marks   evidence that begins here
    record Line(int number, @Nullable String css, String text, @Nullable String more, List<Mark> marks) {}

    /// A margin mark.
    ///
    /// @param number of the evidence, counted from 1
    /// @param why    what the lines show
    record Mark(int number, String why) {}

    /// Lines that are not on this page.
    ///
    /// @param label    how many, and which goroutines they hold
    /// @param from     link to the page with their first lines
    /// @param fromText its words
    /// @param to       link to the page with their last lines; null when one page holds all
    /// @param toText   its words
    record Gap(String label, String from, String fromText, @Nullable String to, @Nullable String toText) {}
}
