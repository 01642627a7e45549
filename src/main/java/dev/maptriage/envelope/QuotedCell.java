package dev.maptriage.envelope;

import java.util.Arrays;

/// The borders of a text over many lines inside of a cell or string: what stands before its first line and behind its
/// last. Also a fatal error printed into the middle of a line of log.
///
/// ```text
/// 2024-05-14,"panic: assignment to entry in nil map
/// GET /heafatal error: concurrent map writes
/// 	/app/main.go:7 +0x1d",api
/// ```
final class QuotedCell extends LineRewrite {
    private static final byte[][] HEADS = {GoLine.FATAL, GoLine.PANIC, GoLine.RACE};

    QuotedCell() {
        super("CELL", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return head(bytes, from, to) > from || tail(bytes, from, to) > 0 || header(bytes, from, to) > from;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        if (GoLine.form(bytes, from, to).isGo()) {
            return false;
        }
        int cut = head(bytes, from, to);
        if (cut <= from || !opensCrash(lines, line)) {
            cut = header(bytes, from, to);
        }
        if (cut <= from) {
            cut = tail(bytes, from, to);
        }
        if (cut <= from) {
            return false;
        }
        out.add(bytes, from, cut, lines.origin(line));
        out.add(bytes, cut, to, lines.origin(line));
        return true;
    }

    /// Whether a goroutine, a signal or an access follows within a few lines.
    private static boolean opensCrash(Lines lines, int line) {
        for (int i = line + 1; i < Math.min(lines.size(), line + 6); i++) {
            GoForm form = lines.form(i);
            if (form == GoForm.GOROUTINE || form == GoForm.ACCESS) {
                return true;
            }
        }
        return false;
    }

    /// Where a head starts that is glued to what stands before it. A panic behind a blank is a log line's.
    private static int head(byte[] bytes, int from, int to) {
        for (byte[] head : HEADS) {
            int at = Chars.indexOf(bytes, from, to, head);
            if (at > from && (!Arrays.equals(head, GoLine.PANIC) || !Chars.isBlank(bytes[at - 1]))) {
                return at;
            }
        }
        return -1;
    }

    private static int header(byte[] bytes, int from, int to) {
        int at = Chars.indexOf(bytes, from, to, GoLine.GOROUTINE);
        return at > Chars.skipBlanks(bytes, from, to) && GoLine.goroutineEnd(bytes, at, to) == to ? at : -1;
    }

    /// Where a file line ends that has something behind it.
    private static int tail(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '\t') {
            return -1;
        }
        int end = GoLine.locationEnd(bytes, from + 1, to);
        return end > 0 && end < to && !Chars.isBlank(bytes[end]) && bytes[end] != ':' ? end : -1;
    }
}
