package dev.maptriage.envelope;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Lines cut at blanks, as mail programs and editors do, or few lines cut at a width: an incomplete frame or header goes
/// on in the next line, if together they are one.
///
/// ```text
/// example.com/profile/users.(*Service).Load(0xc000086f50,
/// {0x499786, 0x4})
/// ```
final class WordWraps implements Wrapping {
    private static final byte[] IN = Chars.ascii("in goroutine ");
    private static final String[] FILE_NOTES = {"+0x", "fp=", "sp=", "pc="};

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int width = 0;
        for (int i = 0; i < lines.size(); i++) {
            width = Math.max(width, HardWraps.columns(lines, i));
        }
        LineJoiner joiner = new LineJoiner(lines);
        int joined = 0;
        boolean full = false;
        for (int i = 0; i < lines.size(); i++) {
            String glue = joiner.isOpen() && !lines.isEmpty(i) ? glue(joiner.line(), part(lines, i), full) : null;
            joined += glue == null ? 0 : 1;
            joiner.add(i, glue != null, glue == null ? "" : glue);
            full = HardWraps.columns(lines, i) == width && (joined > 0 || width % 10 == 0);
        }
        return joined == 0 ? null : new Unwrapped("WRAPPED", joiner.end(), false);
    }

    private static byte[] part(Lines lines, int i) {
        return Arrays.copyOfRange(lines.bytes(i), lines.from(i), Math.min(lines.to(i), lines.from(i) + 2000));
    }

    /// What stands between a line and the next one that goes on with it; null when that is a line of its own.
    ///
    /// @param full whether the line before has the largest width of all
    private static @Nullable String glue(byte[] line, byte[] next, boolean full) {
        GoForm own = GoLine.form(next, 0, next.length);
        if (startsAnew(next) || next.length == 0 || next[0] == '\t' || line.length == 0 || own == GoForm.GOROUTINE
                || own == GoForm.HEAD
                || own == GoForm.CREATED) {
            return null;
        }
        int start = Chars.skipBlanks(line, 0, line.length);
        GoForm form = GoLine.looseForm(line, start, Chars.trimEnd(line, start, line.length));
        GoForm loose = GoLine.looseForm(next, Chars.skipBlanks(next, 0, next.length), next.length);
        if (form == GoForm.FILE) {
            return loose.isGo() ? null : whole(line, next, GoForm.FILE, full);
        }
        if (form == GoForm.HEAD) {
            return full && !loose.isGo() && !Chars.isBlank(next[0]) ? "" : null;
        }
        if (form == GoForm.CREATED) {
            return Chars.startsWith(next, 0, next.length, IN) ? " " : null;
        }
        if (form.isGo() || !LineJoiner.isIncomplete(line)) {
            return null;
        }
        boolean torn = Chars.isBlank(line[0]) || isOpen(line);
        if (loose.isGo() && !torn && !(full && loose == GoForm.FUNCTION)) {
            return null;
        }
        String whole = whole(line, next, null, full);
        return whole == null ? seam(line, next, full) : whole;
    }

    /// Whether a line starts as only the first part of one does.
    private static boolean startsAnew(byte[] next) {
        return Chars.startsWith(next, 0, next.length, GoLine.GOROUTINE)
                || Chars.startsWith(next, 0, next.length, GoLine.CREATED) || GoLine.isHead(next, 0, next.length);
    }

    /// Whether a parenthesis or bracket is open.
    private static boolean isOpen(byte[] line) {
        int depth = 0;
        for (byte b : line) {
            depth += b == '(' || b == '[' ? 1 : b == ')' || b == ']' ? -1 : 0;
        }
        return depth > 0;
    }

    /// The seam with which both are one line of Go's; null when they are none, or with either seam.
    private static @Nullable String whole(byte[] line, byte[] next, @Nullable GoForm wanted, boolean full) {
        boolean glued = isGo(line, next, "", wanted);
        boolean spaced = isGo(line, next, " ", wanted);
        return glued && spaced ? seam(line, next, full) : glued ? "" : spaced ? " " : null;
    }

    private static boolean isGo(byte[] line, byte[] next, String seam, @Nullable GoForm wanted) {
        byte[] both = Arrays.copyOf(line, line.length + seam.length() + next.length);
        System.arraycopy(Chars.ascii(seam), 0, both, line.length, seam.length());
        System.arraycopy(next, 0, both, line.length + seam.length(), next.length);
        GoForm form = GoLine.looseForm(both, Chars.skipBlanks(both, 0, both.length), both.length);
        return wanted == null ? form.isGo() : form == wanted;
    }

    /// Go prints blanks behind commas and before the notes of a file line; elsewhere a full line was cut within a word.
    private static String seam(byte[] line, byte[] next, boolean full) {
        byte last = line[line.length - 1];
        if (Chars.isBlank(last) || Chars.isBlank(next[0])) {
            return "";
        }
        for (String note : FILE_NOTES) {
            if (Chars.startsWith(next, 0, next.length, Chars.ascii(note))) {
                return " ";
            }
        }
        if (last == ',') {
            return " ";
        }
        boolean state = Chars.startsWith(line, 0, line.length, GoLine.GOROUTINE);
        return state && !full ? " " : "";
    }
}
