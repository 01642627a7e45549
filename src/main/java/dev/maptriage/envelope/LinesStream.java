package dev.maptriage.envelope;

import java.io.InputStream;

/// Lines as a stream, each with a line break behind it.
final class LinesStream extends InputStream {
    private final Lines lines;
    private int line;
    private int at;

    /// @param from where in the first line
    LinesStream(Lines lines, int first, int from) {
        this.lines = lines;
        line = first;
        at = from;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int done = 0;
        while (done < length && line < lines.size()) {
            int count = Math.min(length - done, lines.to(line) - at);
            System.arraycopy(lines.bytes(line), at, target, offset + done, count);
            done += count;
            at += count;
            if (at == lines.to(line) && done < length) {
                target[offset + done++] = '\n';
                line++;
                at = line < lines.size() ? lines.from(line) : 0;
            }
        }
        return done == 0 && length > 0 ? -1 : done;
    }
}
