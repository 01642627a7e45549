package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Lines on their way out of the wrappings: each a stretch of some array, with the line of the upload it came from.
/// Taking a prefix off moves a border and copies nothing.
final class Lines {
    /// More lines than that are not unwrapped; a text of the largest size allowed has fewer, unless they are empty.
    static final int MOST = 12_000_000;
    /// Lines that one line may turn out to be; the rest stays one.
    private static final int MOST_OF_ONE = 2_000_000;

    private byte[][] bytes;
    private int[] from;
    private int[] to;
    private int[] origin;
    private int size;
    private long length;
    /// The line that was added to piece by piece last; its array has room for more.
    private int growing = -1;

    Lines(int expected) {
        int room = Math.max(16, expected);
        bytes = new byte[room][];
        from = new int[room];
        to = new int[room];
        origin = new int[room];
    }

    /// All lines of a text, without their line breaks.
    static Lines of(TraceText text) {
        Lines lines = new Lines(text.lineCount());
        try {
            text.forEachBlock((block, offset, count, first) -> {
                int line = first;
                int start = offset;
                int end = offset + count;
                while (start < end) {
                    int stop = Chars.indexOf(block, start, end, '\n');
                    int next = stop < 0 ? end : stop + 1;
                    lines.add(block, start, stop < 0 ? end : stop, text.originOf(line++));
                    start = next;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    int size() {
        return size;
    }

    /// Bytes in all lines.
    long length() {
        return length;
    }

    byte[] bytes(int line) {
        return bytes[line];
    }

    int from(int line) {
        return from[line];
    }

    int to(int line) {
        return to[line];
    }

    int origin(int line) {
        return origin[line];
    }

    boolean isEmpty(int line) {
        return Chars.skipBlanks(bytes[line], from[line], to[line]) == to[line];
    }

    GoForm form(int line) {
        return GoLine.form(bytes[line], from[line], to[line]);
    }

    /// The form without regard to indentation and to blanks at the end.
    GoForm looseForm(int line) {
        byte[] b = bytes[line];
        int end = Chars.trimEnd(b, from[line], to[line]);
        return GoLine.looseForm(b, Chars.skipBlanks(b, from[line], end), end);
    }

    /// A hash of all lines.
    long hash() {
        long hash = size;
        for (int i = 0; i < size; i++) {
            byte[] b = bytes[i];
            for (int at = from[i]; at < to[i]; at++) {
                hash = 31 * hash + b[at];
            }
            hash = (hash ^ 0x9E3779B97F4A7C15L) * 0xFF51AFD7ED558CCDL;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    String text(int line) {
        return Chars.text(bytes[line], from[line], to[line]);
    }

    void add(byte[] source, int start, int end, int originLine) {
        if (size == bytes.length) {
            int room = size + (size >> 1);
            bytes = Arrays.copyOf(bytes, room);
            from = Arrays.copyOf(from, room);
            to = Arrays.copyOf(to, room);
            origin = Arrays.copyOf(origin, room);
        }
        bytes[size] = source;
        from[size] = start;
        to[size] = Math.max(start, end);
        origin[size++] = originLine;
        length += Math.max(0, end - start);
    }

    /// Puts more behind the last line.
    void extendLast(byte[] source, int start, int end) {
        int last = size - 1;
        int before = to[last] - from[last];
        int more = end - start;
        if (last != growing || bytes[last].length - to[last] < more) {
            growing = last;
            bytes[last] = Arrays.copyOf(Arrays.copyOfRange(bytes[last], from[last], to[last]), 2 * (before + more));
            from[last] = 0;
            to[last] = before;
        }
        System.arraycopy(source, start, bytes[last], to[last], more);
        to[last] += more;
        length += more;
    }

    void add(byte[] line, int originLine) {
        add(line, 0, line.length, originLine);
    }

    /// A line of another list, as it is.
    void add(Lines other, int line) {
        add(other.bytes[line], other.from[line], other.to[line], other.origin[line]);
    }

    /// Adds text that may hold line breaks; all lines are of one origin. A break at its end opens no further line.
    void addAll(byte[] source, int start, int end, int originLine) {
        int at = start;
        int most = size + MOST_OF_ONE;
        while (at < end) {
            int stop = size < most ? Chars.indexOf(source, at, end, '\n') : -1;
            int lineEnd = stop < 0 ? end : stop;
            add(source, at, lineEnd > at && source[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd, originLine);
            at = stop < 0 ? end : stop + 1;
        }
    }

    TraceText toText() {
        TraceText.Builder builder = new TraceText.Builder();
        for (int i = 0; i < size; i++) {
            builder.appendLine(bytes[i], from[i], to[i] - from[i], origin[i]);
        }
        return builder.build();
    }
}
