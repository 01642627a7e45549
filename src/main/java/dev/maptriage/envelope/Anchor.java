package dev.maptriage.envelope;

import static dev.maptriage.envelope.Chars.indexOf;
import static dev.maptriage.envelope.Chars.isBlank;

/// The part of a line that can only be Go's, wherever in the line it stands.
final class Anchor {
    /// First byte of Go's part, behind any indentation.
    int start;
    /// Behind the last byte of Go's part; the line may go on with a suffix.
    int end;
    GoForm form = GoForm.OTHER;

    /// Looks for Go's part in a line.
    boolean find(byte[] bytes, int from, int to) {
        return goroutine(bytes, from, to) || access(bytes, from, to) || created(bytes, from, to)
                || file(bytes, from, to) || head(bytes, from, to);
    }

    private boolean found(GoForm what, int first, int last) {
        form = what;
        start = first;
        end = last;
        return true;
    }

    private boolean goroutine(byte[] bytes, int from, int to) {
        int at = indexOf(bytes, from, to, GoLine.GOROUTINE);
        int stop = at < 0 ? -1 : GoLine.goroutineEnd(bytes, at, to);
        return stop > 0 && found(GoForm.GOROUTINE, at, stop);
    }

    private boolean access(byte[] bytes, int from, int to) {
        int by = indexOf(bytes, from, to, AT);
        if (by < 0) {
            return false;
        }
        for (byte[] word : ACCESSES) {
            int at = Chars.lastIndexOf(bytes, from, by + 1, word);
            int stop = at < 0 ? -1 : GoLine.accessEnd(bytes, at, to);
            if (stop > 0) {
                return found(GoForm.ACCESS, at, stop);
            }
        }
        return false;
    }

    private boolean created(byte[] bytes, int from, int to) {
        int at = indexOf(bytes, from, to, GoLine.CREATED);
        int name = at + GoLine.CREATED.length;
        return at >= 0 && GoLine.nameEnd(bytes, name, to) > name && found(GoForm.CREATED, at, to);
    }

    private boolean head(byte[] bytes, int from, int to) {
        for (byte[] word : HEADS) {
            int at = indexOf(bytes, from, to, word);
            if (at >= 0) {
                return found(GoForm.HEAD, at, to);
            }
        }
        return false;
    }

    /// A path and its line: it starts behind a TAB, or at the last blank before it.
    private boolean file(byte[] bytes, int from, int to) {
        int dot = indexOf(bytes, from, to, GoLine.DOT_GO);
        if (dot < 0) {
            return false;
        }
        int digits = dot + GoLine.DOT_GO.length;
        int stop = Chars.skipDigits(bytes, digits, to);
        if (stop == digits) {
            return false;
        }
        int first = dot;
        while (first > from && bytes[first - 1] != '\t' && !endsPrefix(bytes, first, from)) {
            first--;
        }
        return first < dot && indexOf(bytes, first, dot, '/') >= 0
                && found(GoForm.FILE, first, GoLine.offsetEnd(bytes, stop, to));
    }

    /// A blank before a root ends the prefix; others may be part of the path (`C:/Program Files/Go/src`).
    private static boolean endsPrefix(byte[] bytes, int at, int from) {
        byte before = bytes[at - 1];
        if (!isBlank(before)) {
            return before == '|' || before == '"' || before == '>' || before == '\'';
        }
        return bytes[at] == '/' || (bytes[at] != ' ' && !hasRoot(bytes, from, at));
    }

    /// Whether a drive letter stands somewhere before, so that the blank may be part of the path.
    private static boolean hasRoot(byte[] bytes, int from, int at) {
        for (int i = at - 1; i > from && i > at - 200; i--) {
            if (bytes[i] == '/' && (bytes[i - 1] == ':' || isBlank(bytes[i - 1]))) {
                return true;
            }
        }
        return false;
    }

    private static final byte[] AT = Chars.ascii(" at 0x");
    private static final byte[][] ACCESSES = {Chars.ascii("Previous write"), Chars.ascii("Previous read"),
        Chars.ascii("Write"), Chars.ascii("Read")};
    private static final byte[][] HEADS = {GoLine.PANIC, GoLine.FATAL, GoLine.RACE};
}
