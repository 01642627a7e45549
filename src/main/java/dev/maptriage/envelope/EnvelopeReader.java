package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Opens uploads: compression, archives, charsets, and whatever log systems put around a crash.
public final class EnvelopeReader {
    private final EnvelopeLimits limits;

    public EnvelopeReader(EnvelopeLimits limits) {
        this.limits = limits;
    }

    /// Reads a body to its end and takes its wrappings off.
    ///
    /// @param contentEncoding value of `Content-Encoding`, e.g. `gzip`; null without one
    /// @throws EnvelopeException when the body is too large, broken, or of a form that cannot be read
    /// @throws IOException       when the stream itself fails
    public Envelope open(InputStream body, @Nullable String contentEncoding) throws IOException {
        MessageDigest digest = sha256();
        TraceText text = new TraceText.Builder().append(new DigestInputStream(body, digest)).build();
        if (text.byteCount() > limits.inflatedBytes()) {
            throw new EnvelopeException.TooLarge("The text is larger than allowed", "inflatedBytes",
                    limits.inflatedBytes());
        }
        return new Envelope(List.of(), text, text, HexFormat.of().formatHex(digest.digest()), text.byteCount(),
                Map.of());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
