package dev.maptriage.envelope;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// Times of records, to the nanosecond: what the order of lines is read from.
final class RecordTime {
    private static final long SECOND = 1_000_000_000L;
    private static final int LONGEST = 40;

    private RecordTime() {}

    /// RFC 3339, or a number of seconds (also with a fraction), milli-, micro- or nanoseconds since 1970.
    ///
    /// @return nanoseconds since 1970; 0 when it is no such time
    static long nanos(String text) {
        String time = text.strip();
        if (time.length() < 9 || time.length() > LONGEST) {
            return 0;
        }
        try {
            return time.charAt(4) == '-' ? written(time) : number(time);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return 0;
        }
    }

    private static long written(String time) {
        String iso = time.replace(' ', 'T').replace(',', '.').replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
        return nanos(OffsetDateTime.parse(iso).toInstant());
    }

    static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }

    private static long number(String digits) {
        if (!Chars.isDigit((byte) digits.charAt(0))) {
            return 0;
        }
        BigDecimal value = new BigDecimal(digits);
        int magnitude = value.precision() - value.scale();
        // Seconds have 10 digits before the point until 2286, and each finer unit three more.
        int power = magnitude <= 11 ? 9 : magnitude <= 14 ? 6 : magnitude <= 17 ? 3 : 0;
        return magnitude < 9 || magnitude > 20 ? 0 : value.scaleByPowerOfTen(power).toBigInteger().longValueExact();
    }
}
