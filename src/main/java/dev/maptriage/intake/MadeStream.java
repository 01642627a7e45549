package dev.maptriage.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that is made while it is read, one buffer at a time.
abstract class MadeStream extends InputStream {
    private final ByteArrayOutputStream made = new ByteArrayOutputStream(16 << 10);
    private byte[] ready = new byte[0];
    private int position;
    private boolean over;

    /// Makes some more, or nothing this time.
    ///
    /// @return whether there may be more after it
    abstract boolean make(ByteArrayOutputStream out) throws IOException;

    @Override
    public final int read() throws IOException {
        return fill() ? ready[position++] & 0xff : -1;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == ready.length && !over) {
            over = !make(made);
            ready = made.toByteArray();
            made.reset();
            position = 0;
        }
        return position < ready.length;
    }
}
