package dev.maptriage.dashboard;

import dev.maptriage.trace.LineRange;
import java.util.List;
import java.util.NavigableMap;

/// A stored text, read in windows: a page never holds all of a large one.
interface TraceLines {

    /// Number of lines.
    int count();

    /// The lines of these ranges, which are sorted and apart, by number.
    NavigableMap<Integer, String> read(List<LineRange> ranges);
}
