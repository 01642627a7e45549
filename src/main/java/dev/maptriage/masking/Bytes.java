package dev.maptriage.masking;

import java.nio.charset.StandardCharsets;

/// Steps over classes of ASCII characters.
final class Bytes {

    private Bytes() {}

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
    }

    static boolean isWord(byte b) {
        return isDigit(b) || isLetter(b) || b == '_' || b == '-';
    }

    static boolean isToken(byte b) {
        return isWord(b) || b == '.' || b == '+' || b == '/' || b == '=' || b == '~' || b == '%';
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    static boolean isQuote(byte b) {
        return b == '"' || b == '\'' || b == '`';
    }

    /// A class of characters.
    private interface Kind {
        boolean has(byte b);
    }

    private static int skip(Kind kind, byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && kind.has(bytes[i])) {
            i++;
        }
        return i;
    }

    static int skipSpaces(byte[] bytes, int from, int to) {
        return skip(Bytes::isSpace, bytes, from, to);
    }

    static int skipWord(byte[] bytes, int from, int to) {
        return skip(Bytes::isWord, bytes, from, to);
    }

    static int skipToken(byte[] bytes, int from, int to) {
        return skip(Bytes::isToken, bytes, from, to);
    }

    /// Without regard to case.
    static boolean startsWith(byte[] bytes, int from, int to, String lowerCase) {
        if (to - from < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
