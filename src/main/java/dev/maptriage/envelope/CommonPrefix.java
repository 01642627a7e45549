package dev.maptriage.envelope;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A prefix that nearly all lines share, whatever stands behind it: another wrapping may. Words in it are the same on all
/// lines, or hold digits on all. What nearly all lines end with is taken off, too.
///
/// ```text
/// api-7c9d5b6f4-x2lqz api {"streams":[{"stream":{"app":"api"},"values":[
/// "2024-05-14T10:00:00.000Z","{""level"":""error""}","api"
/// ```
final class CommonPrefix implements Wrapping {
    private static final int LONGEST = 400;
    private static final int MOST_LINES = 400;
    private static final int LEAST_LINES = 3;
    private static final int LONGEST_HEAD = 2_000;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int[] picked = picked(lines, sample);
        if (picked.length < LEAST_LINES) {
            return null;
        }
        byte[] suffix = suffix(lines, picked);
        Prefix best = null;
        for (int reference : new int[]{picked[0], picked[picked.length / 2], picked[picked.length - 1]}) {
            Prefix prefix = Prefix.of(lines, picked, reference, suffix);
            best = prefix != null && (best == null || prefix.count > best.count) ? prefix : best;
        }
        if (best == null) {
            return null;
        }
        Lines out = new Lines(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = lines.to(i);
            int from = best.end(bytes, lines.from(i), to);
            int cut = from < 0 ? best.within(bytes, lines.from(i), to) : -1;
            if (cut >= 0) {
                out.add(bytes, lines.from(i), cut, lines.origin(i));
                from = best.end(bytes, cut, to);
            }
            if (from < 0) {
                out.add(lines, i);
            } else {
                int end = withoutSuffix(bytes, from, to, suffix);
                end -= end > from && best.closing != 0 && bytes[end - 1] == best.closing ? 1 : 0;
                out.add(bytes, from, end, lines.origin(i));
            }
        }
        return new Unwrapped(best.isIndentation() && suffix.length == 0 ? "INDENTED" : "PREFIX", out, true, false,
                Map.of());
    }

    /// How many lines may be otherwise: one in ten, and what stands before and behind a short text.
    private static int exceptions(int lines) {
        return Math.max(lines / 10, Math.min(2, lines / 5));
    }

    private static int withoutSuffix(byte[] bytes, int from, int to, byte[] suffix) {
        int end = to - suffix.length;
        if (suffix.length == 0 || end < from || !Chars.startsWith(bytes, end, to, suffix)) {
            return to;
        }
        return Chars.isBlank(suffix[0]) ? Chars.trimEnd(bytes, from, end) : end;
    }

    private static int[] picked(Lines lines, Sample sample) {
        int[] all = Arrays.copyOf(sample.spread(), sample.spread().length + sample.anchors().length);
        System.arraycopy(sample.anchors(), 0, all, sample.spread().length, sample.anchors().length);
        Arrays.sort(all);
        int[] picked = new int[MOST_LINES];
        int count = 0;
        int step = Math.max(1, all.length / MOST_LINES);
        for (int k = 0; k < all.length && count < MOST_LINES; k += step) {
            if ((count == 0 || picked[count - 1] != all[k]) && !lines.isEmpty(all[k])) {
                picked[count++] = all[k];
            }
        }
        return Arrays.copyOf(picked, count);
    }

    /// What nine in ten lines end with, from a mark on; empty when that is nothing.
    private static byte[] suffix(Lines lines, int[] picked) {
        int reference = picked[picked.length / 2];
        byte[] bytes = lines.bytes(reference);
        int to = lines.to(reference);
        int[] same = new int[picked.length];
        for (int k = 0; k < picked.length; k++) {
            same[k] = sameEnd(lines, reference, picked[k]);
        }
        Arrays.sort(same);
        int start = to - same[exceptions(picked.length)];
        while (start < to && (Chars.isWord(bytes[start]) || bytes[start] == ')' || bytes[start] == ']'
                || bytes[start] == '}')) {
            start++;
        }
        return Arrays.copyOfRange(bytes, start, to);
    }

    private static int sameEnd(Lines lines, int one, int other) {
        byte[] a = lines.bytes(one);
        byte[] b = lines.bytes(other);
        int most = Math.min(64, Math.min(lines.to(one) - lines.from(one), lines.to(other) - lines.from(other)));
        int same = 0;
        while (same < most && a[lines.to(one) - 1 - same] == b[lines.to(other) - 1 - same]) {
            same++;
        }
        return same;
    }

    /// The tokens of a prefix: words, and single characters between them.
    private static final class Prefix {
        private final byte[] bytes;
        /// Starts of the tokens, and the end of the last.
        private final int[] at;
        int count;
        /// The bracket at the end of the lines that closes the last of the prefix; 0 without one.
        byte closing;

        private Prefix(byte[] bytes, int[] at, int count) {
            this.bytes = bytes;
            this.at = at;
            this.count = count;
        }

        static @Nullable Prefix of(Lines lines, int[] picked, int reference, byte[] suffix) {
            Prefix prefix = tokens(lines.bytes(reference), lines.from(reference),
                    Math.min(lines.to(reference), lines.from(reference) + LONGEST));
            int[] matched = new int[picked.length];
            for (int k = 0; k < picked.length; k++) {
                matched[k] = prefix.matched(lines, picked[k]);
            }
            Arrays.sort(matched);
            prefix.count = matched[exceptions(picked.length)];
            prefix.leaveIndentation(matched);
            prefix.closing = prefix.closing(lines, picked);
            prefix.balance(suffix);
            return prefix.count == 0 ? null : prefix;
        }

        /// What closes the bracket with which the prefix ends, if nearly all lines end with it.
        private byte closing(Lines lines, int[] picked) {
            byte last = count == 0 ? 0 : bytes[at[count - 1]];
            byte wanted = last == '(' ? (byte) ')' : last == '[' ? (byte) ']' : last == '{' ? (byte) '}' : 0;
            int without = 0;
            for (int line : picked) {
                without += lines.bytes(line)[lines.to(line) - 1] == wanted ? 0 : 1;
            }
            return wanted != 0 && without <= exceptions(picked.length) ? wanted : 0;
        }

        /// Blanks at the end that some lines lack are the indentation of the others.
        private void leaveIndentation(int[] matched) {
            while (count > 0 && Chars.isBlank(bytes[at[count - 1]])
                    && sharing(matched, count - 1) > sharing(matched, count)) {
                count--;
            }
        }

        private static int sharing(int[] matched, int tokens) {
            int sharing = 0;
            for (int count : matched) {
                sharing += count >= tokens ? 1 : 0;
            }
            return sharing;
        }

        private static Prefix tokens(byte[] bytes, int from, int to) {
            int[] at = new int[to - from + 1];
            int count = 0;
            int i = from;
            while (i < to) {
                at[count++] = i;
                i = isWordStart(bytes, i, from) ? Chars.skipWord(bytes, i, to) : i + 1;
            }
            at[count] = i;
            return new Prefix(bytes, at, count);
        }

        /// A sign at the start of a line is a mark, as in a comparison of files, though it may stand in words.
        private static boolean isWordStart(byte[] bytes, int i, int from) {
            boolean sign = i == from && bytes[i] != '/' && !Chars.isDigit(bytes[i]) && !Chars.isLetter(bytes[i]);
            return !sign && Chars.isWord(bytes[i]);
        }

        private boolean isWord(int token) {
            return isWordStart(bytes, at[token], at[0]);
        }

        /// How many tokens a line shares. A line that ends before blanks of the prefix shares them.
        private int matched(Lines lines, int line) {
            byte[] other = lines.bytes(line);
            int i = lines.from(line);
            int to = lines.to(line);
            int token = 0;
            while (token < count && i < to) {
                int next = next(token, other, i, to);
                if (next < 0) {
                    return token;
                }
                i = next;
                token++;
            }
            while (i == to && token < count && Chars.isBlank(bytes[at[token]])) {
                token++;
            }
            return token;
        }

        /// Where a token ends in a line; -1 when it is not there.
        private int next(int token, byte[] other, int i, int to) {
            int length = at[token + 1] - at[token];
            if (!isWord(token)) {
                return other[i] == bytes[at[token]] ? i + 1 : -1;
            }
            int end = Chars.skipWord(other, i, to);
            boolean same = end - i == length && Arrays.equals(other, i, end, bytes, at[token], at[token + 1]);
            if (same) {
                return end;
            }
            return hasDigit(bytes, at[token], at[token + 1]) && hasDigit(other, i, end) ? end : -1;
        }

        private static boolean hasDigit(byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                if (Chars.isDigit(bytes[i])) {
                    return true;
                }
            }
            return false;
        }

        /// Ends the prefix behind a mark, and before any bracket or quotation mark that it would leave open: that belongs
        /// to what stands behind it, unless the end of the lines closes it.
        private void balance(byte[] suffix) {
            while (count > 0 && isWord(count - 1)) {
                count--;
            }
            int open = -1;
            int depth = 0;
            boolean quoted = false;
            for (int token = 0; token < count; token++) {
                byte b = bytes[at[token]];
                if (b == '"') {
                    quoted = !quoted;
                    open = quoted && depth == 0 ? token : open;
                } else if (!quoted && (b == '{' || b == '[' || b == '(')) {
                    open = depth++ == 0 ? token : open;
                } else if (!quoted && (b == '}' || b == ']' || b == ')')) {
                    depth--;
                }
            }
            boolean closed = depth == 0 && quoted && open == count - 1 && suffix.length > 0 && suffix[0] == '"';
            closed |= closing != 0 && depth == 1 && open == count - 1;
            closing = closed && !quoted ? closing : 0;
            if ((quoted || depth > 0) && !closed) {
                count = Math.max(0, open);
                while (count > 0 && isWord(count - 1)) {
                    count--;
                }
            }
        }

        boolean isIndentation() {
            for (int token = 0; token < count; token++) {
                if (!Chars.isBlank(bytes[at[token]])) {
                    return false;
                }
            }
            return true;
        }

        /// Where the prefix starts on a line that has something before it, with a head or a goroutine behind it; or -1.
        int within(byte[] other, int from, int to) {
            if (isIndentation() || to - from > LONGEST_HEAD) {
                return -1;
            }
            for (int i = from + 1; i < to; i++) {
                int end = other[i] == bytes[at[0]] ? end(other, i, to) : -1;
                if (end >= 0 && (GoLine.isHead(other, end, to) || GoLine.goroutineEnd(other, end, to) > 0)) {
                    return i;
                }
            }
            return -1;
        }

        /// Where a line goes on behind the prefix, or -1.
        int end(byte[] other, int from, int to) {
            int i = from;
            for (int token = 0; token < count; token++) {
                if (i >= to) {
                    return Chars.isBlank(bytes[at[token]]) && token > 0 ? to : -1;
                }
                i = next(token, other, i, to);
                if (i < 0) {
                    return -1;
                }
            }
            return i;
        }
    }
}
