package dev.maptriage.envelope;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads all members of a gzip file (RFC 1952). The JDK's reader calls itself once per empty member, which lets a body
/// of a few kilobytes overflow the stack; it also ends early on a slow connection. Bytes behind the last member are
/// ignored, as gzip itself does.
final class GzipStream extends FilterInputStream {
    private static final int HAS_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final PeekStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[8192];
    private int fed;
    private boolean ended;

    GzipStream(PeekStream packed) throws IOException {
        super(packed);
        this.packed = packed;
        readHeader();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (!ended && length > 0) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new IOException("a gzip member asks for a dictionary");
            } else {
                feed();
            }
        }
        return ended ? -1 : 0;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new IOException("damaged deflate data: " + e.getMessage(), e);
        }
    }

    /// Feeds what is at hand. Bytes behind the member are given back by skipping only what was used.
    private void feed() throws IOException {
        skip(input, fed - inflater.getRemaining());
        byte[] ahead = packed.peek(packed.available() > 0 ? Math.min(packed.available(), input.length) : 1);
        if (ahead.length == 0) {
            throw new EOFException("the gzip data ends early");
        }
        System.arraycopy(ahead, 0, input, 0, ahead.length);
        fed = ahead.length;
        inflater.setInput(input, 0, fed);
    }

    private void skip(byte[] unused, int count) throws IOException {
        packed.readNBytes(unused, 0, count);
    }

    private void endMember() throws IOException {
        skip(new byte[input.length], fed - inflater.getRemaining());
        fed = 0;
        if (number(4) != crc.getValue() || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("the checksum of a gzip member is wrong");
        }
        byte[] next = packed.peek(3);
        if (next.length == 3 && (next[0] & 0xff) == 0x1f && (next[1] & 0xff) == 0x8b && next[2] == 8) {
            inflater.reset();
            crc.reset();
            readHeader();
        } else {
            ended = true;
            inflater.end();
        }
    }

    private void readHeader() throws IOException {
        if (number(2) != 0x8b1f || number(1) != 8) {
            throw new IOException("no gzip header");
        }
        int flags = (int) number(1);
        number(6);
        if ((flags & HAS_EXTRA) != 0) {
            int length = (int) number(2);
            for (int i = 0; i < length; i++) {
                number(1);
            }
        }
        for (int text = flags & (HAS_NAME | HAS_COMMENT); text != 0; text &= text - 1) {
            while (number(1) != 0) {
                // a name or a comment, up to its NUL
            }
        }
        if ((flags & HAS_CRC) != 0) {
            number(2);
        }
    }

    private long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int one = packed.read();
            if (one < 0) {
                throw new EOFException("the gzip data ends early");
            }
            value |= (long) one << (8 * i);
        }
        return value;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
