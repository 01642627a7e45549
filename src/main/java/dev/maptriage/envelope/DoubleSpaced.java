package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// An empty line behind each line, as mail programs, and texts whose breaks were translated twice, have it.
///
/// ```text
/// goroutine 1 [running]:
///
/// main.main()
///
/// 	/app/main.go:7 +0x1d
/// ```
final class DoubleSpaced implements Wrapping {
    private static final int LEAST_LINES = 6;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int filled = 0;
        int close = 0;
        boolean before = false;
        for (int i = 0; i < lines.size(); i++) {
            boolean empty = lines.isEmpty(i);
            close += !empty && before ? 1 : 0;
            filled += empty ? 0 : 1;
            before = !empty;
        }
        if (filled < LEAST_LINES || close > 2 + filled / 20) {
            return null;
        }
        Lines out = new Lines(filled);
        int empties = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.isEmpty(i)) {
                // of three the middle one was there before
                if (++empties % 2 == 0) {
                    out.add(lines, i);
                }
            } else {
                empties = 0;
                out.add(lines, i);
            }
        }
        return new Unwrapped("DOUBLE_SPACED", out, true);
    }
}
