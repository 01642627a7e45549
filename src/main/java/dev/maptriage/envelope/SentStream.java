package dev.maptriage.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body as it arrives. Marks failures of the connection, so that they are not taken for broken compression.
final class SentStream extends FilterInputStream {

    /// The connection failed.
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;
        final transient IOException reason;

        Failure(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    SentStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
