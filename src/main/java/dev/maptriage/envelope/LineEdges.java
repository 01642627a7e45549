package dev.maptriage.envelope;

import java.util.Arrays;

/// The `\r` at the end of lines, which Windows and terminals add, or instead of line breaks; and the NULs before and
/// behind a line, which rotated log files leave.
///
/// @param lines  without them; the lines given when there were none
/// @param mostly whether most lines had a `\r` at their end
/// @param nul    whether NULs were taken off
record LineEdges(Lines lines, boolean mostly, boolean nul) {
    private static final int LEAST_NULS = 8;

    static LineEdges without(Lines lines) {
        int found = 0;
        long inside = 0;
        boolean any = false;
        boolean nul = false;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            int to = lines.to(i);
            if (to == from) {
                continue;
            }
            found += bytes[to - 1] == '\r' ? 1 : 0;
            inside += inside(bytes, from, to);
            any |= Chars.indexOf(bytes, from, to, '\r') >= 0;
            nul |= startsWithNuls(bytes, from, to) || bytes[to - 1] == 0;
        }
        if (!any && !nul) {
            return new LineEdges(lines, false, false);
        }
        Lines out = new Lines(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            clean(lines, i, inside > 2L * lines.size(), out);
        }
        return new LineEdges(out, 2L * found >= lines.size(), nul);
    }

    /// Fewer may be a length before a value, as journald exports it.
    private static boolean startsWithNuls(byte[] bytes, int from, int to) {
        for (int i = from; i < from + LEAST_NULS; i++) {
            if (i >= to || bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// Returns that have more of the line behind them than an escaped line break.
    private static int inside(byte[] bytes, int from, int to) {
        int count = 0;
        int at = Chars.indexOf(bytes, from, to - 1, '\r');
        while (at >= 0) {
            byte next = bytes[at + 1];
            count += next != '\r' && next != '\\' && next != '#' ? 1 : 0;
            at = Chars.indexOf(bytes, at + 1, to - 1, '\r');
        }
        return count;
    }

    /// @param breaks whether a return inside of a line is a line break; otherwise it was behind the line before something
    ///               was put behind that, and is dropped
    private static void clean(Lines lines, int i, boolean breaks, Lines out) {
        byte[] bytes = lines.bytes(i);
        int from = lines.from(i);
        int to = lines.to(i);
        while (to > from && (bytes[to - 1] == '\r' || bytes[to - 1] == 0)) {
            to--;
        }
        if (startsWithNuls(bytes, from, to)) {
            while (from < to && bytes[from] == 0) {
                from++;
            }
        }
        int stop = Chars.indexOf(bytes, from, to, '\r');
        if (stop >= 0 && !breaks) {
            out.add(withoutReturns(bytes, from, to), lines.origin(i));
            return;
        }
        while (stop >= 0) {
            out.add(bytes, from, stop, lines.origin(i));
            from = stop + 1;
            stop = Chars.indexOf(bytes, from, to, '\r');
        }
        out.add(bytes, from, to, lines.origin(i));
    }

    private static byte[] withoutReturns(byte[] bytes, int from, int to) {
        byte[] kept = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            kept[length] = bytes[i];
            length += bytes[i] == '\r' ? 0 : 1;
        }
        return Arrays.copyOf(kept, length);
    }
}
