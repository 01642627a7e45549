package dev.maptriage.masking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The value of a header that carries credentials: `Authorization: Basic …`, `"Cookie": "a=b; c=d"`, and as Go prints a
/// header: `Authorization:[Bearer …]`. The scheme stays.
final class HeaderValue implements Finder {

    @Override
    public @Nullable Finding look(byte[] bytes, int start, int end, int limit) {
        int far = Math.min(limit, end + REACH);
        int sign = skipMarks(bytes, end, far);
        if (sign >= far || (bytes[sign] != ':' && bytes[sign] != '=')) {
            return null;
        }
        int from = skipMarks(bytes, sign + 1, far);
        for (String scheme : List.of("bearer ", "basic ", "digest ", "token ", "negotiate ")) {
            from = Bytes.startsWith(bytes, from, far, scheme) ? from + scheme.length() : from;
        }
        int to = from;
        while (to < far && !Bytes.isLineEnd(bytes[to]) && bytes[to] != '"' && bytes[to] != ']' && bytes[to] != '\\'
                && bytes[to] != '\'') {
            to++;
        }
        // Of a value that is masked already, the bracket before it was skipped.
        return to - from < 4 || Bytes.startsWith(bytes, from, far, "masked")
                || Bytes.startsWith(bytes, from, far, Masker.MASK)
                        ? null
                        : new Finding(SecretKind.TOKEN, from, to);
    }

    private static int skipMarks(byte[] bytes, int from, int far) {
        int i = from;
        while (i < far && (Bytes.isQuote(bytes[i]) || bytes[i] == '\\' || bytes[i] == ' ' || bytes[i] == '[')) {
            i++;
        }
        return i;
    }
}
