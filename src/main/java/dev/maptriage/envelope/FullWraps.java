package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// Lines cut at a width where most lines are as long as the width: whatever follows a full line goes on with it.
/// [HardWraps] reads texts in which few lines were long enough to be cut.
///
/// ```text
/// {"streams":[{"stream":{"app":"api"},"values":[["17157491
/// 30123000010","panic: assignment to entry in nil map"],["
/// ```
final class FullWraps implements Wrapping {
    private static final int NARROWEST = 16;
    private static final int WIDEST = 4096;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int width = 0;
        int full = 0;
        int filled = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.to(i) - lines.from(i) > 4 * WIDEST) {
                return null;
            }
            int columns = HardWraps.columns(lines, i);
            filled += columns > 0 ? 1 : 0;
            full = columns > width ? 0 : full;
            width = Math.max(width, columns);
            full += columns == width && columns > 0 ? 1 : 0;
        }
        if (width < NARROWEST || width > WIDEST || full < 3 || 3 * full < filled) {
            return null;
        }
        int alike = 0;
        for (int i = 1; i < lines.size(); i++) {
            alike += HardWraps.columns(lines, i - 1) == width && LineStarts.repeats(lines, i) ? 1 : 0;
        }
        if (10 * alike > 7 * full) {
            return null;
        }
        LineJoiner joiner = new LineJoiner(lines);
        boolean goesOn = false;
        for (int i = 0; i < lines.size(); i++) {
            joiner.add(i, goesOn, "");
            goesOn = HardWraps.columns(lines, i) == width;
        }
        return new Unwrapped("WRAPPED", joiner.end(), 10 * full >= 6 * filled);
    }
}
