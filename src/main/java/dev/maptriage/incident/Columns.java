package dev.maptriage.incident;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Makes values fit their columns, the same on every database.
final class Columns {
    private Columns() {}

    /// Cut to `max` characters, never inside a surrogate pair, and without U+0000, which PostgreSQL refuses in text.
    static String text(String value, int max) {
        String clean = value.indexOf('\0') < 0 ? value : value.replace("\0", "\uFFFD");
        if (clean.length() <= max) {
            return clean;
        }
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(max - 1)) ? max - 1 : max);
    }

    static @Nullable String textOrNull(@Nullable String value, int max) {
        return value == null ? null : text(value, max);
    }

    /// Like [#textOrNull], stripped, and blank is absent.
    static @Nullable String label(@Nullable String value, int max) {
        return value == null || value.isBlank() ? null : text(value.strip(), max);
    }

    static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// Both databases keep microseconds.
    static @Nullable Instant time(@Nullable Instant value) {
        return value == null ? null : value.truncatedTo(ChronoUnit.MICROS);
    }
}
