package dev.maptriage.envelope;

import static dev.maptriage.envelope.Chars.ascii;
import static dev.maptriage.envelope.Chars.indexOf;
import static dev.maptriage.envelope.Chars.isBlank;
import static dev.maptriage.envelope.Chars.isDigit;
import static dev.maptriage.envelope.Chars.skipDigits;
import static dev.maptriage.envelope.Chars.startsWith;

/// Recognises lines that Go prints: exactly as printed, or with their indentation lost.
final class GoLine {
    static final byte[] GOROUTINE = ascii("goroutine ");
    static final byte[] CREATED = ascii("created by ");
    static final byte[] PANIC = ascii("panic: ");
    static final byte[] FATAL = ascii("fatal error: ");
    static final byte[] SIGNAL = ascii("[signal SIG");
    static final byte[] RACE = ascii("WARNING: DATA RACE");
    static final byte[] DOT_GO = ascii(".go:");
    static final byte[] BAR = ascii("==================");
    private static final byte[] IN_GOROUTINE = ascii(" in goroutine ");
    private static final byte[] RACE_CREATED = ascii(" created at:");
    private static final byte[] BY = ascii(" by ");
    private static final byte[] OFFSET = ascii(" +0x");
    private static final byte[][] HEADS = {PANIC, FATAL, RACE, SIGNAL, ascii("\tpanic: "), ascii("\tfatal error: ")};
    private static final byte[][] REGISTER_NOTES = {ascii(" fp=0x"), ascii(" sp=0x"), ascii(" pc=0x")};
    private static final byte[][] ACCESSES = {ascii("Write at 0x"), ascii("Read at 0x"), ascii("Previous write at 0x"),
        ascii("Previous read at 0x")};
    private static final byte[][] PROFILES = {ascii("goroutine profile: total "), ascii("#\t0x"), ascii("--- mutex:"),
        ascii("--- contention:"), ascii("cycles/second="), ascii("#\t0x"), ascii("SCHED ")};
    private static final byte[] GC = ascii("gc ");
    private static final int LONGEST = 16 << 10;
    /// Of a goroutine, without labels.
    private static final int LONGEST_STATE = 256;

    private GoLine() {}

    /// The form of a line exactly as Go prints it.
    static GoForm form(byte[] bytes, int from, int to) {
        if (from >= to) {
            return GoForm.EMPTY;
        }
        byte first = bytes[from];
        if (isBlank(first)) {
            return indented(bytes, from, to);
        }
        if (to - from > LONGEST) {
            return GoForm.OTHER;
        }
        return switch (first) {
            case 'g', 'c', 'p', 'f', 'W', 'R', 'P', 'G', 'S', '[', '#', '-' -> {
                GoForm keyword = keyword(bytes, from, to);
                yield keyword != GoForm.OTHER ? keyword : function(bytes, from, to);
            }
            case '=' -> to - from == BAR.length && startsWith(bytes, from, to, BAR) ? GoForm.BAR : GoForm.OTHER;
            default -> isProfileGroup(bytes, from, to) ? GoForm.PROFILE : function(bytes, from, to);
        };
    }

    private static GoForm indented(byte[] bytes, int from, int to) {
        int start = Chars.skipBlanks(bytes, from, to);
        if (start == to) {
            return GoForm.EMPTY;
        }
        int indent = start - from;
        boolean tab = indent == 1 && bytes[from] == '\t';
        if (to - from > LONGEST) {
            return GoForm.OTHER;
        }
        if (tab && isHead(bytes, from, to)) {
            return GoForm.HEAD;
        }
        boolean race = bytes[from] == ' ' && (indent == 2 || indent == 6);
        if (race && indent == 2) {
            return bytes[to - 1] == ')' && bytes[to - 2] == '(' ? function(bytes, start, to) : GoForm.OTHER;
        }
        return (tab || race) && locationEnd(bytes, start, to) == to ? GoForm.FILE : GoForm.OTHER;
    }

