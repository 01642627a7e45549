package dev.maptriage.envelope;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The regular files of a tar archive, one after the other; names are not looked at.
final class TarFiles {
    private static final int BLOCK = 512;
    private final InputStream archive;
    private long unread;
    private int padding;

    TarFiles(InputStream archive) {
        this.archive = archive;
    }

    /// The next regular file, or null at the end; the one before is skipped to its end.
    @Nullable
    InputStream next() throws IOException {
        while (true) {
            skip(unread + padding);
            unread = 0;
            padding = 0;
            byte[] header = archive.readNBytes(BLOCK);
            if (header.length == 0 || isEnd(header)) {
                return null;
            }
            if (header.length < BLOCK) {
                throw new EOFException("a tar header is cut off");
            }
            unread = size(header);
            padding = (int) (-unread & (BLOCK - 1));
            if (header[156] == '0' || header[156] == 0) {
                return new Content();
            }
        }
    }

    private static boolean isEnd(byte[] header) {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /// Octal digits, or a binary number marked by its first bit.
    private static long size(byte[] header) throws IOException {
        long size = 0;
        boolean binary = (header[124] & 0x80) != 0;
        for (int i = binary ? 128 : 124; i < 136; i++) {
            int b = header[i] & 0xff;
            if (!binary && (b == ' ' || b == 0)) {
                continue;
            }
            if (!binary && (b < '0' || b > '7')) {
                throw new IOException("a tar header is damaged");
            }
            size = binary ? size << 8 | b : size << 3 | b - '0';
        }
        if (size < 0) {
            throw new IOException("a tar header is damaged");
        }
        return size;
    }

    private void skip(long count) throws IOException {
        byte[] buffer = new byte[8192];
        for (long left = count; left > 0;) {
            int read = archive.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("a file in the tar is cut off");
            }
            left -= read;
        }
    }

    private final class Content extends FilterInputStream {
        Content() {
            super(archive);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (unread == 0) {
                return -1;
            }
            int read = super.read(target, offset, (int) Math.min(length, unread));
            if (read < 0) {
                throw new EOFException("a file in the tar is cut off");
            }
            unread -= read;
            return read;
        }
    }
}
