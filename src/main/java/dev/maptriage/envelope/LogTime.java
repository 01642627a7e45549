package dev.maptriage.envelope;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Times as log systems write them.
final class LogTime {

    private LogTime() {}

    /// RFC 3339, or a number of seconds, milli-, micro- or nanoseconds since 1970. A time without a zone or a year says
    /// too little and is none.
    static Optional<Instant> parse(String text) {
        try {
            if (text.isEmpty() || text.length() > 40) {
                return Optional.empty();
            }
            if (text.length() > 18 && text.charAt(4) == '-') {
                return Optional.of(OffsetDateTime.parse(offset(text.replace(' ', 'T').replace(',', '.'))).toInstant());
            }
            return Chars.isDigit((byte) text.charAt(0)) ? number(text) : Optional.empty();
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// `+0000` is written `+00:00` in Java.
    private static String offset(String text) {
        int sign = text.length() - 5;
        return text.charAt(sign) == '+' || text.charAt(sign) == '-'
                ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3)
                : text;
    }

    private static Optional<Instant> number(String text) {
        double value = Double.parseDouble(text);
        if (value < 1e8 || value > 1e19) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        if (dot > 0 || value < 1e11) {
            return Optional.of(Instant.ofEpochMilli(Math.round(value * 1000)));
        }
        long whole = Long.parseLong(text);
        return Optional.of(whole < 100_000_000_000_000L
                ? Instant.ofEpochMilli(whole)
                : whole < 100_000_000_000_000_000L
                        ? Instant.ofEpochSecond(whole / 1_000_000, whole % 1_000_000 * 1000)
                        : Instant.ofEpochSecond(whole / 1_000_000_000, whole % 1_000_000_000));
    }
}