    /// The form of a line whose indentation is lost or changed; `from` is its first character that is no blank.
    static GoForm looseForm(byte[] bytes, int from, int to) {
        if (from >= to) {
            return GoForm.EMPTY;
        }
        GoForm strict = form(bytes, from, to);
        if (strict != GoForm.OTHER) {
            return strict;
        }
        return to - from <= LONGEST && isPlausiblePath(bytes, from, to) && locationEnd(bytes, from, to) == to
                ? GoForm.FILE
                : GoForm.OTHER;
    }

    private static GoForm keyword(byte[] bytes, int from, int to) {
        if (goroutineEnd(bytes, from, to) == to) {
            return GoForm.GOROUTINE;
        }
        if (isHead(bytes, from, to)) {
            return GoForm.HEAD;
        }
        if (startsWith(bytes, from, to, CREATED) && isCreator(bytes, from + CREATED.length, to)) {
            return GoForm.CREATED;
        }
        if (accessEnd(bytes, from, to) == to) {
            return GoForm.ACCESS;
        }
        return isProfile(bytes, from, to) ? GoForm.PROFILE : GoForm.OTHER;
    }

    static boolean isHead(byte[] bytes, int from, int to) {
        for (byte[] head : HEADS) {
            if (startsWith(bytes, from, to, head)) {
                return true;
            }
        }
        return isSignalDump(bytes, from, to);
    }

    /// `SIGQUIT: quit`.
    private static boolean isSignalDump(byte[] bytes, int from, int to) {
        if (to - from < 8 || to - from > 60 || bytes[from] != 'S' || bytes[from + 1] != 'I' || bytes[from + 2] != 'G') {
            return false;
        }
        int i = from + 3;
        while (i < to && bytes[i] >= 'A' && bytes[i] <= 'Z') {
            i++;
        }
        return i > from + 4 && i + 2 < to && bytes[i] == ':' && bytes[i + 1] == ' ' && bytes[i + 2] >= 'a'
                && bytes[i + 2] <= 'z';
    }

    /// Where a goroutine header that starts at `from` ends, behind its colon; -1 when there is none.
    static int goroutineEnd(byte[] bytes, int from, int to) {
        if (!startsWith(bytes, from, to, GOROUTINE)) {
            return -1;
        }
        int id = from + GOROUTINE.length;
        int i = skipDigits(bytes, id, to);
        if (i == id || i >= to || bytes[i] != ' ') {
            return -1;
        }
        int limit = Math.min(to, from + 4096);
        int open = indexOf(bytes, i, Math.min(limit, i + 80), '[');
        if (open < 0 || (bytes[i + 1] != '[' && bytes[i + 1] != 'g' && bytes[i + 1] != 'm')) {
            return -1;
        }
        int close = indexOf(bytes, open, Math.min(limit, open + LONGEST_STATE), ']');
        if (close < 0 && indexOf(bytes, open, Math.min(limit, open + LONGEST_STATE), '{') > 0) {
            close = indexOf(bytes, open, limit, ']');
        }
        while (close >= 0) {
            if (close + 1 < to && bytes[close + 1] == ':') {
                return close + 2;
            }
            if (close + 2 < to && bytes[close + 1] == ' ' && bytes[close + 2] == '{') {
                int end = Chars.lastIndexOf(bytes, close, limit, ascii("}:"));
                return end < 0 ? -1 : end + 2;
            }
            close = indexOf(bytes, close + 1, limit, ']');
        }
        return -1;
    }

