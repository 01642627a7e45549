package dev.maptriage.envelope;

import java.util.Map;

/// What syslog and `journalctl` put before each line: time, host, program and process.
///
/// ```text
/// May 14 10:53:20 node-3 api[4121]: panic: assignment to entry in nil map
/// 2024-05-14T10:53:20+0000 node-3 api[4121]: panic: assignment to entry in nil map
/// <11>May 14 10:53:20 node-3 api: panic: assignment to entry in nil map
/// <11>1 2024-05-14T19:23:38.123815Z web-2 api 4121 - - panic: assignment to entry in nil map
/// ```
final class SyslogPrefix extends PrefixFormat {

    SyslogPrefix() {
        super("JOURNALD");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        boolean priority = line.literal('<');
        if (priority && !(line.digits(1, 3) && line.literal('>'))) {
            return false;
        }
        if (priority && line.literal('1') && line.literal(' ')) {
            return structured(line, prefix);
        }
        prefix.timeFrom = line.at;
        if (line.instant()) {
            prefix.timeTo = line.at;
        } else if (!line.syslogTime()) {
            return false;
        }
        if (!line.literal(' ')) {
            return false;
        }
        prefix.sourceFrom = line.at;
        if (!line.word() || !line.literal(' ') || !program(line)) {
            return false;
        }
        prefix.sourceTo = line.at - 1;
        return line.blankOrEnd();
    }

    /// `api[4121]:`, `api:`.
    private static boolean program(Scan line) {
        if (!line.word()) {
            return false;
        }
        if (line.literal('[') && !(line.digits(1, 10) && line.literal(']'))) {
            return false;
        }
        return line.literal(':');
    }

    /// `TIME HOST APP PROCID MSGID STRUCTURED-DATA MSG` of RFC 5424.
    private static boolean structured(Scan line, Prefix prefix) {
        prefix.timeFrom = line.at;
        if (!line.instant() && !line.literal('-')) {
            return false;
        }
        prefix.timeTo = line.at;
        prefix.sourceFrom = line.at + 1;
        for (int i = 0; i < 3; i++) {
            if (!line.until(' ', 2) || !line.until(' ', 256)) {
                return false;
            }
            line.at--;
        }
        prefix.sourceTo = line.at;
        return line.literal(' ') && line.until(' ', 64) && data(line) && line.blankOrEnd();
    }

    private static boolean data(Scan line) {
        if (line.literal('-')) {
            return true;
        }
        boolean any = false;
        while (line.literal('[')) {
            any = line.until(']', 4096);
        }
        return any;
    }

    @Override
    String name(Lines lines) {
        for (int i = 0; i < Math.min(lines.size(), 200); i++) {
            if (lines.to(i) > lines.from(i) && lines.bytes(i)[lines.from(i)] == '<') {
                return "SYSLOG";
            }
        }
        return "JOURNALD";
    }

    @Override
    void label(byte[] bytes, Prefix prefix, Map<String, String> labels) {
        super.label(bytes, prefix, labels);
        String source = Chars.text(bytes, prefix.sourceFrom, prefix.sourceTo);
        int blank = source.indexOf(' ');
        if (blank > 0) {
            labels.put("host", source.substring(0, blank));
            int end = blank + 1;
            while (end < source.length() && Chars.isWord((byte) source.charAt(end))) {
                end++;
            }
            labels.put("service", source.substring(blank + 1, end));
        }
    }
}
