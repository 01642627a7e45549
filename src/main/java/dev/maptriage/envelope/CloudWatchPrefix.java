package dev.maptriage.envelope;

/// An export of CloudWatch: milliseconds since 1970, a TAB, the text, perhaps in quotation marks.
///
/// ```text
/// 1715749130123	panic: assignment to entry in nil map
/// ```
final class CloudWatchPrefix extends PrefixFormat {

    CloudWatchPrefix() {
        super("CLOUDWATCH");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        prefix.timeFrom = line.at;
        if (!line.digits(13, 13)) {
            return false;
        }
        prefix.timeTo = line.at;
        return line.atEnd() || line.literal('\t');
    }
}
