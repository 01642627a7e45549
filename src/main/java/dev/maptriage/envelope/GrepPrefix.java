package dev.maptriage.envelope;

/// What `grep -n` puts before a line: its number, of several files also the name; a hyphen marks lines around a match.
///
/// ```text
/// api.log:12:panic: assignment to entry in nil map
/// api.log-13-
/// 14-goroutine 1 [running]:
/// ```
final class GrepPrefix extends LineRewrite {
    private static final int LONGEST_NAME = 300;

    GrepPrefix() {
        super("GREP", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return end(bytes, from, to) > 0;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int end = end(bytes, lines.from(line), lines.to(line));
        if (end < 0) {
            return false;
        }
        out.add(bytes, end, lines.to(line), lines.origin(line));
        return true;
    }

    private static int end(byte[] bytes, int from, int to) {
        if (from >= to) {
            return -1;
        }
        int number = numberEnd(bytes, from, to);
        if (number > 0 || !Chars.isWord(bytes[from])) {
            return number;
        }
        boolean name = false;
        for (int i = from; i < Math.min(to, from + LONGEST_NAME); i++) {
            byte b = bytes[i];
            int end = name && isSeparator(b) ? numberEnd(bytes, i + 1, to) : -1;
            if (end > 0) {
                return end;
            }
            if (!Chars.isWord(b) && b != ':') {
                return -1;
            }
            name |= b == '.' || b == '/';
        }
        return -1;
    }

    /// Behind a number and its separator; -1 when there is none, or when it is part of a date or a time.
    private static int numberEnd(byte[] bytes, int from, int to) {
        int digits = Chars.skipDigits(bytes, from, to);
        if (digits == from || digits - from > 9 || digits >= to || !isSeparator(bytes[digits])) {
            return -1;
        }
        int next = Chars.skipDigits(bytes, digits + 1, to);
        return next > digits + 1 && next < to && isSeparator(bytes[next]) ? -1 : digits + 1;
    }

    private static boolean isSeparator(byte b) {
        return b == ':' || b == '-';
    }
}
