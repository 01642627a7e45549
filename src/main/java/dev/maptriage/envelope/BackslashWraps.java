package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// Lines cut with a backslash before the break, as shells and YAML go on with a line.
///
/// ```text
/// message: "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7\
///   \ +0x1d\n"
/// ```
final class BackslashWraps implements Wrapping {
    private static final int LEAST = 2;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int open = 0;
        int folded = 0;
        for (int i = 0; i + 1 < lines.size(); i++) {
            boolean goesOn = goesOn(lines, i);
            open += goesOn ? 1 : 0;
            folded += goesOn && fold(lines, i + 1) >= 0 ? 1 : 0;
        }
        if (open == 0) {
            return null;
        }
        boolean yaml = 2 * folded >= open;
        Lines out = new Lines(lines.size());
        boolean before = false;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            boolean goesOn = i + 1 < lines.size() && goesOn(lines, i);
            int from = before && yaml ? start(lines, i) : lines.from(i);
            int to = goesOn ? Chars.lastIndexOf(bytes, from, lines.to(i), BACKSLASH) : lines.to(i);
            if (before) {
                out.extendLast(bytes, from, Math.max(from, to));
            } else {
                out.add(bytes, from, to, lines.origin(i));
            }
            before = goesOn;
        }
        return new Unwrapped("WRAPPED", out, open >= LEAST || folded > 0);
    }

    /// Whether a single backslash ends the line.
    private static boolean goesOn(Lines lines, int i) {
        byte[] bytes = lines.bytes(i);
        int from = lines.from(i);
        int count = 0;
        for (int at = lines.to(i) - 1; at >= from && bytes[at] == '\\'; at--) {
            count++;
        }
        return count % 2 == 1;
    }

    /// Where a line of YAML goes on whose first blank is escaped, or -1.
    private static int fold(Lines lines, int i) {
        byte[] bytes = lines.bytes(i);
        int at = Chars.skipBlanks(bytes, lines.from(i), lines.to(i));
        return at > lines.from(i) && at + 1 < lines.to(i) && bytes[at] == '\\' && Chars.isBlank(bytes[at + 1])
                ? at + 1
                : -1;
    }

    private static int start(Lines lines, int i) {
        int fold = fold(lines, i);
        return fold >= 0 ? fold : Chars.skipBlanks(lines.bytes(i), lines.from(i), lines.to(i));
    }

    private static final byte[] BACKSLASH = {'\\'};
}
