package dev.maptriage.envelope;

/// Reads one line from left to right. A step that does not fit leaves the position and answers false.
final class Scan {
    byte[] bytes = new byte[0];
    int at;
    int end;

    Scan on(byte[] source, int from, int to) {
        bytes = source;
        at = from;
        end = to;
        return this;
    }

    boolean atEnd() {
        return at >= end;
    }

    boolean literal(char c) {
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    boolean literal(byte[] what) {
        if (Chars.startsWith(bytes, at, end, what)) {
            at += what.length;
            return true;
        }
        return false;
    }

    boolean digits(int least, int most) {
        int stop = Chars.skipDigits(bytes, at, Math.min(end, at + most));
        if (stop - at < least) {
            return false;
        }
        at = stop;
        return true;
    }

    boolean letters(int least, int most) {
        int i = at;
        while (i < end && i < at + most && Chars.isLetter(bytes[i])) {
            i++;
        }
        if (i - at < least) {
            return false;
        }
        at = i;
        return true;
    }

    /// A run of word characters.
    boolean word() {
        int stop = Chars.skipWord(bytes, at, end);
        boolean any = stop > at;
        at = stop;
        return any;
    }

    /// Anything up to a character, within so many bytes; the character is taken, too.
    boolean until(char stop, int within) {
        int i = Chars.indexOf(bytes, at, Math.min(end, at + within), stop);
        if (i < 0) {
            return false;
        }
        at = i + 1;
        return true;
    }

    /// One or more blanks.
    boolean blanks() {
        int stop = Chars.skipBlanks(bytes, at, end);
        boolean any = stop > at;
        at = stop;
        return any;
    }

    /// One blank, or the end: loggers drop the blank before an empty text.
    boolean blankOrEnd() {
        return atEnd() || literal(' ');
    }

    /// `10:53:20`, `10:53:20.123`, `10:53:20,123`.
    boolean clock() {
        int start = at;
        if (digits(2, 2) && literal(':') && digits(2, 2) && literal(':') && digits(2, 2)) {
            int fraction = at;
            if ((literal('.') || literal(',')) && !digits(1, 9)) {
                at = fraction;
            }
            return true;
        }
        at = start;
        return false;
    }

    /// `2024-05-14T10:53:20.123Z`, with a blank for the `T`, an offset or nothing for the `Z`.
    boolean instant() {
        int start = at;
        boolean day = digits(4, 4) && literal('-') && digits(2, 2) && literal('-') && digits(2, 2);
        if (day && (literal('T') || literal(' ')) && clock()) {
            if (!literal('Z') && (literal('+') || literal('-'))) {
                digits(2, 2);
                literal(':');
                digits(2, 2);
            }
            return true;
        }
        at = start;
        return false;
    }

    /// `May 14 10:53:20`, `May  4 10:53:20`.
    boolean syslogTime() {
        int start = at;
        if (letters(3, 3) && blanks() && digits(1, 2) && blanks() && clock()) {
            return true;
        }
        at = start;
        return false;
    }
}
