package dev.maptriage.envelope;

/// How lines start: the first characters, all digits and all letters alike. Records of one log start alike; what is left
/// of a line that was cut does not.
final class LineStarts {
    private static final int LENGTH = 6;
    private static final int LEAST = 3;

    private LineStarts() {}

    static String of(Lines lines, int i) {
        StringBuilder shape = new StringBuilder(LENGTH);
        byte[] bytes = lines.bytes(i);
        int from = lines.from(i);
        for (int at = from; at < Math.min(lines.to(i), from + LENGTH); at++) {
            shape.append((char) (alike(bytes[at]) & 0xff));
        }
        return shape.toString();
    }

    /// Whether a line starts as the line before does: with the same characters, of which one is no letter.
    static boolean repeats(Lines lines, int i) {
        if (i == 0) {
            return false;
        }
        byte[] a = lines.bytes(i - 1);
        byte[] b = lines.bytes(i);
        int before = lines.from(i - 1);
        int from = lines.from(i);
        int most = Math.min(LENGTH, Math.min(lines.to(i) - from, lines.to(i - 1) - before));
        boolean marked = false;
        int same = 0;
        while (same < most && alike(a[before + same]) == alike(b[from + same])) {
            marked |= !Chars.isLetter(b[from + same]) && !Chars.isBlank(b[from + same]);
            same++;
        }
        return same >= LEAST && marked;
    }

    private static byte alike(byte b) {
        return Chars.isDigit(b) ? (byte) '9' : Chars.isLetter(b) ? (byte) 'a' : b;
    }
}
