package dev.maptriage.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Reads points in time as people and programs write them.
final class Times {
    private Times() {}

    /// RFC 3339, also without zone (UTC) or time of day (midnight), and with the `+` of an offset turned into a space, as
    /// happens in query strings that were not encoded.
    ///
    /// @throws DateTimeException when it is none of these
    static Instant parse(String text) {
        String time = text.strip().replaceFirst("(\\d) (\\d\\d:?\\d\\d)$", "$1+$2").replaceFirst("^(\\S{10}) ", "$1T");
        if (time.length() == 10) {
            return LocalDate.parse(time).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        boolean zoned = time.matches(".*(?:[zZ]|[+-]\\d\\d:?\\d\\d)");
        Instant instant = zoned
                ? OffsetDateTime.parse(time.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2")).toInstant()
                : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
        if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
            throw new DateTimeException("out of range");
        }
        return instant;
    }
}
