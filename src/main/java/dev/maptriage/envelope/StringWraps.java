package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// JSON that was cut into lines within its strings: a string never holds a line break, so an open one goes on in the
/// next line.
///
/// ```text
/// {"log":"main.(*Store).Put(0xc000010250,
/// 0x7)\n","stream":"stderr"}
/// ```
final class StringWraps implements Wrapping {
    private static final int LONGEST = 64 << 10;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (lines.size() < 2) {
            return null;
        }
        int width = 0;
        int full = 0;
        int open = 0;
        int alike = 0;
        State state = new State();
        for (int i = 0; i < lines.size(); i++) {
            int columns = HardWraps.columns(lines, i);
            full = columns > width ? 0 : full;
            width = Math.max(width, columns);
            alike += state.string && LineStarts.repeats(lines, i) ? 1 : 0;
            state.read(lines, i);
            if (state.length > LONGEST) {
                return null;
            }
            open += state.string ? 1 : 0;
            full += state.string && columns == width ? 1 : 0;
        }
        if (open == 0 || state.string || 10 * alike > 7 * open) {
            return null;
        }
        String glue = 2 * full >= open ? "" : " ";
        LineJoiner joiner = new LineJoiner(lines);
        state = new State();
        for (int i = 0; i < lines.size(); i++) {
            joiner.add(i, state.string, glue);
            state.read(lines, i);
        }
        return new Unwrapped("WRAPPED", joiner.end(), true);
    }

    /// Where a text stands: within a string of JSON or not.
    private static final class State {
        boolean string;
        /// Bytes of the string that is open.
        int length;
        private int depth;

        void read(Lines lines, int line) {
            byte[] bytes = lines.bytes(line);
            int to = lines.to(line);
            for (int i = lines.from(line); i < to; i++) {
                byte b = bytes[i];
                if (string) {
                    length++;
                    i += b == '\\' ? 1 : 0;
                    string = b != '"';
                } else if (depth == 0) {
                    while (i < to && bytes[i] != '{' && bytes[i] != '[') {
                        i++;
                    }
                    depth += i < to && opens(bytes, i, to) ? 1 : 0;
                } else if (b == '"') {
                    string = true;
                    length = 0;
                } else {
                    depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
                }
            }
        }

        /// Whether JSON starts here: a bracket with what may follow it, up to the line's end.
        private static boolean opens(byte[] bytes, int at, int to) {
            byte b = bytes[at];
            if (b != '{' && b != '[') {
                return false;
            }
            int next = Chars.skipBlanks(bytes, at + 1, to);
            return next == to ? at + 1 == to : bytes[next] == '"' || (b == '[' && bytes[next] == '{');
        }
    }
}
