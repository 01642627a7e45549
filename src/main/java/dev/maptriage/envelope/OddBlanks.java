package dev.maptriage.envelope;

import java.util.Arrays;

/// Blanks that are none of ASCII, as pages and chats put them in, and characters without width.
///
/// ```text
/// goroutine 1 [running]:        (with a no-break space behind the first word)
/// ```
final class OddBlanks extends LineRewrite {

    OddBlanks() {
        super("BLANKS", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0 && (isBlank(bytes, i, to) || isNothing(bytes, i, to))) {
                return true;
            }
        }
        return false;
    }

    /// Whether they stand where they change what a line is: before it, or without width in one of Go's.
    static boolean hide(Lines lines, Sample sample) {
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            if (from < lines.to(i) && bytes[from] < 0 && isBlank(bytes, from, lines.to(i))) {
                return true;
            }
        }
        for (int i : sample.anchors()) {
            for (int at = lines.from(i); at < lines.to(i); at++) {
                if (lines.bytes(i)[at] < 0 && isNothing(lines.bytes(i), at, lines.to(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// U+00A0, U+2000 to U+200A, U+202F, U+3000.
    private static boolean isBlank(byte[] bytes, int at, int to) {
        byte second = at + 1 < to ? bytes[at + 1] : 0;
        byte third = at + 2 < to ? bytes[at + 2] : 0;
        return switch (bytes[at]) {
            case (byte) 0xc2 -> second == (byte) 0xa0;
            case (byte) 0xe2 -> second == (byte) 0x80
                    && ((third & 0xff) >= 0x80 && ((third & 0xff) <= 0x8a || third == (byte) 0xaf));
            case (byte) 0xe3 -> second == (byte) 0x80 && third == (byte) 0x80;
            default -> false;
        };
    }

    /// Soft hyphen, U+200B to U+200F, U+2060, U+FEFF.
    private static boolean isNothing(byte[] bytes, int at, int to) {
        byte second = at + 1 < to ? bytes[at + 1] : 0;
        byte third = at + 2 < to ? bytes[at + 2] : 0;
        return switch (bytes[at]) {
            case (byte) 0xc2 -> second == (byte) 0xad;
            case (byte) 0xe2 -> (second == (byte) 0x80 && third >= (byte) 0x8b && third <= (byte) 0x8f)
                    || (second == (byte) 0x81 && third == (byte) 0xa0);
            case (byte) 0xef -> second == (byte) 0xbb && third == (byte) 0xbf;
            default -> false;
        };
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        if (!shows(bytes, from, to)) {
            return false;
        }
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b < 0 && isBlank(bytes, i, to)) {
                text[length++] = ' ';
                i += b == (byte) 0xc2 ? 1 : 2;
            } else if (b < 0 && isNothing(bytes, i, to)) {
                i += b == (byte) 0xc2 ? 1 : 2;
            } else {
                text[length++] = b;
            }
        }
        out.add(Arrays.copyOf(text, length), lines.origin(line));
        return true;
    }
}
