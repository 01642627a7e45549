package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;

/// Breaks shown as a character of their own, or escaped with a percent sign as in addresses.
///
/// ```text
/// panic: assignment to entry in nil map⏎⏎goroutine 1 [running]:⏎main.main()⏎	/app/main.go:7 +0x1d⏎
/// panic: assignment to entry in nil map%0A%0Agoroutine 1 [running]:%0Amain.main()%0A%09/app/main.go:7 +0x1d
/// ```
final class BreakMarks extends LineRewrite {
    private static final byte[] TAB = Chars.ascii("%09");
    private static final int LEAST = 2;

    BreakMarks() {
        super("BREAK_MARKS", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        int found = 0;
        for (int i = from; i < to && found < LEAST; i++) {
            found += length(bytes, i, to) > 0 ? 1 : 0;
        }
        // a form feed or vertical TAB before a line takes its indentation away
        return found >= LEAST || (to > from && (bytes[from] == 0x0b || bytes[from] == 0x0c));
    }

    private static int length(byte[] bytes, int at, int to) {
        return bytes[at] == '%' ? WrittenBreaks.percent(bytes, at, to) : WrittenBreaks.mark(bytes, at, to);
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        if (!shows(bytes, from, to)) {
            return false;
        }
        boolean percent = false;
        ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to;) {
            int length = length(bytes, i, to);
            percent |= length > 0 && bytes[i] == '%';
            if (length > 0) {
                if (i > from || to == from + length) {
                    text.write('\n');
                }
                i += length;
            } else if (percent && Chars.startsWith(bytes, i, to, TAB)) {
                text.write('\t');
                i += TAB.length;
            } else {
                text.write(bytes[i++]);
            }
        }
        byte[] plain = text.toByteArray();
        out.addAll(plain, 0, plain.length, lines.origin(line));
        return true;
    }
}
