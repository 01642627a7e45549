package dev.maptriage.envelope;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines filled word by word up to a width, as mail programs and `fold -s` do: a line ended where the next word did not
/// fit. The width is the one that explains most line ends. Where records start alike, what starts otherwise goes on with
/// the record before; a text that is filled throughout is one line.
///
/// ```text
/// {"log":"main.(*Store).Put(0xc000010250,
/// 0x7)\n","stream":"stderr","time":"2024-05-15T08:53:43.123729198Z"}
/// ```
final class FilledWraps implements Wrapping {
    private static final int NARROWEST = 30;
    private static final int WIDEST = 400;
    private static final int LINES = 200_000;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (lines.size() < 3 || lines.size() > LINES) {
            return null;
        }
        int[] length = new int[lines.size()];
        int[] word = new int[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            length[i] = Math.min(HardWraps.columns(lines, i), 2 * WIDEST);
            word[i] = firstWord(lines, i);
        }
        int width = width(length, word);
        if (width < 0) {
            return null;
        }
        int forced = 0;
        int alike = 0;
        for (int i = 0; i + 1 < length.length; i++) {
            boolean full = isForced(length, word, i, width);
            forced += full ? 1 : 0;
            alike += full && LineStarts.repeats(lines, i + 1) ? 1 : 0;
        }
        if (forced < 3 || 10 * alike > 7 * forced) {
            return null;
        }
        String start = start(lines, length, word, width);
        boolean paragraph = 10 * forced >= 8 * (length.length - 1);
        if (start == null && !paragraph) {
            return null;
        }
        LineJoiner joiner = new LineJoiner(lines);
        int joined = 0;
        for (int i = 0; i < length.length; i++) {
            boolean goesOn = i > 0 && word[i] > 0 && (start == null
                    ? isForced(length, word, i - 1, width) || length[i - 1] > width
                    : !LineStarts.of(lines, i).equals(start));
            joined += goesOn ? 1 : 0;
            joiner.add(i, goesOn, " ");
        }
        return joined < 3 ? null : new Unwrapped("WRAPPED", joiner.end(), true);
    }

    /// Characters of the first word of a line; 0 for an empty line.
    private static int firstWord(Lines lines, int i) {
        byte[] bytes = lines.bytes(i);
        int from = lines.from(i);
        int to = Math.min(lines.to(i), from + 2 * WIDEST);
        int end = from;
        while (end < to && bytes[end] != ' ') {
            end++;
        }
        return end - from;
    }

    /// Whether the first word of the next line did not fit on a line any more.
    private static boolean isForced(int[] length, int[] word, int i, int width) {
        return length[i] <= width && word[i + 1] > 0 && length[i] + 1 + word[i + 1] > width;
    }

    /// The width at which most line ends were forced; -1 when hardly any can be.
    private static int width(int[] length, int[] word) {
        int[] changes = new int[WIDEST + 2];
        for (int i = 0; i + 1 < length.length; i++) {
            int least = Math.max(length[i], NARROWEST);
            int most = Math.min(length[i] + word[i + 1], WIDEST);
            if (word[i + 1] > 0 && least <= most) {
                changes[least]++;
                changes[most + 1]--;
            }
        }
        int best = -1;
        int most = 2;
        int open = 0;
        for (int width = NARROWEST; width <= WIDEST; width++) {
            open += changes[width];
            if (open > most) {
                most = open;
                best = width;
            }
        }
        return best;
    }

    /// How records start: alike on three of four lines that stand behind a line with room left; null when they do not.
    private static @Nullable String start(Lines lines, int[] length, int[] word, int width) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> order = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < length.length; i++) {
            if (word[i] > 0 && (i == 0 || (length[i - 1] <= width && !isForced(length, word, i - 1, width)))) {
                String shape = LineStarts.of(lines, i);
                if (seen.merge(shape, 1, Integer::sum) == 1) {
                    order.add(shape);
                }
                total++;
            }
        }
        for (String shape : order) {
            if (total > 2 && seen.getOrDefault(shape, 0) * 4 >= total * 3) {
                return shape;
            }
        }
        return null;
    }
}
