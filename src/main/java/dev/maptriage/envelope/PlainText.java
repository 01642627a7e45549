package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Tells quickly, from parts of a large text, that it is as Go printed it.
final class PlainText {
    /// Texts up to this size are looked at as a whole.
    private static final long SMALL = 4 << 20;
    /// Bytes looked at in each block of a larger one.
    private static final int PART = 64 << 10;

    /// Parts of the lines looked at, and lines in each.
    private static final int PARTS = 64;
    private static final int LINES = 500;

    private int filled;
    private int go;
    private boolean returns;

    private PlainText() {}

    /// Whether at least 99 of 100 lines looked at are Go's. A text that is not, or is small, is looked at closer.
    static boolean isPlain(TraceText text) {
        if (text.byteCount() < SMALL) {
            return false;
        }
        PlainText plain = new PlainText();
        try {
            text.forEachBlock((bytes, offset, length, line) -> {
                plain.look(bytes, offset, Math.min(offset + length, offset + PART));
                int middle = offset + length / 2;
                int start = Chars.indexOf(bytes, middle, offset + length, '\n');
                plain.look(bytes, start < 0 ? middle : start + 1, Math.min(offset + length, middle + PART));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !plain.returns && plain.filled > 0 && plain.go * 100L >= plain.filled * 99L;
    }

    /// The same of lines on their way: a large text needs no further look once parts of it are plain.
    static boolean isPlain(Lines lines) {
        if (lines.length() < SMALL) {
            return false;
        }
        PlainText plain = new PlainText();
        int step = Math.max(1, lines.size() / PARTS);
        for (int part = 0; part < lines.size(); part += step) {
            for (int i = part; i < Math.min(lines.size(), part + LINES); i++) {
                GoForm form = lines.form(i);
                plain.filled += form == GoForm.EMPTY ? 0 : 1;
                plain.go += form.isGo() ? 1 : 0;
            }
        }
        return plain.filled > 0 && plain.go * 100L >= plain.filled * 99L;
    }

    private void look(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to) {
            int stop = Chars.indexOf(bytes, start, to, '\n');
            if (stop < 0) {
                return;
            }
            returns |= stop > start && bytes[stop - 1] == '\r';
            GoForm form = GoLine.form(bytes, start, stop);
            filled += form == GoForm.EMPTY ? 0 : 1;
            go += form.isGo() ? 1 : 0;
            start = stop + 1;
        }
    }
}
