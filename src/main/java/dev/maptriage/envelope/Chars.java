package dev.maptriage.envelope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Looking at bytes of a line; all text looked for is ASCII.
final class Chars {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Chars() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    static boolean isHex(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /// Letters, digits and what stands inside names, numbers, dates and paths.
    static boolean isWord(byte b) {
        return isDigit(b) || isLetter(b) || b == '.' || b == '-' || b == '_' || b == '/' || b == '+' || b == '@'
                || b == '~' || b == '%';
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] what) {
        if (to - from < what.length) {
            return false;
        }
        for (int i = 0; i < what.length; i++) {
            if (bytes[from + i] != what[i]) {
                return false;
            }
        }
        return true;
    }

    static int indexOf(byte[] bytes, int from, int to, byte[] what) {
        byte first = what[0];
        int last = to - what.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && startsWith(bytes, i, to, what)) {
                return i;
            }
        }
        return -1;
    }

    static int lastIndexOf(byte[] bytes, int from, int to, byte[] what) {
        for (int i = to - what.length; i >= from; i--) {
            if (bytes[i] == what[0] && startsWith(bytes, i, to, what)) {
                return i;
            }
        }
        return -1;
    }

    static int indexOf(byte[] bytes, int from, int to, char what) {
        int i = from;
        // Eight at a time; the lowest bit set is exact.
        for (; i <= to - 8; i += 8) {
            long word = (long) LONG.get(bytes, i) ^ ONES * what;
            long zeros = (word - ONES) & ~word & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == what) {
                return i;
            }
        }
        return -1;
    }

    static int skipDigits(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    static int skipHex(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isHex(bytes[i])) {
            i++;
        }
        return i;
    }

    static int skipBlanks(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    static int skipWord(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isWord(bytes[i])) {
            i++;
        }
        return i;
    }

    /// End of the text without blanks at its end.
    static int trimEnd(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
