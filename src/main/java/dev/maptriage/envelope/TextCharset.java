package dev.maptriage.envelope;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Charsets of a text that are not plain UTF-8: told by their byte order mark or, for UTF-16 without one, by every second
/// byte being NUL.
enum TextCharset {
    /** UTF-8, or single bytes that no charset explains; passed on as they are. */
    BYTES(0),
    /** UTF-8 with the mark ef bb bf. */
    BOM(3),
    /** ff fe, as PowerShell redirects. */
    UTF16LE(2, StandardCharsets.UTF_16LE),
    /** fe ff. */
    UTF16BE(2, StandardCharsets.UTF_16BE),
    /** UTF-16 without a mark: `p 00 a 00`. */
    UTF16LE_BARE(0, StandardCharsets.UTF_16LE),
    /** UTF-16 without a mark: `00 p 00 a`. */
    UTF16BE_BARE(0, StandardCharsets.UTF_16BE),
    /** ff fe 00 00. */
    UTF32LE(4, Charset.forName("UTF-32LE")),
    /** 00 00 fe ff. */
    UTF32BE(4, Charset.forName("UTF-32BE"));

    private final int mark;
    private final Charset charset;

    TextCharset(int mark) {
        this(mark, StandardCharsets.UTF_8);
    }

    TextCharset(int mark, Charset charset) {
        this.mark = mark;
        this.charset = charset;
    }

    /// Takes decoded UTF-8.
    @FunctionalInterface
    interface Sink {
        void accept(byte[] utf8, int offset, int count);
    }

    /// Turns the bytes of one file into UTF-8. Never fails: what cannot be decoded is replaced.
    interface Decoder {
        void decode(byte[] bytes, int count);

        void end();
    }

    static TextCharset of(byte[] first) {
        int four = first.length < 4
                ? 1
                : (first[0] & 0xff) << 24 | (first[1] & 0xff) << 16 | (first[2] & 0xff) << 8 | (first[3] & 0xff);
        int two = first.length < 2 ? 1 : (first[0] & 0xff) << 8 | (first[1] & 0xff);
        if (first.length >= 3 && two == 0xefbb && (first[2] & 0xff) == 0xbf) {
            return BOM;
        }
        if (four == 0xfffe0000 && isUtf32(first)) {
            return UTF32LE;
        }
        if (four == 0x0000feff) {
            return UTF32BE;
        }
        return two == 0xfffe ? UTF16LE : two == 0xfeff ? UTF16BE : withoutMark(first);
    }

    /// Whether units of four bytes, the lowest first, are characters: UTF-16 that starts with a NUL has the same mark.
    private static boolean isUtf32(byte[] first) {
        for (int i = 4; i + 3 < first.length; i += 4) {
            if (first[i + 3] != 0 || (first[i + 2] & 0xff) > 0x10) {
                return false;
            }
        }
        return true;
    }

    /// Nine in ten of one half must be NUL and as many of the other plain ASCII: binary data does not look so. Pairs of
    /// NULs say nothing.
    private static TextCharset withoutMark(byte[] first) {
        int pairs = 0;
        int little = 0;
        int big = 0;
        for (int i = 0; i + 1 < first.length; i += 2) {
            pairs += first[i] == 0 && first[i + 1] == 0 ? 0 : 1;
            little += first[i + 1] == 0 && isText(first[i]) ? 1 : 0;
            big += first[i] == 0 && isText(first[i + 1]) ? 1 : 0;
        }
        if (pairs < 8) {
            return BYTES;
        }
        return little * 10L >= pairs * 9L ? UTF16LE_BARE : big * 10L >= pairs * 9L ? UTF16BE_BARE : BYTES;
    }

    private static boolean isText(byte b) {
        return (b >= ' ' && b < 0x7f) || b == '\n' || b == '\r' || b == '\t';
    }

    /// The name under which the envelope lists it.
    Optional<String> wrapping() {
        return switch (this) {
            case BYTES -> Optional.empty();
            case BOM -> Optional.of("BOM");
            case UTF16LE, UTF16BE, UTF16LE_BARE, UTF16BE_BARE -> Optional.of("UTF16");
            case UTF32LE, UTF32BE -> Optional.of("UTF32");
        };
    }

    Decoder decoder(Sink sink) {
        return this == BYTES || this == BOM ? new AsTheyAre(mark, sink) : new Transcoder(mark, charset, sink);
    }

    private static final class AsTheyAre implements Decoder {
        private final Sink sink;
        private int skip;

        AsTheyAre(int skip, Sink sink) {
            this.skip = skip;
            this.sink = sink;
        }

        @Override
        public void decode(byte[] bytes, int count) {
            int skipped = Math.min(skip, count);
            skip -= skipped;
            sink.accept(bytes, skipped, count - skipped);
        }

        @Override
        public void end() {
            // nothing is held back
        }
    }

    private static final class Transcoder implements Decoder {
        private final Sink sink;
        private final CharsetDecoder decoder;
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith(new byte[]{(byte) 0xef, (byte) 0xbf, (byte) 0xbd});
        private final ByteBuffer in = ByteBuffer.allocate((64 << 10) + 8);
        private final CharBuffer chars = CharBuffer.allocate(8 << 10);
        private final ByteBuffer out = ByteBuffer.allocate(32 << 10);
        private int skip;

        Transcoder(int skip, Charset charset, Sink sink) {
            this.skip = skip;
            this.sink = sink;
            decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }

        @Override
        public void decode(byte[] bytes, int count) {
            int from = Math.min(skip, count);
            skip -= from;
            while (from < count) {
                int part = Math.min(count - from, in.remaining());
                in.put(bytes, from, part);
                from += part;
                transcode(false);
            }
        }

        private void transcode(boolean end) {
            in.flip();
            boolean more = true;
            while (more) {
                more = decoder.decode(in, chars, end).isOverflow();
                encode(false);
            }
            in.compact();
        }

        private void encode(boolean end) {
            chars.flip();
            boolean more = true;
            while (more) {
                more = encoder.encode(chars, out, end).isOverflow();
                flush();
            }
            chars.compact();
        }

        private void flush() {
            sink.accept(out.array(), 0, out.position());
            out.clear();
        }

        @Override
        public void end() {
            transcode(true);
            decoder.flush(chars);
            encode(true);
            encoder.flush(out);
            flush();
        }
    }
}
