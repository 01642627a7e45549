package dev.maptriage.envelope;

import java.util.Map;

/// The log files of containerd and CRI-O: time, stream, `P` for a part of a line that goes on in the next record of the
/// stream or `F` for its end.
///
/// ```text
/// 2024-05-14T13:00:58.124043443Z stderr F panic: assignment to entry in nil map
/// ```
final class CriPrefix extends PrefixFormat {
    private static final byte[] STDERR = Chars.ascii("stderr ");
    private static final byte[] STDOUT = Chars.ascii("stdout ");

    CriPrefix() {
        super("CRI");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        prefix.timeFrom = line.at;
        if (!line.instant()) {
            return false;
        }
        prefix.timeTo = line.at;
        prefix.sourceFrom = line.at + 1;
        if (!line.literal(' ') || (!line.literal(STDERR) && !line.literal(STDOUT))) {
            return false;
        }
        prefix.sourceTo = line.at - 1;
        prefix.partial = line.literal('P');
        if (!prefix.partial && !line.literal('F')) {
            return false;
        }
        while (line.literal(':')) {
            line.word();
        }
        return line.blankOrEnd();
    }

    @Override
    void label(byte[] bytes, Prefix prefix, Map<String, String> labels) {
        super.label(bytes, prefix, labels);
        labels.put("stream", Chars.text(bytes, prefix.sourceFrom, prefix.sourceTo));
    }
}
