package dev.maptriage.envelope;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Each line twice, as two collectors of one log leave it.
final class DoubledLines implements Wrapping {
    private static final int LEAST_LINES = 6;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (lines.size() < LEAST_LINES) {
            return null;
        }
        Lines out = new Lines(lines.size() / 2 + 1);
        int single = 0;
        int i = 0;
        while (i < lines.size()) {
            boolean twice = i + 1 < lines.size() && same(lines, i, i + 1);
            single += twice ? 0 : 1;
            if (20L * single > lines.size()) {
                return null;
            }
            out.add(lines, i);
            i += twice ? 2 : 1;
        }
        return new Unwrapped("DOUBLED", out, false);
    }

    private static boolean same(Lines lines, int one, int other) {
        return Arrays.equals(lines.bytes(one), lines.from(one), lines.to(one), lines.bytes(other), lines.from(other),
                lines.to(other));
    }
}
