package dev.maptriage.trace;

/// Lines `first` to `last` of a text, both counted from 1 and both inside.
public record LineRange(int first, int last) {

    public LineRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("no such line range: " + first + "-" + last);
        }
    }

    /// The range of one line.
    public static LineRange of(int line) {
        return new LineRange(line, line);
    }

    /// The smallest range that holds both.
    public LineRange and(LineRange other) {
        return new LineRange(Math.min(first, other.first), Math.max(last, other.last));
    }

    public boolean contains(int line) {
        return first <= line && line <= last;
    }
}
