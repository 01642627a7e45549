package dev.maptriage.envelope;

/// A frame of line-drawing characters or a Markdown table around the text.
///
/// ```text
/// │ panic: assignment to entry in nil map      │
/// ```
final class BoxDrawing extends LineRewrite {

    BoxDrawing() {
        super("BOX", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        int at = Chars.skipBlanks(bytes, from, to);
        return borderEnd(bytes, at, to) > at;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int to = Chars.trimEnd(bytes, lines.from(line), lines.to(line));
        int at = Chars.skipBlanks(bytes, lines.from(line), to);
        int start = borderEnd(bytes, at, to);
        if (start == at) {
            return false;
        }
        int end = to;
        while (end - 3 >= start && isBox(bytes, end - 3, end)) {
            end -= 3;
        }
        if (end == to && end > start && bytes[end - 1] == '|') {
            end--;
        }
        end = end == to ? end : Chars.trimEnd(bytes, start, end);
        out.add(bytes, start < end && bytes[start] == ' ' ? start + 1 : start, end, lines.origin(line));
        return true;
    }

    private static int borderEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (isBox(bytes, i, to)) {
            i += 3;
        }
        return i == from && i + 1 < to && bytes[i] == '|' && bytes[i + 1] == ' ' ? i + 1 : i;
    }

    /// U+2500 to U+259F.
    private static boolean isBox(byte[] bytes, int at, int to) {
        return at + 3 <= to && bytes[at] == (byte) 0xe2
                && (bytes[at + 1] == (byte) 0x94 || bytes[at + 1] == (byte) 0x95 || bytes[at + 1] == (byte) 0x96);
    }
}
