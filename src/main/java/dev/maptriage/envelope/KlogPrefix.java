package dev.maptriage.envelope;

/// The header of Kubernetes' logger before each line.
///
/// ```text
/// E0514 09:31:07.442211       1 runtime.go:79] panic: assignment to entry in nil map
/// ```
final class KlogPrefix extends PrefixFormat {

    KlogPrefix() {
        super("KLOG");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        return line.letters(1, 1) && line.digits(4, 4) && line.blanks() && line.clock() && line.blanks()
                && line.digits(1, 9) && line.blanks() && line.until(':', 200) && line.digits(1, 6) && line.literal(']')
                && line.blankOrEnd();
    }
}
