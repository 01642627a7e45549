package dev.maptriage.envelope;

import dev.maptriage.profile.PprofBinary;
import dev.maptriage.trace.TraceText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects the inflated bytes of an upload: their hash, their number, and the text in UTF-8. Bytes that are no UTF-8 are
/// kept as they are; readers replace them when they show them.
final class BodyText implements AutoCloseable {
    /// A profile holds each function and each stack once; those of large programs have about 1 MiB.
    private static final int MAX_PROFILE = 32 << 20;

    private final TraceText.Builder builder = new TraceText.Builder();
    private final BodyDigest digest = new BodyDigest();
    private final CountedStream.Allowance allowance;
    private final Set<String> charsets = new LinkedHashSet<>();
    private long bytes;
    private boolean endsLine = true;

    BodyText(EnvelopeLimits limits) {
        allowance = new CountedStream.Allowance("inflatedBytes", "The text", limits.inflatedBytes());
    }

    /// Adds one file of the body; each starts on a line of its own.
    void addFile(PeekStream file) throws IOException {
        if (!endsLine) {
            raw(new byte[]{'\n'}, 1);
            builder.append(new byte[]{'\n'}, 0, 1);
            endsLine = true;
        }
        TextCharset charset = TextCharset.of(file.peek(4096));
        charset.wrapping().ifPresent(charsets::add);
        TextCharset.Decoder decoder = charset.decoder(this::decoded);
        byte[] buffer = new byte[64 << 10];
        for (int count = file.read(buffer, 0, buffer.length); count >= 0; count = file.read(buffer, 0, buffer.length)) {
            raw(buffer, count);
            decoder.decode(buffer, count);
        }
        decoder.end();
    }

    /// Adds a file that is a profile in binary form, as text. The hash is of the bytes as they came.
    void addProfile(PeekStream file) throws IOException {
        ByteArrayOutputStream binary = new ByteArrayOutputStream(64 << 10);
        byte[] buffer = new byte[64 << 10];
        for (int count = file.read(buffer, 0, buffer.length); count >= 0; count = file.read(buffer, 0, buffer.length)) {
            raw(buffer, count);
            binary.write(buffer, 0, count);
            if (binary.size() > MAX_PROFILE) {
                throw new EnvelopeException.TooLarge("A profile in binary form may have " + (MAX_PROFILE >> 20)
                        + " MiB", "profileBytes", MAX_PROFILE);
            }
        }
        byte[] text;
        try {
            text = PprofBinary.toText(binary.toByteArray());
        } catch (IOException e) {
            throw new EnvelopeException.Broken("The body is a pprof profile that cannot be read: " + e.getMessage());
        }
        if (!endsLine) {
            builder.append(new byte[]{'\n'}, 0, 1);
        }
        decoded(text, 0, text.length);
    }

    private void raw(byte[] buffer, int count) throws IOException {
        allowance.use(count);
        bytes += count;
        digest.update(buffer, count);
    }

    private void decoded(byte[] utf8, int offset, int count) {
        if (count > 0) {
            builder.append(utf8, offset, count);
            endsLine = utf8[offset + count - 1] == '\n';
        }
    }

    /// Size of the inflated body, before the charset was looked at.
    long bytes() {
        return bytes;
    }

    /// Names of the charsets that were not plain UTF-8.
    List<String> charsets() {
        return List.copyOf(charsets);
    }

    TraceText text() {
        return builder.build();
    }

    /// SHA-256 of the inflated body, 64 lower-case hex digits.
    String sha256() throws IOException {
        return digest.hex();
    }

    @Override
    public void close() {
        digest.close();
    }
}
