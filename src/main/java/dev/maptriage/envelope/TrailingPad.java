package dev.maptriage.envelope;

/// Blanks at the end of lines, as fixed columns and some terminals leave them.
///
/// ```text
/// goroutine 1 [running]:                                   ↵
/// ```
final class TrailingPad extends LineRewrite {

    TrailingPad() {
        super("PADDED", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return to > from && Chars.isBlank(bytes[to - 1]);
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int end = Chars.trimEnd(bytes, lines.from(line), lines.to(line));
        if (end == lines.to(line)) {
            return false;
        }
        out.add(bytes, lines.from(line), end, lines.origin(line));
        return true;
    }
}
