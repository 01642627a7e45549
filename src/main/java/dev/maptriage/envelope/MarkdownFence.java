package dev.maptriage.envelope;

/// Fences of a code block, alone on their line or touching the text.
///
/// ```text
/// ~~~go
/// panic: assignment to entry in nil map
/// ~~~
/// ```
final class MarkdownFence extends LineRewrite {

    MarkdownFence() {
        super("MARKDOWN", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return fence(bytes, from, to) > from || trailingFence(bytes, from, to) < to;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        int start = fence(bytes, from, to);
        int end = Math.max(start, trailingFence(bytes, from, to));
        if (start == from && end == to) {
            return false;
        }
        if (start < end && (start == from || GoLine.form(bytes, start, end).isGo())) {
            out.add(bytes, start, end, lines.origin(line));
        }
        return true;
    }

    private static int fence(byte[] bytes, int from, int to) {
        int at = Math.min(to, from + 3);
        int start = Chars.skipBlanks(bytes, from, at);
        int i = start;
        while (i < to && (bytes[i] == '`' || bytes[i] == '~') && bytes[i] == bytes[start]) {
            i++;
        }
        return i - start >= 3 ? i : from;
    }

    private static int trailingFence(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && bytes[i - 1] == '`') {
            i--;
        }
        return to - i >= 3 ? i : to;
    }
}
