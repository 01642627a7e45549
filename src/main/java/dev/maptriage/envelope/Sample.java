package dev.maptriage.envelope;

import java.util.Arrays;

/// Some lines of a text: those that hold something of Go's, and others spread evenly.
final class Sample {
    private static final int ANCHORS = 512;
    private static final int OTHERS = 256;

    private final int[] anchors;
    private final int[] spread;

    private Sample(int[] anchors, int[] spread) {
        this.anchors = anchors;
        this.spread = spread;
    }

    static Sample of(Lines lines) {
        int[] anchors = new int[ANCHORS];
        int count = 0;
        int stride = 1;
        int seen = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (hasAnchor(lines.bytes(i), lines.from(i), lines.to(i)) && seen++ % stride == 0) {
                if (count == ANCHORS) {
                    // Keep every second one, so that the sample stays spread over the whole text.
                    for (int k = 0; k < ANCHORS / 2; k++) {
                        anchors[k] = anchors[2 * k];
                    }
                    count = ANCHORS / 2;
                    stride *= 2;
                }
                anchors[count++] = i;
            }
        }
        int step = Math.max(1, lines.size() / OTHERS);
        int[] spread = new int[(lines.size() + step - 1) / step];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = i * step;
        }
        return new Sample(Arrays.copyOf(anchors, count), spread);
    }

    /// Lines with a word that Go prints in crashes, anywhere in them.
    int[] anchors() {
        return anchors;
    }

    /// Lines from all over the text.
    int[] spread() {
        return spread;
    }

    boolean hasAnchors() {
        return anchors.length > 0;
    }

    /// Whether a word is there that every crash, dump and report of Go holds.
    static boolean hasAnchor(byte[] bytes, int from, int to) {
        int last = to - 4;
        for (int i = from; i < last; i++) {
            byte b = bytes[i];
            if (b == '.' ? isFileEnd(bytes, i) : b == 'o' ? isGoroutine(bytes, i, from, to) : isOther(bytes, i, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFileEnd(byte[] bytes, int i) {
        return bytes[i + 1] == 'g' && bytes[i + 2] == 'o' && bytes[i + 3] == ':' && Chars.isDigit(bytes[i + 4]);
    }

    /// `goroutine 7`, seen from its second letter: the first may be part of an escape.
    private static boolean isGoroutine(byte[] bytes, int i, int from, int to) {
        return i > from && bytes[i - 1] == 'g' && bytes[i + 1] == 'r'
                && Chars.startsWith(bytes, i - 1, to, GoLine.GOROUTINE);
    }

    private static boolean isOther(byte[] bytes, int i, int to) {
        return switch (bytes[i]) {
            case 'p' -> bytes[i + 1] == 'a' && Chars.startsWith(bytes, i, to, GoLine.PANIC);
            case 'f' -> bytes[i + 1] == 'a' && Chars.startsWith(bytes, i, to, GoLine.FATAL);
            case 'W' -> bytes[i + 1] == 'A' && Chars.startsWith(bytes, i, to, GoLine.RACE);
            case 'c' -> bytes[i + 1] == 'r' && Chars.startsWith(bytes, i, to, GoLine.CREATED);
            case 'g' -> bytes[i + 1] == 'c' && bytes[i + 2] == ' ' && Chars.isDigit(bytes[i + 3])
                    && Chars.indexOf(bytes, i, Math.min(to, i + 20), '@') > 0;
            case 'S' -> bytes[i + 1] == 'I' && bytes[i + 2] == 'G' && Chars.startsWith(bytes, i, to, SIGQUIT);
            default -> false;
        };
    }

    private static final byte[] SIGQUIT = Chars.ascii("SIGQUIT: ");
}
