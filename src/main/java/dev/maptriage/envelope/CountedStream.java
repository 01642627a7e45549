package dev.maptriage.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that may hold so many bytes and not one more.
final class CountedStream extends FilterInputStream {
    private final Allowance allowance;

    /// Bytes still allowed; shared by all streams that draw on one limit.
    static final class Allowance {
        private final String limit;
        private final String what;
        private final long allowed;
        private long used;

        /// @param limit the component of [EnvelopeLimits]
        /// @param what  the subject of the message
        Allowance(String limit, String what, long allowed) {
            this.limit = limit;
            this.what = what;
            this.allowed = allowed;
        }

        void use(long count) throws EnvelopeException.TooLarge {
            used += count;
            if (used > allowed) {
                throw new EnvelopeException.TooLarge(
                        what + " is larger than the " + allowed + " bytes allowed; send less, or in parts", limit,
                        allowed);
            }
        }
    }

    CountedStream(InputStream in, Allowance allowance) {
        super(in);
        this.allowance = allowance;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            allowance.use(1);
        }
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            allowance.use(count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        allowance.use(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
