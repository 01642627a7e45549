package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// Frames without arguments, as zap and errors with stacks print them, and headers without their colon.
///
/// ```text
/// main.safely.func1
/// 	/app/main.go:14
/// ```
final class BareFrames implements Wrapping {

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (!sample.hasAnchors()) {
            return null;
        }
        Lines out = new Lines(lines.size());
        boolean any = false;
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = Chars.trimEnd(bytes, lines.from(i), lines.to(i));
            int from = Chars.skipBlanks(bytes, lines.from(i), to);
            String missing = missing(lines, i, bytes, from, to);
            if (missing.isEmpty()) {
                out.add(lines, i);
                continue;
            }
            any = true;
            byte[] line = new byte[to - from + missing.length()];
            System.arraycopy(bytes, from, line, 0, to - from);
            System.arraycopy(Chars.ascii(missing), 0, line, to - from, missing.length());
            out.add(line, lines.origin(i));
        }
        return any ? new Unwrapped("BARE_FRAMES", out, false) : null;
    }

    private static String missing(Lines lines, int i, byte[] bytes, int from, int to) {
        if (i + 1 >= lines.size() || to - from < 3 || to - from > 2000) {
            return "";
        }
        byte last = bytes[to - 1];
        if (last == ']' && Chars.startsWith(bytes, from, to, GoLine.GOROUTINE)) {
            return lines.looseForm(i + 1) == GoForm.FUNCTION ? ":" : "";
        }
        boolean name = last != ')' && last != ':' && GoLine.nameEnd(bytes, from, to) == to
                && GoLine.locationEnd(bytes, from, to) < 0;
        return name && lines.looseForm(i + 1) == GoForm.FILE && lines.looseForm(i) == GoForm.OTHER ? "(...)" : "";
    }
}
