package dev.maptriage.envelope;

/// Whether the times on lines run backward.
final class NewestFirst {
    private static final int LINES = 5_000;
    private static final int LOOKED_AT = 4_096;
    private static final int LENGTH = 19;
    private static final int LEAST = 3;

    private NewestFirst() {}

    /// Whether of the times that differ from the line before nearly all are earlier.
    static boolean isDescending(Lines lines) {
        int earlier = 0;
        int later = 0;
        int before = -1;
        int beforeLine = -1;
        for (int i = 0; i < Math.min(LINES, lines.size()); i++) {
            int at = time(lines, i);
            if (at < 0) {
                continue;
            }
            if (before >= 0) {
                int compared = compare(lines, beforeLine, before, i, at);
                earlier += compared > 0 ? 1 : 0;
                later += compared < 0 ? 1 : 0;
            }
            before = at;
            beforeLine = i;
        }
        return earlier >= LEAST && earlier > 9 * later;
    }

    private static int compare(Lines lines, int one, int from, int other, int at) {
        byte[] a = lines.bytes(one);
        byte[] b = lines.bytes(other);
        int length = Math.min(LENGTH + 11, Math.min(lines.to(one) - from, lines.to(other) - at));
        for (int k = 0; k < length; k++) {
            boolean digits = Chars.isDigit(a[from + k]) && Chars.isDigit(b[at + k]);
            if (a[from + k] != b[at + k]) {
                return digits ? a[from + k] - b[at + k] : 0;
            }
            if (k >= LENGTH && !digits && a[from + k] != '.') {
                return 0;
            }
        }
        return 0;
    }

    /// Where `2024-05-14T10:53:20` starts on a line, or -1.
    private static int time(Lines lines, int line) {
        byte[] bytes = lines.bytes(line);
        int last = Math.min(lines.to(line), lines.from(line) + LOOKED_AT) - LENGTH;
        for (int i = lines.from(line); i <= last; i++) {
            if (bytes[i] == '2' && bytes[i + 4] == '-' && bytes[i + 7] == '-' && bytes[i + 13] == ':'
                    && bytes[i + 16] == ':' && Chars.skipDigits(bytes, i, i + 4) == i + 4) {
                return i;
            }
        }
        return -1;
    }
}
