package dev.maptriage.envelope;

/// Android's log: Go writes there with the tag `GoLog` or `Go`.
///
/// ```text
/// 05-14 10:53:20.123  4121  4130 E GoLog   : panic: assignment to entry in nil map
/// 05-14 10:53:20.123 E/GoLog   ( 4121): panic: assignment to entry in nil map
/// E/GoLog   ( 4121): panic: assignment to entry in nil map
/// ```
final class LogcatPrefix extends PrefixFormat {

    LogcatPrefix() {
        super("LOGCAT");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        int start = line.at;
        boolean dated = line.digits(2, 2) && line.literal('-') && line.digits(2, 2) && line.blanks() && line.clock();
        if (!dated) {
            line.at = start;
        }
        line.blanks();
        prefix.sourceFrom = line.at;
        boolean read = line.digits(1, 7) ? dated && threads(line) : brief(line);
        prefix.sourceTo = line.at - 1;
        return read && line.blankOrEnd();
    }

    private static boolean threads(Scan line) {
        return line.blanks() && line.digits(1, 7) && line.blanks() && line.letters(1, 1) && line.blanks()
                && line.until(':', 64);
    }

    private static boolean brief(Scan line) {
        return line.letters(1, 1) && line.literal('/') && line.until('(', 64) && (line.blanks() || !line.atEnd())
                && line.digits(1, 7) && line.literal(')') && line.literal(':');
    }
}
