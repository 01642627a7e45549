package dev.maptriage.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Reads points in time as people and programs write them.
final class Times {
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private Times() {}

    /// RFC 3339, also without zone (UTC) or time of day (midnight), and with the `+` of an offset turned into a space, as
    /// happens in query strings that were not encoded.
    ///
    /// @throws DateTimeException when it is none of these
    static Instant parse(String text) {
        Instant instant = isUtc(text) ? Instant.parse(text) : lenient(text);
        if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(END)) {
            throw new DateTimeException("out of range");
        }
        return instant;
    }

    /// Whether a time is written as most programs write it, e.g. `2026-11-23T10:00:00.5Z`.
    private static boolean isUtc(String text) {
        return text.length() >= 20 && text.charAt(10) == 'T' && text.endsWith("Z") && text.charAt(0) != '+'
                && text.charAt(0) != '-';
    }

    private static Instant lenient(String text) {
        String time = text.strip().replaceFirst("(\\d) (\\d\\d:?\\d\\d)$", "$1+$2").replaceFirst("^(\\S{10}) ", "$1T");
        if (time.length() == 10) {
            return LocalDate.parse(time).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        boolean zoned = time.matches(".*(?:[zZ]|[+-]\\d\\d:?\\d\\d)");
        return zoned
                ? OffsetDateTime.parse(time.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2")).toInstant()
                : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
    }
}
