package dev.maptriage.incident;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// SHA-256 over several values.
final class Hashes {
    private Hashes() {}

    /// 64 lower-case hex digits; absent values differ from empty ones, and no two lists of values share their bytes.
    static String sha256(@Nullable Object... values) {
        MessageDigest digest = digest();
        for (Object value : values) {
            if (value == null) {
                digest.update((byte) 0);
            } else {
                byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
                digest.update((byte) 1);
                digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
                digest.update((byte) ':');
                digest.update(bytes);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
