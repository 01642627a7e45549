package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;

/// Colours and other terminal sequences: with their escape character, with that written in letters, or after it was lost.
///
/// ```text
/// ESC[1;31mpanic: assignment to entry in nil mapESC[0m
/// ^[[1;31mpanic: assignment to entry in nil map^[[0m
/// ```
final class AnsiColors extends LineRewrite {
    private static final byte ESCAPE = 0x1b;
    private static final byte BELL = 7;
    private static final int LONGEST = 64;
    private static final byte[][] SPELLINGS = {Chars.ascii("\\u001b["), Chars.ascii("\\u001B["),
        Chars.ascii("\\x1b["), Chars.ascii("\\x1B["), Chars.ascii("\\033["), Chars.ascii("\\e["), Chars.ascii("^[["),
        Chars.ascii("#033[")};

    AnsiColors() {
        super("ANSI", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return next(bytes, from, to) < to;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        int at = next(bytes, from, to);
        if (at == to) {
            return false;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(to - from);
        while (at < to) {
            kept.write(bytes, from, at - from);
            from = end(bytes, at, to);
            at = next(bytes, from, to);
        }
        kept.write(bytes, from, to - from);
        out.add(kept.toByteArray(), lines.origin(line));
        return true;
    }

    private static int next(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            boolean candidate = b == '[' || b == '\\' || b == '^' || b == '#';
            if (b == ESCAPE || (candidate && end(bytes, i, to) > i)) {
                return i;
            }
        }
        return to;
    }

    /// End of the sequence that starts at `at`; `at` when there is none.
    private static int end(byte[] bytes, int at, int to) {
        if (bytes[at] == '[') {
            return lostEscape(bytes, at, to);
        }
        if (bytes[at] != ESCAPE) {
            return spelled(bytes, at, to);
        }
        if (at + 1 >= to) {
            return to;
        }
        int limit = Math.min(to, at + LONGEST);
        return switch (bytes[at + 1]) {
            case '[' -> control(bytes, at + 2, limit);
            case ']' -> operatingSystem(bytes, at + 2, limit);
            case '(', ')' -> Math.min(to, at + 3);
            default -> at + 2;
        };
    }

    private static int spelled(byte[] bytes, int at, int to) {
        for (byte[] spelling : SPELLINGS) {
            if (Chars.startsWith(bytes, at, to, spelling)) {
                int bracket = at + spelling.length - 1;
                int end = lostEscape(bytes, bracket, to);
                return end > bracket ? end : at;
            }
        }
        return at;
    }

    private static int control(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] < 0x40 || bytes[i] > 0x7e)) {
            i++;
        }
        return Math.min(to, i + 1);
    }

    private static int operatingSystem(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == BELL) {
                return i + 1;
            }
            if (bytes[i] == ESCAPE) {
                return Math.min(to, i + 2);
            }
        }
        return to;
    }

    /// `[31m`, `[1;31m`, `[0m`, `[K`.
    private static int lostEscape(byte[] bytes, int at, int to) {
        int i = at + 1;
        while (i < to && i < at + 12 && (Chars.isDigit(bytes[i]) || bytes[i] == ';')) {
            i++;
        }
        boolean colour = i > at + 1 && i < to && bytes[i] == 'm';
        boolean clear = i < to && i <= at + 2 && bytes[i] == 'K';
        return colour || clear ? i + 1 : at;
    }
}
