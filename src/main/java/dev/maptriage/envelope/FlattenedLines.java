package dev.maptriage.envelope;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A crash on one line, its breaks replaced by blanks or dropped, as `curl -d @file` and some forms do. The line is cut
/// where Go's forms start and end.
///
/// ```text
/// panic: assignment to entry in nil map goroutine 1 [running]: main.main() /app/main.go:7 +0x1d exit status 2
/// panic: assignment to entry in nil mapgoroutine 1 [running]:main.main()	/app/main.go:7 +0x1dexit status 2
/// ```
final class FlattenedLines extends LineRewrite {
    /// First parts of names; where a break was dropped, `+0x1dexample.com/…` can be cut in several places.
    private static final List<String> COMMON = List.of("example.", "github.", "golang.", "google.", "gopkg.", "go.",
            "main.",
            "runtime", "internal/", "net", "sync", "time.", "testing.", "reflect.", "encoding/", "os", "io.", "fmt.",
            "bufio.", "bytes.", "context.", "database/", "crypto/", "compress/", "errors.", "exit status", "goroutine ",
            "created by ", "panic(", "k8s.", "sigs.", "command-line-arguments", "corp.", "==================");
    private static final byte[][] CUTS = {GoLine.CREATED, GoLine.SIGNAL, GoLine.RACE, Chars.ascii("=================="),
        Chars.ascii("Previous write at 0x"), Chars.ascii("Previous read at 0x"), Chars.ascii("exit status "),
        Chars.ascii("goroutine running on other thread"), Chars.ascii("[failed to restore the stack]"),
        Chars.ascii("Found ")};
    private static final byte[][] ACCESSES = {Chars.ascii("Write at 0x"), Chars.ascii("Read at 0x"),
        Chars.ascii("Goroutine ")};

    private static final boolean[] STARTS = new boolean[128];

    static {
        for (char c : "gc[W=PRGeFpf/".toCharArray()) {
            STARTS[c] = true;
        }
    }

    private final Set<String> starts = new LinkedHashSet<>(COMMON);

    FlattenedLines() {
        super("FLATTENED", false);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        int first = location(bytes, from, to);
        if (first < 0 || WrittenBreaks.anyIn(bytes, from, to)) {
            return false;
        }
        if (location(bytes, first, to) > 0) {
            return true;
        }
        int header = Chars.indexOf(bytes, from, to, GoLine.GOROUTINE);
        int end = header < 0 ? -1 : GoLine.goroutineEnd(bytes, header, to);
        return (end > 0 && end < first) || isPair(bytes, from, first, to);
    }

    /// Whether a frame is on one line: a function before the place, or something of Go's behind it.
    private static boolean isPair(byte[] bytes, int from, int digits, int to) {
        int path = digits - GoLine.DOT_GO.length;
        while (path > from && !Chars.isBlank(bytes[path - 1])) {
            path--;
        }
        int function = Chars.skipBlanks(bytes, from, path);
        int functionEnd = Chars.trimEnd(bytes, function, path);
        GoForm before = GoLine.form(bytes, function, functionEnd);
        if (before == GoForm.FUNCTION || before == GoForm.CREATED) {
            return true;
        }
        int behind = Chars.skipBlanks(bytes, GoLine.offsetEnd(bytes, Chars.skipDigits(bytes, digits, to), to), to);
        return behind < to && GoLine.form(bytes, behind, Chars.trimEnd(bytes, behind, to)).isGo();
    }

    /// End of the first `.go:7` behind `from`, or -1.
    private static int location(byte[] bytes, int from, int to) {
        int at = Chars.indexOf(bytes, from, to, GoLine.DOT_GO);
        while (at >= 0) {
            int digits = at + GoLine.DOT_GO.length;
            if (digits < to && Chars.isDigit(bytes[digits])) {
                return digits;
            }
            at = Chars.indexOf(bytes, digits, to, GoLine.DOT_GO);
        }
        return -1;
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        if (!shows(bytes, lines.from(line), lines.to(line))) {
            return false;
        }
        new Cutter(bytes, lines.from(line), lines.to(line), lines.origin(line), out).run();
        return true;
    }

    /// Cuts one line, from left to right.
    private final class Cutter {
        private final byte[] bytes;
        private final int to;
        private final int origin;
        private final Lines out;
        private int at;
        private boolean race;
        private boolean panicked;

