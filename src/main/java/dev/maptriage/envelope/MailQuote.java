package dev.maptriage.envelope;

/// Marks of a quotation in mail, Markdown or a diff, also nested.
///
/// ```text
/// > panic: assignment to entry in nil map
/// ```
final class MailQuote extends PrefixFormat {

    MailQuote() {
        super("QUOTED");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        if (!line.literal('>')) {
            return false;
        }
        while (line.at + 1 < line.end && line.bytes[line.at] == ' ' && line.bytes[line.at + 1] == '>') {
            line.at += 2;
        }
        while (line.literal('>')) {
            // nested
        }
        line.literal(' ');
        return true;
    }
}
