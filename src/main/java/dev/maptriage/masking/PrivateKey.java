package dev.maptriage.masking;

import org.jspecify.annotations.Nullable;

/// What stands between `-----BEGIN … PRIVATE KEY-----` and the end mark, over many lines or in one with `\n` written out.
final class PrivateKey implements Finder {
    private static final String END = "-----end";
    private static final int LONGEST = 16 << 10;

    @Override
    public @Nullable Finding look(byte[] bytes, int start, int end, int limit) {
        int far = Math.min(limit, end + LONGEST);
        int from = end;
        while (from < far && Bytes.isLineEnd(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < far && !(bytes[to] == '-' && Bytes.startsWith(bytes, to, far, END))) {
            if (bytes[to] == ' ' && to > from && !Bytes.isLineEnd(bytes[to - 1]) && bytes[to - 1] != ':') {
                break;
            }
            to++;
        }
        return to - from < 16 ? null : new Finding(SecretKind.PRIVATE_KEY, from, to);
    }
}