        Cutter(byte[] bytes, int from, int to, int origin, Lines out) {
            this.bytes = bytes;
            this.to = to;
            this.origin = origin;
            this.out = out;
            at = from;
        }

        void run() {
            int start = at;
            while (at < to) {
                int next = mayStart() ? piece() : at;
                if (next > at) {
                    text(start, at);
                    emit(at, next);
                    at = Chars.skipBlanks(bytes, next, to);
                    // A TAB before the next piece is its own.
                    start = at;
                } else {
                    at++;
                }
            }
            text(start, to);
        }

        /// Whether a piece can start with the byte here, or behind the one before.
        private boolean mayStart() {
            byte b = bytes[at];
            return (b >= 0 && STARTS[b]) || (at > 0 && bytes[at - 1] == '\t') || (at + 1 < to && bytes[at + 1] == ':');
        }

        /// End of the piece of Go's that starts here; `at` when none does.
        private int piece() {
            byte b = bytes[at];
            if (b == 'g' || b == 'c' || b == '[' || b == 'W' || b == '=' || b == 'P' || b == 'R' || b == 'G' || b == 'e'
                    || b == 'F') {
                int end = keyword();
                if (end > at) {
                    return end;
                }
            }
            if (b == 'p' || b == 'f') {
                int end = head();
                if (end > at) {
                    return end;
                }
            }
            return isPathStart() ? location() : at;
        }

        private int keyword() {
            int header = GoLine.goroutineEnd(bytes, at, to);
            if (header > 0) {
                race = false;
                panicked = false;
                return header;
            }
            for (byte[] access : ACCESSES) {
                if (Chars.startsWith(bytes, at, to, access)) {
                    int end = GoLine.accessEnd(bytes, at, to);
                    return end > 0 ? end : at;
                }
            }
            for (byte[] cut : CUTS) {
                if (Chars.startsWith(bytes, at, to, cut)) {
                    return keywordEnd(cut);
                }
            }
            return at;
        }

        private int keywordEnd(byte[] cut) {
            return switch (cut[0]) {
                case 'W', '=' -> {
                    race |= cut[0] == 'W';
                    yield at + cut.length;
                }
                case 'P' -> Math.max(at, GoLine.accessEnd(bytes, at, to));
                case 'c' -> creatorEnd();
                case '[' -> Math.max(at, 1 + Chars.indexOf(bytes, at, Math.min(to, at + 200), ']'));
                case 'g' -> at + cut.length + (Chars.startsWith(bytes, at + cut.length, to, UNAVAILABLE)
                        ? UNAVAILABLE.length
                        : 0);
                default -> nextPiece(at + cut.length);
            };
        }

        /// `created by main.run in goroutine 1`, up to the path.
        private int creatorEnd() {
            int dot = Chars.indexOf(bytes, at, to, GoLine.DOT_GO);
            if (dot < 0) {
                return to;
            }
            int end = pathStart(at, dot);
            return Chars.trimEnd(bytes, at, end);
        }

        /// `panic: …` and `fatal error: …`, up to the next piece.
        private int head() {
            boolean panic = Chars.startsWith(bytes, at, to, GoLine.PANIC);
            if (!panic && !Chars.startsWith(bytes, at, to, GoLine.FATAL)) {
                return at;
            }
            boolean served = at > 6 && Chars.startsWith(bytes, at - 6, to, SERVED);
            return served ? at : nextPiece(at + 7);
        }

        private int nextPiece(int from) {
            for (int i = from; i < to; i++) {
                byte b = bytes[i];
                boolean header = b == 'g' && GoLine.goroutineEnd(bytes, i, to) > 0;
                boolean signal = b == '[' && Chars.startsWith(bytes, i, to, GoLine.SIGNAL);
                boolean nested = (b == 'p' && Chars.startsWith(bytes, i, to, GoLine.PANIC))
                        || (b == 'f' && Chars.startsWith(bytes, i, to, GoLine.FATAL));
                boolean bar = b == '=' && Chars.startsWith(bytes, i, to, GoLine.BAR);
                if (header || signal || bar || (nested && i > from && !isQuoted(from, i))) {
                    return Chars.trimEnd(bytes, from, i);
                }
            }
            return to;
        }