    /// Where the line of a race report that starts at `from` ends, behind its colon; -1 when there is none.
    static int accessEnd(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + 160);
        int end = -1;
        for (byte[] access : ACCESSES) {
            if (startsWith(bytes, from, to, access) && indexOf(bytes, from, limit, BY) > 0) {
                end = indexOf(bytes, from, limit, ':');
            }
        }
        if (end < 0 && startsWith(bytes, from, to, ascii("Goroutine ")) && to - from > 10
                && isDigit(bytes[from + 10])) {
            int created = indexOf(bytes, from, limit, RACE_CREATED);
            end = created < 0 ? -1 : created + RACE_CREATED.length - 1;
        }
        return end < 0 ? -1 : end + 1;
    }

    private static boolean isProfile(byte[] bytes, int from, int to) {
        for (byte[] profile : PROFILES) {
            if (startsWith(bytes, from, to, profile)) {
                return true;
            }
        }
        return startsWith(bytes, from, to, GC) && to - from > 8 && isDigit(bytes[from + 3])
                && indexOf(bytes, from, Math.min(to, from + 20), '@') > 0;
    }

    /// `3 @ 0x47e773 0x43345b`.
    private static boolean isProfileGroup(byte[] bytes, int from, int to) {
        int i = skipDigits(bytes, from, to);
        if (i == from) {
            return false;
        }
        if (i + 1 < to && bytes[i] == ' ' && isDigit(bytes[i + 1])) {
            i = skipDigits(bytes, i + 1, to);
        }
        return startsWith(bytes, i, to, ascii(" @ 0x"));
    }

    private static boolean isCreator(byte[] bytes, int from, int to) {
        int in = indexOf(bytes, from, to, IN_GOROUTINE);
        int end = in < 0 ? to : in;
        if (in >= 0 && skipDigits(bytes, in + IN_GOROUTINE.length, to) != to) {
            return false;
        }
        return nameEnd(bytes, from, end) == end;
    }

    private static GoForm function(byte[] bytes, int from, int to) {
        return argumentsOf(bytes, from, to) > 0 ? GoForm.FUNCTION : GoForm.OTHER;
    }

    /// The parenthesis that opens the arguments of a function line, or -1 when it is none.
    static int argumentsOf(byte[] bytes, int from, int to) {
        if (to - from < 4 || bytes[to - 1] != ')') {
            return -1;
        }
        int open = to - 2;
        while (open > from && isArgument(bytes[open])) {
            open--;
        }
        if (open <= from || bytes[open] != '(') {
            return -1;
        }
        return nameEnd(bytes, from, open) == open ? open : -1;
    }

    private static boolean isArgument(byte b) {
        return Chars.isHex(b) || b == 'x' || b == ',' || b == ' ' || b == '{' || b == '}' || b == '.' || b == '?'
                || b == '_';
    }

    /// Where a qualified name that starts at `from` ends; `from` when there is none. Blanks occur inside of type
    /// arguments and struct types only, and but for `panic` a name has a dot.
    static int nameEnd(byte[] bytes, int from, int to) {
        if (from >= to
                || !(Chars.isLetter(bytes[from]) || isDigit(bytes[from]) || bytes[from] == '_' || bytes[from] < 0)) {
            return from;
        }
        int depth = 0;
        int receivers = 0;
        int dots = 0;
        int i = from;
        for (; i < to; i++) {
            byte b = bytes[i];
            if (b == '[' || b == '{') {
                depth++;
            } else if (b == ']' || b == '}') {
                depth--;
            } else if (b == '.') {
                dots++;
            } else if (b == '(' && i + 1 < to && bytes[i + 1] == '*') {
                receivers++;
            } else if (b == ')') {
                receivers--;
            } else if (depth <= 0 && !isNameByte(b)) {
                break;
            }
            if (depth < 0 || receivers < 0) {
                return from;
            }
        }
        boolean enough = dots > 0 ? bytes[i - 1] != '.' : isPlainFunction(bytes, from, i);
        return enough || (dots > 0 && isStructName(bytes, from, to)) ? i : from;
    }

    private static boolean isPlainFunction(byte[] bytes, int from, int to) {
        return (to - from == 5 && startsWith(bytes, from, to, ascii("panic")))
                || startsWith(bytes, from, to, ascii("aeshash")) || startsWith(bytes, from, to, ascii("gogo"));
    }

    private static boolean isStructName(byte[] bytes, int from, int to) {
        return startsWith(bytes, from, to, ascii("type.")) || startsWith(bytes, from, to, ascii("type:"));
    }

    private static boolean isNameByte(byte b) {
        return Chars.isWord(b) || b == '*' || b == ')' || b < 0 || b == ',' || b == ';' || b == '$' || b == '!'
                || b == '&' || b == '#' || b == ':';
    }

    /// Whether the text looks like a path even without the TAB before it.
    private static boolean isPlausiblePath(byte[] bytes, int from, int to) {
        byte b = bytes[from];
        boolean rooted = b == '/' || b == '<' || isDrive(bytes, from, to);
        int dot = indexOf(bytes, from, to, DOT_GO);
        int end = dot < 0 ? to : dot;
        for (int i = from; i < end; i++) {
            if (bytes[i] == '"' || bytes[i] == '(' || bytes[i] == '|' || bytes[i] == '\\' || bytes[i] == '#'
                    || (isBlank(bytes[i]) && !rooted)) {
                return false;
            }
        }
        return rooted || (dot > 0 && indexOf(bytes, from, dot, '/') > 0) || startsWith(bytes, from, to, ascii("_cgo"))
                || startsWith(bytes, from, to, ascii("_testmain"));
    }

    private static boolean isDrive(byte[] bytes, int from, int to) {
        return to - from > 3 && Chars.isLetter(bytes[from]) && bytes[from + 1] == ':'
                && (bytes[from + 2] == '/' || bytes[from + 2] == '\\');
    }

    /// End of `path:line +0x1d fp=0x… sp=0x… pc=0x…` that starts at `from`, or -1. The path ends in the suffix of a
    /// source file.
    static int locationEnd(byte[] bytes, int from, int to) {
        int colon = indexOf(bytes, from, to, ':');
        while (colon > 0) {
            if (colon + 1 < to && isDigit(bytes[colon + 1]) && isSource(bytes, from, colon)) {
                int end = offsetEnd(bytes, skipDigits(bytes, colon + 1, to), to);
                return colon + 1 == end ? -1 : end;
            }
            colon = indexOf(bytes, colon + 1, to, ':');
        }
        return -1;
    }

    /// End of ` +0x1d fp=0x… sp=0x… pc=0x…`, each of which may be missing.
    static int offsetEnd(byte[] bytes, int from, int to) {
        int end = from;
        if (startsWith(bytes, end, to, OFFSET)) {
            end = skipOffset(bytes, end + OFFSET.length, to);
        }
        for (byte[] note : REGISTER_NOTES) {
            if (startsWith(bytes, end, to, note)) {
                end = skipOffset(bytes, end + note.length, to);
            }
        }
        return end;
    }

    /// Go prints numbers in lower case.
    private static int skipOffset(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (isDigit(bytes[i]) || (bytes[i] >= 'a' && bytes[i] <= 'f'))) {
            i++;
        }
        return i;
    }

    private static boolean isSource(byte[] bytes, int from, int colon) {
        if (colon - from > 14 && bytes[colon - 1] == '>') {
            return startsWith(bytes, colon - 15 + 1, colon, ascii("autogenerated>"))
                    || startsWith(bytes, colon - 15, colon, ascii("<autogenerated>"));
        }
        int dot = colon - 1;
        while (dot > from && colon - dot < 4 && Chars.isLetter(bytes[dot])) {
            dot--;
        }
        return dot >= from && bytes[dot] == '.' && dot < colon - 1 && isSourceSuffix(bytes, dot + 1, colon);
    }

    private static boolean isSourceSuffix(byte[] bytes, int from, int to) {
        byte b = bytes[from];
        return to - from == 1
                ? b == 's' || b == 'S' || b == 'c' || b == 'h' || b == 'm'
                : to - from == 2 && ((b == 'g' && bytes[from + 1] == 'o') || (b == 'c' && bytes[from + 1] == 'c'));
    }
}
