package dev.maptriage.envelope;

/// Job logs of GitLab: time, number and stream, `+` where a line goes on with the one before.
///
/// ```text
/// 2024-05-14T10:53:20.123456Z 01E main.(*Store).Put(0xc000010250,
/// 2024-05-14T10:53:20.123457Z 01E+ 0x7)
/// ```
final class GitlabPrefix extends PrefixFormat {

    GitlabPrefix() {
        super("GITLAB");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        prefix.timeFrom = line.at;
        if (!line.instant()) {
            return false;
        }
        prefix.timeTo = line.at;
        if (!line.literal(' ') || !line.digits(2, 2) || !(line.literal('O') || line.literal('E'))) {
            return false;
        }
        prefix.goesOn = line.literal('+');
        return prefix.goesOn || line.blankOrEnd();
    }
}
