package dev.maptriage.envelope;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Ways to pack a whole body, known by name (`Content-Encoding`) or by their first bytes.
enum Packing {
    /** 1f 8b 08. */
    GZIP,
    /** 28 b5 2f fd, or a skippable frame (5x 2a 4d 18) before it. */
    ZSTD,
    /** zlib, or deflate without its frame; by name only. */
    DEFLATE,
    /** PK 03 04, or PK 05 06 for an empty archive. */
    ZIP,
    /** ustar at 257. */
    TAR;

    /// As many first bytes as [#of] looks at.
    static final int MAGIC_BYTES = 262;

    /// What the first bytes of a body say; null for anything that may be text.
    ///
    /// @throws EnvelopeException.Unsupported for packings that are known and not read here
    static @Nullable Packing of(byte[] first) throws EnvelopeException.Unsupported {
        if (starts(first, 0x1f, 0x8b, 0x08)) {
            return GZIP;
        }
        if (starts(first, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(first)) {
            return ZSTD;
        }
        if (starts(first, 'P', 'K', 3, 4) || starts(first, 'P', 'K', 5, 6)) {
            return ZIP;
        }
        if (first.length >= MAGIC_BYTES && new String(first, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
            return TAR;
        }
        refuse(first);
        return null;
    }

    /// The packings that a `Content-Encoding` names, outermost first (the header lists them in the order applied).
    static List<Packing> ofHeader(@Nullable String contentEncoding) throws EnvelopeException.Unsupported {
        List<Packing> found = new ArrayList<>();
        for (String name : contentEncoding == null ? new String[0] : contentEncoding.split(",", -1)) {
            switch (name.strip().toLowerCase(Locale.ROOT)) {
                case "", "identity" -> {
                }
                case "gzip", "x-gzip" -> found.addFirst(GZIP);
                case "zstd" -> found.addFirst(ZSTD);
                case "deflate" -> found.addFirst(DEFLATE);
                default -> throw new EnvelopeException.Unsupported("Content-Encoding names an unknown coding; "
                        + "gzip, zstd, deflate and identity are read here, alone or one after the other");
            }
        }
        return found;
    }

    private static boolean isSkippableFrame(byte[] first) {
        return first.length > 3 && (first[0] & 0xf0) == 0x50 && first[1] == 0x2a && first[2] == 0x4d
                && first[3] == 0x18;
    }

    private static void refuse(byte[] first) throws EnvelopeException.Unsupported {
        String name = starts(first, 'B', 'Z', 'h') && first.length > 9 && first[4] == 0x31 && first[5] == 0x41
                && first[6] == 0x59
                        ? "bzip2"
                        : starts(first, 0xfd, '7', 'z', 'X', 'Z', 0)
                                ? "xz"
                                : starts(first, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c)
                                        ? "7-Zip"
                                        : starts(first, 0x04, 0x22, 0x4d, 0x18)
                                                ? "lz4"
                                                : starts(first, 'R', 'a', 'r', '!', 0x1a, 7) ? "RAR" : "";
        if (!name.isEmpty()) {
            throw new EnvelopeException.Unsupported(
                    "The body is packed by " + name + "; gzip, zstd, zip and tar are read here, and plain text");
        }
    }

    private static boolean starts(byte[] first, int... magic) {
        if (first.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((first[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
