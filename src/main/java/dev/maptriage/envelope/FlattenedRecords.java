package dev.maptriage.envelope;

/// Prefixed lines on one line, their breaks replaced by blanks or dropped: cut where the beginning of the line comes again.
///
/// ```text
/// 2024-05-14T13:00:58.124Z stderr F panic: assignment to entry in nil map 2024-05-14T13:00:58.125Z stderr F 2024-05-14T…
/// ```
final class FlattenedRecords extends LineRewrite {
    private static final int LENGTH = 8;
    private static final int LEAST = 4;

    FlattenedRecords() {
        super("FLATTENED", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return to - from > 300 && isPrefix(bytes, from) && count(bytes, from, to) >= LEAST;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        if (!shows(bytes, from, to)) {
            return false;
        }
        int start = from;
        int next = next(bytes, from, from + LENGTH, to);
        while (next > 0) {
            out.add(bytes, start, Chars.trimEnd(bytes, start, next), lines.origin(line));
            start = next;
            next = next(bytes, from, start + LENGTH, to);
        }
        out.add(bytes, start, to, lines.origin(line));
        return true;
    }

    /// Words alone are no prefix: they come again in any text.
    private static boolean isPrefix(byte[] bytes, int from) {
        boolean marked = false;
        for (int i = from; i < from + LENGTH; i++) {
            byte b = bytes[i];
            marked |= Chars.isDigit(b) || b == '|' || b == '[' || b == '{' || b == '<';
        }
        return marked;
    }

    private static int count(byte[] bytes, int from, int to) {
        int count = 0;
        int at = from;
        while (at >= 0 && count < LEAST) {
            count++;
            at = next(bytes, from, at + LENGTH, to);
        }
        return count;
    }

    /// The next place behind `at` that looks like the beginning of the line, or -1.
    private static int next(byte[] bytes, int from, int at, int to) {
        for (int i = at; i + LENGTH <= to; i++) {
            if (isAlike(bytes, from, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAlike(byte[] bytes, int from, int at) {
        for (int k = 0; k < LENGTH; k++) {
            byte a = bytes[from + k];
            byte b = bytes[at + k];
            if (a != b && !(Chars.isDigit(a) && Chars.isDigit(b))) {
                return false;
            }
        }
        return true;
    }
}
