package dev.maptriage.envelope;

import java.util.Arrays;

/// Prefixed lines on one line, their breaks replaced by blanks or dropped: cut where the beginning of the line comes
/// again, or what stands before Go's parts.
///
/// ```text
/// 2024-05-14T13:00:58.124Z stderr F panic: assignment to entry in nil map 2024-05-14T13:00:58.125Z stderr F 2024-05-14T…
/// > panic: assignment to entry in nil map> > goroutine 1 [running]:> main.main()> 	/app/main.go:7 +0x1d
/// ```
final class FlattenedRecords extends LineRewrite {
    private static final int SHORTEST = 120;
    private static final int LENGTH = 8;
    private static final int LONGEST_PREFIX = 120;
    private static final int LEAST = 4;
    private static final int MOST_ANCHORS = 64;
    private static final int MOST_COUNTED = 1_000;
    private static final int KINDS = 4;
    private static final byte[] RACE_FILE = Chars.ascii("      /");
    private static final byte[] NONE = {};

    FlattenedRecords() {
        super("FLATTENED", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return mark(bytes, from, to).length > 0;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        byte[] mark = mark(bytes, from, to);
        if (mark.length == 0) {
            return false;
        }
        int start = from;
        int next = next(bytes, mark, from + 1, to);
        while (next > 0) {
            out.add(bytes, start, Chars.trimEnd(bytes, start, next), lines.origin(line));
            start = next;
            next = next(bytes, mark, start + mark.length, to);
        }
        out.add(bytes, start, to, lines.origin(line));
        return true;
    }

    /// What records start with on this line; empty when they do not stand there.
    private static byte[] mark(byte[] bytes, int from, int to) {
        if (to - from < SHORTEST || WrittenBreaks.anyIn(bytes, from, to)) {
            return NONE;
        }
        byte[] first = firstMark(bytes, from, to);
        byte[] learned = learnedMark(bytes, from, to);
        int firsts = first.length == 0 ? 0 : count(bytes, first, from, to);
        int learnt = learned.length == 0 ? 0 : count(bytes, learned, from, to);
        return Math.max(firsts, learnt) < LEAST ? NONE : firsts >= learnt ? first : learned;
    }

    /// The first characters of the line. Words alone are no prefix: they come again in any text. Neither are digits.
    private static byte[] firstMark(byte[] bytes, int from, int to) {
        boolean marked = false;
        int digits = Chars.skipDigits(bytes, from, Math.min(to, from + 32)) - from;
        int length = digits < LENGTH ? LENGTH : digits + 1;
        for (int i = from; i < from + LENGTH; i++) {
            byte b = bytes[i];
            marked |= Chars.isDigit(b) || b == '|' || b == '[' || b == '{' || b == '<';
        }
        return marked ? Arrays.copyOfRange(bytes, from, from + length) : NONE;
    }

    /// What stands alike before nearly all beginnings of Go's lines, of whatever kind.
    private static byte[] learnedMark(byte[] bytes, int from, int to) {
        int[] same = new int[MOST_ANCHORS];
        int[] kinds = new int[KINDS];
        Arrays.fill(kinds, -1);
        int count = 0;
        int last = -1;
        int anchor = anchor(bytes, from, to);
        while (anchor >= 0 && count + KINDS < MOST_ANCHORS) {
            int kind = kind(bytes[anchor]);
            for (int other = 0; other < KINDS; other++) {
                if (other != kind && kinds[other] >= 0) {
                    same[count++] = sameEnd(bytes, from, kinds[other], anchor);
                }
            }
            kinds[kind] = kinds[kind] < 0 ? anchor : kinds[kind];
            last = anchor;
            anchor = anchor(bytes, anchor + 1, to);
        }
        if (count < 2) {
            return NONE;
        }
        Arrays.sort(same, 0, count);
        int length = same[count / 10];
        byte[] mark = Arrays.copyOfRange(bytes, last - length, last);
        return length > 1 && hasMark(mark) ? mark : NONE;
    }

    private static int kind(byte first) {
        return first == 'g' ? 0 : first == 'c' ? 1 : Chars.isBlank(first) ? 2 : 3;
    }

    private static boolean hasMark(byte[] bytes) {
        for (byte b : bytes) {
            if (!Chars.isWord(b) && !Chars.isBlank(b) && b != ')' && b != '(') {
                return true;
            }
        }
        return false;
    }

    /// The next place where a line of Go's starts whose form is unmistakable, or -1.
    private static int anchor(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean starts = switch (bytes[i]) {
                case 'g' -> GoLine.goroutineEnd(bytes, i, to) > 0;
                case 'c' -> Chars.startsWith(bytes, i, to, GoLine.CREATED);
                case '\t' -> i + 1 < to && bytes[i + 1] == '/';
                case ' ' -> Chars.startsWith(bytes, i, to, RACE_FILE);
                case 'W', 'R', 'P', 'G' -> GoLine.accessEnd(bytes, i, to) > 0;
                default -> false;
            };
            if (starts) {
                return i;
            }
        }
        return -1;
    }

    /// How much text before two places is alike.
    private static int sameEnd(byte[] bytes, int from, int one, int other) {
        int most = Math.min(LONGEST_PREFIX, one - from);
        int same = 0;
        while (same < most && isAlike(bytes[one - 1 - same], bytes[other - 1 - same])) {
            same++;
        }
        return same;
    }

    private static int count(byte[] bytes, byte[] mark, int from, int to) {
        int count = 0;
        int at = next(bytes, mark, from, to);
        while (at >= 0 && count < MOST_COUNTED) {
            count++;
            at = next(bytes, mark, at + mark.length, to);
        }
        return count;
    }

    /// The next place behind `at` that looks like the mark, or -1.
    private static int next(byte[] bytes, byte[] mark, int at, int to) {
        for (int i = at; i + mark.length <= to; i++) {
            int k = 0;
            while (k < mark.length && isAlike(bytes[i + k], mark[k])) {
                k++;
            }
            if (k == mark.length) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAlike(byte a, byte b) {
        return a == b || (Chars.isDigit(a) && Chars.isDigit(b)) || (Chars.isBlank(a) && Chars.isBlank(b));
    }
}
