package dev.maptriage.envelope;

/// A time in RFC 3339 before each line, as `kubectl logs --timestamps` and `docker logs -t` print it; GitHub Actions
/// writes the fraction with seven digits.
///
/// ```text
/// 2024-05-14T19:53:23.124831036Z panic: assignment to entry in nil map
/// 2024-05-14T10:32:59.1274200Z panic: assignment to entry in nil map
/// ```
final class TimestampPrefix extends PrefixFormat {

    TimestampPrefix() {
        super("TIMESTAMPS");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        prefix.timeFrom = line.at;
        if (!line.instant()) {
            return false;
        }
        prefix.timeTo = line.at;
        return line.blankOrEnd();
    }

    @Override
    String name(Lines lines) {
        for (int i = 0; i < lines.size(); i++) {
            int from = lines.from(i);
            if (lines.to(i) - from > 27 && lines.bytes(i)[from + 10] == 'T') {
                return lines.bytes(i)[from + 27] == 'Z' && lines.bytes(i)[from + 19] == '.'
                        ? "GITHUB_ACTIONS"
                        : "TIMESTAMPS";
            }
        }
        return "TIMESTAMPS";
    }
}
