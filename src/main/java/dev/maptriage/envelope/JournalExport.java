package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// The export format of journald: a field per line, an empty line between entries. Values with line breaks or other
/// bytes are written as the name, eight bytes of length (little end first) and the bytes.
///
/// ```text
/// __REALTIME_TIMESTAMP=1715763724124060
/// _PID=4121
/// MESSAGE=panic: assignment to entry in nil map
/// ```
final class JournalExport implements Wrapping {
    private static final byte[] CURSOR = Chars.ascii("__CURSOR=");
    private static final byte[] TIME = Chars.ascii("__REALTIME_TIMESTAMP=");
    private static final int LONGEST = 64 << 20;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (!isExport(lines)) {
            return null;
        }
        RecordLines out = new RecordLines(null);
        LogRecord record = new LogRecord();
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            int to = lines.to(i);
            boolean next = from == to || startsEntry(bytes, from, to);
            if (next && !record.isEmpty()) {
                finish(record, out);
                record = new LogRecord();
            }
            if (from == to) {
                continue;
            }
            int equals = Chars.indexOf(bytes, from, Math.min(to, from + 100), '=');
            int end = equals < 0 ? Chars.trimEnd(bytes, from, to) : equals;
            String name = Chars.text(bytes, from, end);
            if (name.equals("MESSAGE")) {
                record.origin(lines.origin(i));
            }
            if (equals >= 0) {
                record.add(name, Chars.text(bytes, equals + 1, to));
            } else if (isName(bytes, from, end)) {
                i = binary(lines, i, name, record);
            }
        }
        finish(record, out);
        if (out.records() == 0) {
            return null;
        }
        Unwrapped inside = out.unwrapped(true, true);
        return new Unwrapped("JOURNALD_EXPORT", inside.lines(), true, true, inside.labels());
    }

    private static void finish(LogRecord record, RecordLines out) {
        if (record.get("message") != null) {
            out.add(record, "");
        }
    }

    private static boolean isExport(Lines lines) {
        for (int i = 0; i < Math.min(50, lines.size()); i++) {
            byte[] bytes = lines.bytes(i);
            if (startsEntry(bytes, lines.from(i), lines.to(i))
                    || Chars.startsWith(bytes, lines.from(i), lines.to(i), TIME)) {
                return true;
            }
        }
        return false;
    }

    /// The cursor is an entry's first field: the empty lines between entries get lost.
    private static boolean startsEntry(byte[] bytes, int from, int to) {
        return Chars.startsWith(bytes, from, to, CURSOR);
    }

    private static boolean isName(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (!(b >= 'A' && b <= 'Z') && b != '_' && !Chars.isDigit(b)) {
                return false;
            }
        }
        return to - from <= 64;
    }

    /// Reads a value with its length; line breaks inside of it are those between the lines. Its last line is taken to
    /// its end: a TAB that became blanks makes it longer than it says.
    private static int binary(Lines lines, int at, String name, LogRecord record) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        long size = -1;
        int i = at + 1;
        for (; i < lines.size(); i++) {
            value.write(lines.bytes(i), lines.from(i), lines.to(i) - lines.from(i));
            if (size < 0 && value.size() >= 8) {
                size = length(value.toByteArray());
            }
            if (size > LONGEST || (size >= 0 && value.size() >= 8 + size)) {
                break;
            }
            value.write('\n');
        }
        if (size < 0 || size > LONGEST) {
            return at;
        }
        byte[] all = value.toByteArray();
        record.add(name, Chars.text(all, 8, Chars.trimEnd(all, Math.min(8, all.length), all.length)));
        return i;
    }

    private static long length(byte[] bytes) {
        long length = 0;
        for (int i = 7; i >= 0; i--) {
            length = length << 8 | (bytes[i] & 0xff);
        }
        return length < 0 ? Long.MAX_VALUE : length;
    }
}
