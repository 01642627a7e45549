package dev.maptriage.masking;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What stands between `-----BEGIN … PRIVATE KEY-----` and the end mark, over many lines or in one with `\n` written out. An
/// end mark whose beginning is somewhere else masks the lines of a key before it.
final class PrivateKey implements Finder {
    /// A key that has begun, without any of it.
    static final String BEGUN = "-----BEGIN PRIVATE KEY-----\nxxxxxxxxxxxxxxxx\n";
    static final String SIGN = "private key-----";
    private static final String END = "-----end";
    private static final int LONGEST = 16 << 10;
    private static final int LONGEST_MARK = 64;
    private static final int NARROWEST = 40;

    @Override
    public @Nullable Finding look(byte[] bytes, int start, int end, int limit) {
        int mark = markOf(bytes, start);
        return Bytes.startsWith(bytes, mark, start, END) ? before(bytes, mark) : after(bytes, end, limit);
    }

    private static @Nullable Finding after(byte[] bytes, int end, int limit) {
        int from = skipLineEnds(bytes, end, limit);
        int to = bodyEnd(bytes, from, limit);
        return to - from < 16 ? null : new Finding(SecretKind.PRIVATE_KEY, from, to);
    }

    private static int skipLineEnds(byte[] bytes, int from, int limit) {
        int i = from;
        while (i < limit && Bytes.isLineEnd(bytes[i])) {
            i++;
        }
        return i;
    }

    private static int bodyEnd(byte[] bytes, int from, int limit) {
        int far = Math.min(limit, from + LONGEST);
        int to = from;
        while (to < far && !(bytes[to] == '-' && Bytes.startsWith(bytes, to, far, END))) {
            if (bytes[to] == ' ' && to > from && !Bytes.isLineEnd(bytes[to - 1]) && bytes[to - 1] != ':') {
                break;
            }
            to++;
        }
        return to;
    }

    /// Where the five dashes before the sign are; the sign itself when there are none.
    private static int markOf(byte[] bytes, int start) {
        int near = Math.max(0, start - LONGEST_MARK);
        for (int i = start - 1; i >= near && !Bytes.isLineEnd(bytes[i]); i--) {
            if (bytes[i] == '-' && Bytes.startsWith(bytes, i, start, "-----")) {
                return i;
            }
        }
        return start;
    }

    /// Lines of one width, but for the last, which may be shorter.
    private static @Nullable Finding before(byte[] bytes, int mark) {
        int to = mark;
        int from = mark;
        int width = 0;
        while (from > 0 && to - from < LONGEST) {
            int end = from;
            while (end > 0 && Bytes.isLineEnd(bytes[end - 1])) {
                end--;
            }
            int start = end;
            while (start > 0 && isBase64(bytes[start - 1])) {
                start--;
            }
            boolean line = end < from && end > start && (start == 0 || Bytes.isLineEnd(bytes[start - 1]));
            if (!line || (width > 0 && end - start != width) || (from < mark && end - start < NARROWEST)) {
                break;
            }
            width = from < mark ? end - start : 0;
            from = start;
        }
        return to - from < 16 ? null : new Finding(SecretKind.PRIVATE_KEY, from, to);
    }

    private static boolean isBase64(byte b) {
        return Bytes.isDigit(b) || Bytes.isLetter(b) || b == '+' || b == '/' || b == '=';
    }

    /// Whether a key has begun and not ended.
    static boolean isOpen(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int sign = text.lastIndexOf(SIGN);
        if (sign < 0 || Bytes.startsWith(bytes, markOf(bytes, sign), sign, END)) {
            return false;
        }
        return bodyEnd(bytes, skipLineEnds(bytes, sign + SIGN.length(), bytes.length), bytes.length) == bytes.length;
    }

    /// Lines as keys have them, and nothing that Go prints has: base64 of a key's width alone on its line. What comes line by
    /// line may come out of order, before the mark that it belongs to.
    static void lines(byte[] bytes, int begin, List<Finding> found) {
        int from = begin;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && isBase64(bytes[to])) {
                to++;
            }
            boolean line = to == bytes.length || Bytes.isLineEnd(bytes[to]);
            if (line && (from == begin || Bytes.isLineEnd(bytes[from - 1])) && isOfKey(bytes, from, to)) {
                found.add(new Finding(SecretKind.PRIVATE_KEY, from, to));
            }
            while (to < bytes.length && !Bytes.isLineEnd(bytes[to])) {
                to++;
            }
            from = to + 1;
        }
    }

    private static boolean isOfKey(byte[] bytes, int from, int to) {
        int width = to - from;
        if (width != 64 && width != 70 && width != 76) {
            return false;
        }
        boolean upper = false;
        boolean lower = false;
        boolean digit = false;
        for (int i = from; i < to; i++) {
            upper |= bytes[i] >= 'A' && bytes[i] <= 'Z';
            lower |= bytes[i] >= 'a' && bytes[i] <= 'z';
            digit |= Bytes.isDigit(bytes[i]);
        }
        return upper && lower && digit;
    }
}
