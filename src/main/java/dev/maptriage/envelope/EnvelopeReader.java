package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
        return open(body, contentEncoding, UnaryOperator.identity());
    }

    /// Like [#open(InputStream, String)], with a look at each text before anybody else gets it.
    ///
    /// @param filter is given the body as it came, and the text inside where there was a wrapping; what it returns, with
    ///               the same lines, takes their place. Hash and size stay those of the body.
    public Envelope open(InputStream body, @Nullable String contentEncoding, UnaryOperator<TraceText> filter)
            throws IOException {
        try (BodyText collected = new BodyText(limits)) {
            List<String> wrappings = new ArrayList<>(new Unpacker(limits, collected).unpack(body, contentEncoding));
            wrappings.addAll(collected.charsets());
            TraceText received = filter.apply(collected.text());
            TextUnwrapper unwrapper = new TextUnwrapper(limits.depth());
            TraceText unwrapped = unwrapper.unwrap(received);
            TraceText text = unwrapped == received ? received : filter.apply(unwrapped);
            wrappings.addAll(unwrapper.names());
            return new Envelope(wrappings, received, text, collected.sha256(), collected.bytes(), unwrapper.labels());
        }
    }
}
