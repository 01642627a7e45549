package dev.maptriage.masking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The value behind a word that names a secret: `password=…`, `"token": "…"`, `{Secret:…}`, `api_key => …`, also with its
/// quotes escaped.
final class NamedValue implements Finder {
    /// What Go prints after a colon is never a secret.
    private static final List<String> OF_GO = List.of("assignment to entry in nil map", "concurrent map",
            "runtime error:", "invalid memory address", "unexpected signal", "all goroutines are asleep", "nil", "null",
            "true", "false", "<nil>", "map[", "[masked]", "&{", "0x", "%!");
    private static final int LONG = 20;

    private final boolean prose;

    /// @param prose whether the word is also one of everyday speech, so that what follows a colon and a blank must look
    ///              like a secret
    NamedValue(boolean prose) {
        this.prose = prose;
    }

    @Override
    public @Nullable Finding look(byte[] bytes, int start, int end, int limit) {
        int far = Math.min(limit, end + REACH);
        int i = suffix(bytes, end, far);
        int quotes = skipQuotes(bytes, i, far);
        int sign = Bytes.skipSpaces(bytes, quotes, far);
        if (sign >= far || (bytes[sign] != '=' && bytes[sign] != ':')) {
            return null;
        }
        int after = bytes[sign] == '=' && sign + 1 < far && bytes[sign + 1] == '>' ? sign + 2 : sign + 1;
        if (after < far && bytes[after] == '=') {
            return null;
        }
        int value = Bytes.skipSpaces(bytes, after, far);
        boolean spoken = value > after && quotes == i;
        int inner = skipQuotes(bytes, value, far);
        return inner > value
                ? quoted(bytes, value, inner, far)
                : bare(bytes, value, far, spoken && prose);
    }

    /// `token` may go on as `token_id` or `tokenValue`; `tokenizer` is another word.
    private static int suffix(byte[] bytes, int end, int far) {
        for (String more : List.of("_id", "_key", "_value", "-id", "-key", "-value", "key", "value", "id")) {
            if (Bytes.startsWith(bytes, end, far, more) && !isLetterAt(bytes, end + more.length(), far)) {
                return end + more.length();
            }
        }
        return end;
    }

    private static boolean isLetterAt(byte[] bytes, int at, int far) {
        return at < far && Bytes.isWord(bytes[at]);
    }

    private static int skipQuotes(byte[] bytes, int from, int far) {
        int i = from;
        while (i < far && bytes[i] == '\\') {
            i++;
        }
        return i < far && Bytes.isQuote(bytes[i]) ? i + 1 : from;
    }

    /// Up to the quote that closes it, which is escaped as often as the one that opens it.
    private static @Nullable Finding quoted(byte[] bytes, int open, int inner, int far) {
        byte quote = bytes[inner - 1];
        int escapes = inner - 1 - open;
        int i = inner;
        int slashes = 0;
        while (i < far && !Bytes.isLineEnd(bytes[i])) {
            if (bytes[i] == quote && slashes <= escapes) {
                break;
            }
            slashes = bytes[i] == '\\' ? slashes + 1 : 0;
            i++;
        }
        int to = i < far && bytes[i] == quote ? i - escapes : i;
        return found(bytes, inner, to);
    }

    private static @Nullable Finding bare(byte[] bytes, int from, int far, boolean mustLookSecret) {
        int i = from;
        boolean digit = false;
        while (i < far && !endsBare(bytes[i])) {
            digit |= Bytes.isDigit(bytes[i]);
            i++;
        }
        return mustLookSecret && !digit && i - from < LONG ? null : found(bytes, from, i);
    }

    private static boolean endsBare(byte b) {
        return (b <= ' ' && b >= 0)
                || switch (b) {
                    case '"', '\'', '`', ',', ';', '&', '}', ']', ')', '<', '\\', '|' -> true;
                    default -> false;
                };
    }

    private static @Nullable Finding found(byte[] bytes, int from, int to) {
        if (to <= from) {
            return null;
        }
        for (String plain : OF_GO) {
            if (Bytes.startsWith(bytes, from, bytes.length, plain)) {
                return null;
            }
        }
        return new Finding(SecretKind.VALUE, from, to);
    }
}
