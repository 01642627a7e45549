package dev.maptriage.envelope;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A wrapping that is taken off line by line: each line becomes others, or stays as it is.
abstract class LineRewrite implements Wrapping {
    private final String name;
    private final boolean sure;

    LineRewrite(String name, boolean sure) {
        this.name = name;
        this.sure = sure;
    }

    /// Whether a line of the sample shows the wrapping.
    abstract boolean shows(byte[] bytes, int from, int to);

    /// Rewrites one line.
    ///
    /// @return false when the line stays as it is; nothing was added then
    abstract boolean rewrite(Lines lines, int line, Lines out);

    String name() {
        return name;
    }

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        boolean[] shown = shown(lines, sample.anchors());
        int anchored = 0;
        for (boolean one : shown) {
            anchored += one ? 1 : 0;
        }
        int spread = 0;
        for (int i : sample.spread()) {
            int anchor = Arrays.binarySearch(sample.anchors(), i);
            spread += (anchor >= 0 ? shown[anchor] : shows(lines.bytes(i), lines.from(i), lines.to(i))) ? 1 : 0;
        }
        if (anchored + spread == 0) {
            return null;
        }
        Lines out = new Lines(lines.size());
        boolean any = false;
        for (int i = 0; i < lines.size(); i++) {
            boolean rewritten = rewrite(lines, i, out);
            any |= rewritten;
            if (!rewritten) {
                out.add(lines, i);
            }
        }
        boolean whole = sure && lines.size() > 1 && anchored == sample.anchors().length
                && spread == filled(lines, sample.spread());
        return any
                ? new Unwrapped(name(), out, sure && 5 * anchored >= sample.anchors().length, whole, Map.of())
                : null;
    }

    private static int filled(Lines lines, int[] numbers) {
        int count = 0;
        for (int i : numbers) {
            count += lines.isEmpty(i) ? 0 : 1;
        }
        return count;
    }

    private boolean[] shown(Lines lines, int[] numbers) {
        boolean[] shown = new boolean[numbers.length];
        for (int k = 0; k < numbers.length; k++) {
            int i = numbers[k];
            shown[k] = shows(lines.bytes(i), lines.from(i), lines.to(i));
        }
        return shown;
    }
}
