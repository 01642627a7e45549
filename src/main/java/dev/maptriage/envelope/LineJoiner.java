package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Puts parts of lines together.
final class LineJoiner {
    private static final int MOST_PARTS = 32;
    private static final int LONGEST = 2_000;

    private final Lines lines;
    private final Lines out;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private int first = -1;
    private int count;

    LineJoiner(Lines lines) {
        this.lines = lines;
        out = new Lines(lines.size());
    }

    /// Whether there is a line that may go on.
    boolean isOpen() {
        return first >= 0 && count < MOST_PARTS && parts.size() < LONGEST
                && lines.to(first) - lines.from(first) < LONGEST;
    }

    /// The line so far.
    byte[] line() {
        return count > 1
                ? parts.toByteArray()
                : Arrays.copyOfRange(lines.bytes(first), lines.from(first),
                        Math.min(lines.to(first), lines.from(first) + LONGEST));
    }

    /// Whether the line so far is the beginning of a frame or a header, and no whole one.
    boolean isIncomplete() {
        byte[] line = line();
        return isIncomplete(line);
    }

    static boolean isIncomplete(byte[] line) {
        int to = line.length;
        int start = Chars.skipBlanks(line, 0, to);
        if (start == to || GoLine.looseForm(line, start, Chars.trimEnd(line, start, to)).isGo()) {
            return false;
        }
        if (Chars.startsWith(line, start, to, GoLine.GOROUTINE) || Chars.startsWith(line, start, to, GoLine.CREATED)
                || line[0] == '\t' || (start > 0 && line[start] == '/')) {
            return true;
        }
        int name = GoLine.nameEnd(line, start, to);
        return name > start && (name == to || line[name] == '(');
    }

    /// Adds a line of the list.
    ///
    /// @param goesOn whether it belongs to the line before
    /// @param glue   what stands between the two then
    void add(int i, boolean goesOn, String glue) {
        if (!goesOn) {
            close();
            first = i;
            count = 1;
            return;
        }
        if (count == 1) {
            parts.write(lines.bytes(first), lines.from(first), lines.to(first) - lines.from(first));
        }
        parts.writeBytes(Chars.ascii(glue));
        parts.write(lines.bytes(i), lines.from(i), lines.to(i) - lines.from(i));
        count++;
    }

    private void close() {
        if (count == 1) {
            out.add(lines, first);
        } else if (count > 1) {
            out.add(parts.toByteArray(), lines.origin(first));
            parts.reset();
        }
        count = 0;
    }

    Lines end() {
        close();
        return out;
    }
}