        /// Whether a head inside of a text is quoted there: `upstream said: panic: x`.
        private boolean isQuoted(int from, int i) {
            int end = Chars.trimEnd(bytes, from, i);
            return end > from && bytes[end - 1] == ':';
        }

        /// A path starts behind a blank, a TAB or the parenthesis of the function before.
        private boolean isPathStart() {
            byte b = bytes[at];
            boolean drive = Chars.isLetter(b) && at + 2 < to && bytes[at + 1] == ':' && bytes[at + 2] == '/';
            if (b != '/' && !drive && !isFirstOfWord()) {
                return false;
            }
            return at == 0 || !Chars.isWord(bytes[at - 1]);
        }

        private boolean isFirstOfWord() {
            return at > 0 && bytes[at - 1] == '\t' && (Chars.isWord(bytes[at]) || bytes[at] == '<');
        }

        private int location() {
            int limit = Math.min(to, at + 2000);
            int end = GoLine.locationEnd(bytes, at, limit);
            if (end < 0 || Chars.indexOf(bytes, at, end, '(') >= 0) {
                return at;
            }
            return end < to && Chars.isWord(bytes[end]) ? cut(end) : end;
        }

        /// The digits of an offset may have swallowed the first letters of the name behind them.
        private int cut(int end) {
            int digits = end;
            while (digits > at && Chars.isHex(bytes[digits - 1])) {
                digits--;
            }
            if (digits < 2 || bytes[digits - 1] != 'x') {
                return end;
            }
            for (int i = digits + 1; i <= end; i++) {
                if (isDate(i)) {
                    return i;
                }
                for (String name : starts) {
                    if (Chars.startsWith(bytes, i, to, Chars.ascii(name))) {
                        return i;
                    }
                }
            }
            return end;
        }

        /// `2026/11/23` or `2026-11-23` of a log line.
        private boolean isDate(int i) {
            return i + 10 < to && Chars.skipDigits(bytes, i, to) == i + 4
                    && (bytes[i + 4] == '/' || bytes[i + 4] == '-')
                    && Chars.skipDigits(bytes, i + 5, to) == i + 7 && bytes[i + 7] == bytes[i + 4];
        }

        private int pathStart(int from, int dot) {
            int start = dot;
            while (start > from && !Chars.isBlank(bytes[start - 1]) && bytes[start - 1] != ')') {
                start--;
            }
            return start;
        }

        private void emit(int from, int end) {
            GoForm form = GoLine.looseForm(bytes, from, end);
            String indent = form == GoForm.FILE
                    ? (race ? "      " : "\t")
                    : form == GoForm.HEAD && panicked && bytes[from] != '[' ? "\t" : "";
            panicked |= form == GoForm.HEAD && bytes[from] == 'p';
            if (indent.isEmpty()) {
                out.add(bytes, from, end, origin);
                return;
            }
            byte[] line = new byte[indent.length() + end - from];
            System.arraycopy(Chars.ascii(indent), 0, line, 0, indent.length());
            System.arraycopy(bytes, from, line, indent.length(), end - from);
            out.add(line, origin);
        }

        /// What stands between pieces: functions, and whatever else was on the line.
        private void text(int from, int end) {
            int start = Chars.skipBlanks(bytes, from, end);
            int stop = Chars.trimEnd(bytes, start, end);
            if (start == stop) {
                return;
            }
            if (GoLine.form(bytes, start, stop) == GoForm.FUNCTION) {
                learn(start, stop);
                if (race) {
                    byte[] line = new byte[stop - start + 2];
                    line[0] = ' ';
                    line[1] = ' ';
                    System.arraycopy(bytes, start, line, 2, stop - start);
                    out.add(line, origin);
                    return;
                }
            }
            out.add(bytes, start, stop, origin);
        }

        /// Names whose start is certain help to find the start of others.
        private void learn(int from, int end) {
            int stop = from;
            while (stop < end && bytes[stop] != '/' && bytes[stop] != '(') {
                stop++;
            }
            if (stop - from > 3 && stop - from < 60 && starts.size() < 200
                    && (from == 0 || !Chars.isHex(bytes[from - 1]))) {
                starts.add(Chars.text(bytes, from, stop));
            }
        }
    }

    private static final byte[] UNAVAILABLE = Chars.ascii("; stack unavailable");
    private static final byte[] SERVED = Chars.ascii("http: ");
}
