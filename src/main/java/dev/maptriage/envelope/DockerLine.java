package dev.maptriage.envelope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A line of docker's `json-file` driver exactly as docker writes it, with a whole line inside.
///
/// ```text
/// {"log":"panic: assignment to entry in nil map\n","stream":"stderr","time":"2024-05-15T08:53:43.123729198Z"}
/// ```
final class DockerLine implements UniformLines.Form {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final byte[] LOG = Chars.ascii("{\"log\":\"");
    private static final byte[] LINE_END = Chars.ascii("\\n\"");
    private static final byte[] STREAM = Chars.ascii(",\"stream\":\"");
    private static final byte[] TIME = Chars.ascii("\",\"time\":\"");
    private static final int LONGEST_STREAM = 16;

    private byte[] bytes = {};
    private int at;
    private int end;
    private int streamFrom;
    private int streamTo;

    @Override
    public int copy(byte[] line, int from, int to, byte[] out, int start) {
        bytes = line;
        end = to;
        if (!Chars.startsWith(line, from, to, LOG)) {
            return -1;
        }
        at = from + LOG.length;
        int stop = text(out, start);
        return stop >= 0 && rest() ? stop : -1;
    }

    @Override
    public boolean sameSource(byte[] source) {
        return Arrays.equals(bytes, streamFrom, streamTo, source, 0, source.length);
    }

    @Override
    public byte[] source() {
        return Arrays.copyOfRange(bytes, streamFrom, streamTo);
    }

    /// Copies the string up to the line break and the quote that end it.
    private int text(byte[] out, int start) {
        int to = start;
        while (at < end) {
            to = plain(out, to);
            if (at >= end || bytes[at] != '\\') {
                return -1;
            }
            if (Chars.startsWith(bytes, at, end, LINE_END)) {
                at += LINE_END.length;
                return to;
            }
            to = escape(out, to);
            if (to < 0) {
                return -1;
            }
        }
        return -1;
    }

    /// Copies up to the next quote or backslash, eight bytes at a time.
    private int plain(byte[] out, int start) {
        int to = start;
        while (at <= end - 8) {
            long word = (long) LONG.get(bytes, at);
            LONG.set(out, to, word);
            long special = zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\\');
            if (special != 0) {
                int count = Long.numberOfTrailingZeros(special) >>> 3;
                at += count;
                return to + count;
            }
            at += 8;
            to += 8;
        }
        while (at < end && bytes[at] != '"' && bytes[at] != '\\') {
            out[to++] = bytes[at++];
        }
        return to;
    }

    /// The lowest set bit is exact.
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    private int escape(byte[] out, int to) {
        if (at + 1 >= end) {
            return -1;
        }
        byte kind = bytes[at + 1];
        if (kind == 'u') {
            return unicode(out, to);
        }
        at += 2;
        out[to] = switch (kind) {
            case 't' -> '\t';
            case '"', '\\', '/' -> kind;
            default -> 0;
        };
        return out[to] == 0 ? -1 : to + 1;
    }

    private int unicode(byte[] out, int start) {
        int value = 0;
        for (int i = 2; i < 6; i++) {
            int digit = at + i < end ? Character.digit(bytes[at + i], 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        at += 6;
        // Control characters, which belong to a further wrapping, and halves of pairs go the long way.
        if (value < ' ' || value == 0x7f || Character.isSurrogate((char) value)) {
            return -1;
        }
        int to = start;
        if (value < 0x80) {
            out[to++] = (byte) value;
        } else if (value < 0x800) {
            out[to++] = (byte) (0xc0 | value >> 6);
            out[to++] = (byte) (0x80 | (value & 0x3f));
        } else {
            out[to++] = (byte) (0xe0 | value >> 12);
            out[to++] = (byte) (0x80 | (value >> 6 & 0x3f));
            out[to++] = (byte) (0x80 | (value & 0x3f));
        }
        return to;
    }

    /// `,"stream":"stderr","time":"…"}` and nothing behind it.
    private boolean rest() {
        if (!Chars.startsWith(bytes, at, end, STREAM)) {
            return false;
        }
        streamFrom = at + STREAM.length;
        streamTo = Chars.indexOf(bytes, streamFrom, Math.min(end, streamFrom + LONGEST_STREAM), '"');
        if (streamTo < 0 || !Chars.startsWith(bytes, streamTo, end, TIME)) {
            return false;
        }
        int time = streamTo + TIME.length;
        int quote = Chars.indexOf(bytes, time, end, '"');
        return quote > time && quote == end - 2 && bytes[end - 1] == '}' && Chars.indexOf(bytes, time, quote, '\\') < 0;
    }
}
