package dev.maptriage.envelope;

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

    /// What stands on a longer line is no head of a cell.
    private static final int LONGEST = 64 << 10;
    private static final byte[] DEBUG_STACK = Chars.ascii("runtime/debug.Stack");

    QuotedCell() {
        super("CELL", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int end) {
        int to = Math.min(end, from + LONGEST);
        return head(bytes, from, to) > from || tail(bytes, from, to) > 0 || header(bytes, from, to) > from;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        if (to - from > LONGEST || GoLine.form(bytes, from, to).isGo()) {
            return false;
        }
        int cut = head(bytes, from, to);
        if (cut <= from || !opensCrash(lines, line, cut)) {
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

    /// Whether a goroutine or an access follows as it does behind a head. A panic behind a blank may be a log line's: an
    /// empty line and a goroutine that is not the logger's own must follow.
    private static boolean opensCrash(Lines lines, int line, int cut) {
        boolean panic = lines.bytes(line)[cut] == 'p';
        boolean blank = Chars.isBlank(lines.bytes(line)[cut - 1]);
        if (panic && blank && !opensUnlogged(lines, line + 1)) {
            return false;
        }
        for (int i = line + 1; i < Math.min(lines.size(), line + 40); i++) {
            GoForm form = lines.form(i);
            if (form == GoForm.GOROUTINE || form == GoForm.ACCESS) {
                return true;
            }
        }
        return false;
    }

    /// The rest of a panic's text, an empty line, a goroutine whose stack is not the logger's.
    private static boolean opensUnlogged(Lines lines, int from) {
        int i = from;
        while (i < lines.size() && lines.to(i) > lines.from(i) && lines.bytes(i)[lines.from(i)] == '\t') {
            i++;
        }
        return i + 1 < lines.size() && lines.isEmpty(i) && lines.form(i + 1) == GoForm.GOROUTINE
                && !isLogged(lines, i + 2);
    }

    private static boolean isLogged(Lines lines, int line) {
        return line < lines.size()
                && Chars.startsWith(lines.bytes(line), lines.from(line), lines.to(line), DEBUG_STACK);
    }

    /// Where a head starts that has something before it.
    private static int head(byte[] bytes, int from, int to) {
        for (byte[] head : HEADS) {
            int at = Chars.indexOf(bytes, from, to, head);
            if (at > Chars.skipBlanks(bytes, from, to)) {
                return at;
            }
        }
        return bar(bytes, from, to);
    }

    /// The bar above a race report, at the end of a line.
    private static int bar(byte[] bytes, int from, int to) {
        int at = to - GoLine.BAR.length;
        return at > from && Chars.startsWith(bytes, at, to, GoLine.BAR) && bytes[at - 1] != '=' ? at : -1;
    }

    private static boolean isMark(byte b) {
        return b == '"' || b == '\'' || b == '`' || b == '>' || b == ',' || b == ':' || b == '(' || b == '|';
    }

    private static int header(byte[] bytes, int from, int to) {
        int at = Chars.indexOf(bytes, from, to, GoLine.GOROUTINE);
        return at > from && isMark(bytes[at - 1]) && GoLine.goroutineEnd(bytes, at, to) == to ? at : -1;
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
