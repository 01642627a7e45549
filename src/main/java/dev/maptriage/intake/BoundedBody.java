package dev.maptriage.intake;

import dev.maptriage.envelope.EnvelopeException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body that may not be larger than allowed and whose bytes are accounted for at the gate while they come in.
final class BoundedBody extends FilterInputStream {
    private static final long STEP = 1 << 20;
    /// What compressed traces usually become; more is accounted for when the text is there.
    private static final int USUAL_RATIO = 8;

    private final long limit;
    private final MemoryGate.Ticket ticket;
    /// Bytes of text that a byte of the body is expected to become; 0 before the first byte tells.
    private int ratio;
    private long count;
    private long accounted;

    /// @param compressed whether the sender says that the body is compressed; if not, its first byte may
    BoundedBody(InputStream in, long limit, MemoryGate.Ticket ticket, boolean compressed) {
        super(in);
        this.limit = limit;
        this.ticket = ticket;
        this.ratio = compressed ? USUAL_RATIO : 0;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            guess(value);
            account(1);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            guess(bytes[offset]);
            account(read);
        }
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(n);
        account(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void account(long bytes) throws IOException {
        count += bytes;
        if (count > limit) {
            throw new EnvelopeException.TooLarge("The body is larger than allowed", "sentBytes", limit);
        }
        if (count > accounted) {
            accounted = count + STEP;
            ticket.growTo(count * Math.max(1, ratio));
        }
    }

    /// gzip, zstd and zip begin with bytes that a trace hardly begins with: 1f, 28 `(` and 50 `P`. A wrong guess costs only
    /// room at the gate.
    private void guess(int first) {
        if (ratio == 0) {
            ratio = first == 0x1f || first == 0x28 || first == 0x50 ? USUAL_RATIO : 1;
        }
    }
}
