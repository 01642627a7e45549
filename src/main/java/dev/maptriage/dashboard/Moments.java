package dev.maptriage.dashboard;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Moments in addresses: a day as a form sends it, or an exact time.
final class Moments {
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private Moments() {}

    /// Reads a moment.
    ///
    /// @param end whether a day stands for its end and not for its beginning
    /// @return null for what is no time
    static @Nullable Instant parse(@Nullable String text, boolean end) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String clean = text.strip();
        try {
            Instant moment = clean.length() > "2026-11-23".length()
                    ? Instant.parse(clean).truncatedTo(ChronoUnit.SECONDS)
                    : LocalDate.parse(clean).plusDays(end ? 1 : 0).atStartOfDay(ZoneOffset.UTC).toInstant();
            return moment.isBefore(EARLIEST) || moment.isAfter(LATEST) ? null : moment;
        } catch (DateTimeException notATime) {
            return null;
        }
    }
}
