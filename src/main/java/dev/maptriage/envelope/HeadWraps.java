package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// In a text whose lines were cut, the line before a goroutine that goes on with what a server logged of a panic.
///
/// ```text
/// 2026/11/23 04:11:09 http: panic serving 127.0.0.1:38686: assignment to
/// entry in nil map
/// goroutine 21 [running]:
/// ```
final class HeadWraps implements Wrapping {
    private static final byte[] SERVING = Chars.ascii(": panic serving ");
    private static final byte[] NIL_MAP = Chars.ascii("assignment to entry in nil map");
    private static final int MOST_PARTS = 3;
    private static final int LONGEST = 2_000;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        LineJoiner joiner = new LineJoiner(lines);
        boolean any = false;
        int parts = 0;
        for (int i = 0; i < lines.size(); i++) {
            parts = parts > 0 ? parts - 1 : parts(lines, i);
            boolean goesOn = i > 0 && parts > 0 && joiner.isOpen() && !isHead(lines, i);
            joiner.add(i, goesOn, goesOn ? seam(joiner.line(), lines, i) : "");
            any |= goesOn;
        }
        return any ? new Unwrapped("WRAPPED", joiner.end(), false) : null;
    }

    private static boolean isHead(Lines lines, int i) {
        return Chars.indexOf(lines.bytes(i), lines.from(i), Math.min(lines.to(i), lines.from(i) + LONGEST),
                SERVING) >= 0;
    }

    /// Lines from the head that stands here up to the goroutine, this one included; 0 when there is none.
    private static int parts(Lines lines, int i) {
        if (!isHead(lines, i)) {
            return 0;
        }
        for (int next = i + 1; next < Math.min(lines.size(), i + 1 + MOST_PARTS); next++) {
            GoForm form = lines.looseForm(next);
            if (form == GoForm.GOROUTINE) {
                return next - i;
            }
            if (form != GoForm.OTHER || LineStarts.repeats(lines, next)) {
                return 0;
            }
        }
        return 0;
    }

    /// Where the words of the runtime show it, the cut was within one of them.
    private static String seam(byte[] line, Lines lines, int next) {
        byte first = lines.bytes(next)[lines.from(next)];
        if (Chars.isBlank(line[line.length - 1]) || Chars.isBlank(first)) {
            return "";
        }
        String text = Chars.text(line, 0, line.length);
        String words = Chars.text(NIL_MAP, 0, NIL_MAP.length);
        String glued = text + lines.text(next);
        return glued.contains(words) || !(text + " " + lines.text(next)).contains(words) ? "" : " ";
    }
}
