package dev.maptriage.envelope;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text over many lines in one cell of a table: what stands before it on its first line and behind it on its last is
/// put on lines of its own. Quotation marks inside of the cell are doubled, or were forgotten.
///
/// ```text
/// time,message,service
/// 2024-05-14,"> panic: assignment to entry in nil map
/// > 	/app/main.go:7 +0x1d",api
/// ```
final class TableCell implements Wrapping {
    private static final byte[] DOUBLED = {'"', '"'};
    private static final int LEAST_LINES = 3;
    /// Lines of a head, or other rows, before the cell.
    private static final int MOST_BEFORE = 20;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int first = 0;
        int open = -1;
        while (first < Math.min(lines.size(), MOST_BEFORE) && open < 0) {
            open = opening(lines, first++);
        }
        first--;
        int last = lines.size() - 1;
        while (last > first && lines.isEmpty(last)) {
            last--;
        }
        int close = open < 0 ? -1 : closing(lines, last);
        if (close < 0 || last - first < LEAST_LINES - 1) {
            return null;
        }
        boolean doubled = isDoubled(lines, first, open + 1, last, close);
        Lines out = new Lines(lines.size() + 2);
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            int to = lines.to(i);
            if (i == first && open > from) {
                out.add(bytes, from, open, lines.origin(i));
            }
            int start = i == first ? open + 1 : from;
            int end = i == last ? close : to;
            if (doubled && i >= first && i <= last) {
                out.add(once(bytes, start, end), lines.origin(i));
            } else {
                out.add(bytes, start, end, lines.origin(i));
            }
            if (i == last && close + 1 < to) {
                out.add(bytes, close + 1, to, lines.origin(i));
            }
        }
        return new Unwrapped("CELL", out, true);
    }

    /// The quotation mark that opens a field which does not end on its line, or -1.
    private static int opening(Lines lines, int line) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        int i = from;
        while (i < to) {
            if (bytes[i] == '"') {
                int end = fieldEnd(bytes, i + 1, to);
                boolean quoted = i + 2 < to && bytes[i + 1] == '"' && !isSeparator(bytes[i + 2]);
                if (end < 0 || quoted) {
                    return i;
                }
                i = end;
            } else {
                while (i < to && !isSeparator(bytes[i])) {
                    i++;
                }
            }
            i++;
        }
        return -1;
    }

    /// Where a field in quotation marks ends, behind its last one; -1 when not on this line.
    private static int fieldEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"' && (i + 1 == to || isSeparator(bytes[i + 1]))) {
                return i + 1;
            }
        }
        return -1;
    }

    /// The last quotation mark of a line behind which simple fields follow, or -1.
    private static int closing(Lines lines, int line) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        int mark = Chars.lastIndexOf(bytes, from, to, new byte[]{'"'});
        return mark >= from && (mark + 1 == to || isSeparator(bytes[mark + 1])) ? mark : -1;
    }

    private static boolean isSeparator(byte b) {
        return b == ',' || b == ';' || b == '\t';
    }

    private static boolean isDoubled(Lines lines, int first, int start, int last, int close) {
        boolean any = false;
        for (int i = first; i <= last; i++) {
            byte[] bytes = lines.bytes(i);
            int to = i == last ? close : lines.to(i);
            int at = i == first ? start : lines.from(i);
            while (at < to) {
                boolean mark = bytes[at] == '"';
                if (mark && !Chars.startsWith(bytes, at, to, DOUBLED)) {
                    return false;
                }
                any |= mark;
                at += mark ? 2 : 1;
            }
        }
        return any;
    }

    private static byte[] once(byte[] bytes, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            text[length++] = bytes[i];
            i += bytes[i] == '"' ? 1 : 0;
        }
        return Arrays.copyOf(text, length);
    }
}
