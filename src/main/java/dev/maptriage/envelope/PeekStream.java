package dev.maptriage.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream whose next bytes can be looked at. `available()` is 0 at the end only, however slow the connection is.
final class PeekStream extends FilterInputStream {
    private final byte[] ahead = new byte[8192];
    private int from;
    private int to;

    PeekStream(InputStream in) {
        super(in);
    }

    /// The next bytes, at most `count`; fewer at the end of the stream.
    byte[] peek(int count) throws IOException {
        while (to - from < count && fill()) {
            // until enough is there
        }
        byte[] seen = new byte[Math.min(count, to - from)];
        System.arraycopy(ahead, from, seen, 0, seen.length);
        return seen;
    }

    @Override
    public int read() throws IOException {
        return from < to || fill() ? ahead[from++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (from == to && length >= ahead.length) {
            return super.read(target, offset, length);
        }
        if (from == to && !fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(ahead, from, target, offset, count);
        from += count;
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && read() >= 0) {
            skipped++;
        }
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return from < to || fill() ? to - from : 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(ahead, from, ahead, 0, to - from);
            to -= from;
            from = 0;
        }
        int count = super.read(ahead, to, ahead.length - to);
        to += Math.max(count, 0);
        return count > 0;
    }
}
