package dev.maptriage.envelope;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines cut at a width, as terminals and mail programs do. Where many lines have exactly the largest width, a line of that
/// width goes on in the next unless that one starts as lines start here.
///
/// ```text
/// example.com/profile/users.(*Service).Load(0xc000086f50, {0x4
/// 99786, 0x4})
/// ```
final class HardWraps implements Wrapping {
    private static final int NARROWEST = 16;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
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
        LineJoiner joiner = new LineJoiner(lines);
        int before = 0;
        for (int i = 0; i < lines.size(); i++) {
            boolean goesOn = before == width && joiner.isOpen() && goesOn(lines, starts, joiner, i);
            joiner.add(i, goesOn, "");
            before = columns(lines, i);
        }
        return new Unwrapped("WRAPPED", joiner.end(), 4 * open >= 3 * full);
    }

    /// Whether a line behind a full one goes on with it.
    private static boolean goesOn(Lines lines, Starts starts, LineJoiner joiner, int next) {
        if (starts.prefixed) {
            return !starts.isStart(lines, next);
        }
        return !lines.isEmpty(next) && (!starts.isStart(lines, next) || joiner.isIncomplete());
    }

    /// Characters of a line.
    static int columns(Lines lines, int i) {
        byte[] bytes = lines.bytes(i);
        int columns = 0;
        for (int at = lines.from(i); at < lines.to(i); at++) {
            columns += (bytes[at] & 0xc0) == 0x80 ? 0 : 1;
        }
        return columns;
    }

    /// How lines start that are certainly no continuations: those behind a line below the width.
    private static final class Starts {
        private final Map<String, Integer> seen = new HashMap<>();
        private boolean prefixed;

        static Starts of(Lines lines, int width) {
            Starts starts = new Starts();
            int total = 0;
            for (int i = 0; i < lines.size() && total < 5000; i++) {
                if ((i == 0 || columns(lines, i - 1) < width) && !lines.isEmpty(i)) {
                    starts.seen.merge(LineStarts.of(lines, i), 1, Integer::sum);
                    total++;
                }
            }
            int most = starts.seen.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            starts.prefixed = total > 2 && most * 4 >= total * 3;
            return starts;
        }

        /// Whether a line can be the first part of one: it has the prefix that nearly all have, or is of a form of Go's.
        boolean isStart(Lines lines, int i) {
            if (prefixed) {
                String shape = LineStarts.of(lines, i);
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
}
