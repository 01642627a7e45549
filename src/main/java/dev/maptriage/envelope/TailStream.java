package dev.maptriage.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Remembers the last bytes that went through: the directory of a zip stands at its end.
final class TailStream extends FilterInputStream {
    /// The end record and the longest comment behind it.
    private static final int KEPT = 22 + 65_535;
    private final byte[] ring = new byte[KEPT];
    private long count;

    TailStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            ring[(int) (count++ % KEPT)] = (byte) one;
        }
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        for (int i = Math.max(0, read - KEPT); i < read; i++) {
            ring[(int) ((count + i) % KEPT)] = target[offset + i];
        }
        count += Math.max(read, 0);
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /// Whether an end record for so many entries was seen. 0xffff stands for "see the 64-bit record".
    boolean endsWithZipDirectory(int entries) {
        int size = (int) Math.min(count, KEPT);
        for (int at = size - 22; at >= 0; at--) {
            if (number(size, at, 4) == 0x06054b50L) {
                long listed = number(size, at + 10, 2);
                if (listed == (entries & 0xffff) || listed == 0xffff) {
                    return true;
                }
            }
        }
        return false;
    }

    private long number(int size, int at, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (ring[(int) ((count - size + at + i) % KEPT)] & 0xff);
        }
        return value;
    }
}
