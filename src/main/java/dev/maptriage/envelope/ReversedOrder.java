package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// Newest line first, as many log searches show and export it. Lines of one record keep their order, unless that is wrong for all.
///
/// ```text
/// 	/app/main.go:7 +0x1d
/// main.main()
/// goroutine 1 [running]:
/// ```
final class ReversedOrder implements Wrapping {

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int forward = LineOrder.frames(lines);
        int backward = LineOrder.framesBackward(lines);
        if (backward < 1 || backward <= forward) {
            return null;
        }
        Lines byRecord = reversed(lines, true);
        Lines byLine = reversed(lines, false);
        boolean records = LineOrder.frames(byRecord) >= LineOrder.frames(byLine);
        Lines reversed = records ? byRecord : byLine;
        return LineOrder.frames(reversed) > forward ? new Unwrapped("REVERSED", reversed, false) : null;
    }

    /// @param records whether lines of one origin keep their order
    private static Lines reversed(Lines lines, boolean records) {
        Lines reversed = new Lines(lines.size());
        for (int end = lines.size(); end > 0;) {
            int start = end - 1;
            while (records && start > 0 && lines.origin(start - 1) == lines.origin(start)) {
                start--;
            }
            for (int i = start; i < end; i++) {
                reversed.add(lines, i);
            }
            end = start;
        }
        return reversed;
    }
}
