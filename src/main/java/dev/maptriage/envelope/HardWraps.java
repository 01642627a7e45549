package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines cut at a width, as terminals and mail programs do. Where many lines have exactly the largest width, a line of that
/// width goes on in the next unless that one starts as lines start here; where lines were cut at blanks, an incomplete
/// frame goes on in the next line that cannot stand alone.
///
/// ```text
/// example.com/profile/users.(*Service).Load(0xc000086f50, {0x4
/// 99786, 0x4})
/// ```
final class HardWraps implements Wrapping {
    private static final int NARROWEST = 16;
    private static final int MOST_PARTS = 4096;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        Unwrapped cut = atWidth(lines);
        return cut != null ? cut : atBlanks(lines);
    }

    private static @Nullable Unwrapped atWidth(Lines lines) {
        int width = 0;
        int full = 0;
        int filled = 0;
        for (int i = 0; i < lines.size(); i++) {
            int columns = columns(lines, i);
            filled += columns > 0 ? 1 : 0;
            if (columns > width) {
                width = columns;
                full = 0;
            }
            full += columns == width ? 1 : 0;
        }
        if (width < NARROWEST || full < 2 || full * 50L < filled) {
            return null;
        }
        Starts starts = Starts.of(lines, width);
        int open = 0;
        for (int i = 0; i + 1 < lines.size(); i++) {
            open += columns(lines, i) == width && !starts.isStart(lines, i + 1) ? 1 : 0;
        }
        if (open < 2 || 2 * open < full) {
            return null;
        }
        Joiner joiner = new Joiner(lines);
        int before = 0;
        for (int i = 0; i < lines.size(); i++) {
            boolean goesOn = before == width && joiner.isOpen() && joiner.goesOn(starts, i);
            joiner.add(i, goesOn, false);
            before = columns(lines, i);
        }
        return new Unwrapped("WRAPPED", joiner.end(), 4 * open >= 3 * full);
    }

    private static @Nullable Unwrapped atBlanks(Lines lines) {
        Joiner joiner = new Joiner(lines);
        int joined = 0;
        for (int i = 0; i < lines.size(); i++) {
            boolean goesOn = joiner.isOpen() && joiner.isIncomplete() && !lines.isEmpty(i)
                    && !lines.looseForm(i).isGo();
            joined += goesOn ? 1 : 0;
            joiner.add(i, goesOn, true);
        }
        return joined == 0 ? null : new Unwrapped("WRAPPED", joiner.end(), false);
    }

    /// Characters of a line.
    private static int columns(Lines lines, int i) {
        byte[] bytes = lines.bytes(i);
        int columns = 0;
        for (int at = lines.from(i); at < lines.to(i); at++) {
            columns += (bytes[at] & 0xc0) == 0x80 ? 0 : 1;
        }
        return columns;
    }

    /// How lines start that are certainly no continuations: those behind a line below the width.
    private static final class Starts {
        private static final int LENGTH = 10;
        private final Map<String, Integer> seen = new HashMap<>();
        private boolean prefixed;

        static Starts of(Lines lines, int width) {
            Starts starts = new Starts();
            int total = 0;
            for (int i = 0; i < lines.size() && total < 5000; i++) {
                if ((i == 0 || columns(lines, i - 1) < width) && !lines.isEmpty(i)) {
                    starts.seen.merge(shape(lines, i), 1, Integer::sum);
                    total++;
                }
            }
            int most = starts.seen.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            starts.prefixed = total > 2 && most * 4 >= total * 3;
            return starts;
        }

        /// The first characters, all digits and all letters alike.
        private static String shape(Lines lines, int i) {
            StringBuilder shape = new StringBuilder();
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            for (int at = from; at < Math.min(lines.to(i), from + LENGTH); at++) {
                byte b = bytes[at];
                shape.append(Chars.isDigit(b) ? '9' : Chars.isLetter(b) ? 'a' : (char) (b & 0xff));
            }
            return shape.toString();
        }

        /// Whether a line can be the first part of one: it has the prefix that nearly all have, or is of a form of Go's.
        boolean isStart(Lines lines, int i) {
            if (prefixed) {
                String shape = shape(lines, i);
                int count = seen.getOrDefault(shape, 0);
                return count > 0 && count * 4 >= seen.values().stream().mapToInt(Integer::intValue).sum();
            }
            return lines.isEmpty(i) || startsAsGo(lines, i);
        }

        private static boolean startsAsGo(Lines lines, int i) {
            if (lines.looseForm(i).isGo()) {
                return true;
            }
            byte[] bytes = lines.bytes(i);
            int from = lines.from(i);
            int to = lines.to(i);
            boolean path = to - from > 2 && bytes[from] == '\t';
            return path || GoLine.isHead(bytes, from, to) || Chars.startsWith(bytes, from, to, GoLine.GOROUTINE)
                    || Chars.startsWith(bytes, from, to, GoLine.CREATED);
        }
    }

    /// Puts parts of lines together.
    private static final class Joiner {
        private final Lines lines;
        private final Lines out;
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        private int first = -1;
        private int count;

        Joiner(Lines lines) {
            this.lines = lines;
            out = new Lines(lines.size());
        }

        boolean isOpen() {
            return first >= 0 && count < MOST_PARTS;
        }

        /// Whether a line behind a full one goes on with it.
        boolean goesOn(Starts starts, int next) {
            if (starts.prefixed) {
                return !starts.isStart(lines, next);
            }
            if (lines.isEmpty(next)) {
                return false;
            }
            return !starts.isStart(lines, next) || isIncomplete();
        }

        /// Whether the text so far is the beginning of a frame or a header, and no whole one.
        boolean isIncomplete() {
            byte[] bytes = count > 1 ? parts.toByteArray() : lines.bytes(first);
            int from = count > 1 ? 0 : lines.from(first);
            int to = count > 1 ? bytes.length : lines.to(first);
            if (to - from > 16_000) {
                return false;
            }
            int start = Chars.skipBlanks(bytes, from, to);
            if (start == to || GoLine.looseForm(bytes, start, Chars.trimEnd(bytes, start, to)).isGo()) {
                return isCutFile(bytes, start, to);
            }
            if (Chars.startsWith(bytes, start, to, GoLine.GOROUTINE)
                    || Chars.startsWith(bytes, start, to, GoLine.CREATED)) {
                return true;
            }
            if (start > from && bytes[from] == '\t') {
                return true;
            }
            int name = GoLine.nameEnd(bytes, start, to);
            return name > start && (name == to || bytes[name] == '(');
        }

        /// A location without an offset may have lost it to the next line.
        private static boolean isCutFile(byte[] bytes, int start, int to) {
            return start < to && GoLine.locationEnd(bytes, start, to) == to && Chars.isDigit(bytes[to - 1])
                    && Chars.lastIndexOf(bytes, start, to, Chars.ascii(" +0x")) < 0;
        }

        void add(int i, boolean goesOn, boolean blank) {
            if (!goesOn) {
                close();
                first = i;
                count = 1;
                return;
            }
            if (count == 1) {
                parts.write(lines.bytes(first), lines.from(first), lines.to(first) - lines.from(first));
            }
            byte[] bytes = lines.bytes(i);
            int from = blank ? Chars.skipBlanks(bytes, lines.from(i), lines.to(i)) : lines.from(i);
            if (blank) {
                parts.write(' ');
            }
            parts.write(bytes, from, lines.to(i) - from);
            count++;
        }

        private void close() {
            if (count == 1) {
                out.add(lines, first);
            } else if (count > 1) {
                out.add(parts.toByteArray(), lines.origin(first));
                parts.reset();
            }
            count = 0;
        }

        Lines end() {
            close();
            return out;
        }
    }
}
