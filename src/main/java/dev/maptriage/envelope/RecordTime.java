package dev.maptriage.envelope;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Times of records, to the nanosecond: what the order of lines is read from.
final class RecordTime {
    private static final long SECOND = 1_000_000_000L;
    private static final int LONGEST = 40;
    /// Where the seconds end in `2026-05-14T10:53:20`.
    private static final int SECONDS_END = 19;
    private static final long NONE = Long.MIN_VALUE;

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

    /// What most logs write, `2026-05-14T10:53:20.123456789Z` or with an offset, is read digit by digit; anything else that
    /// the standard allows is left to Java.
    private static long written(String time) {
        int zone = zone(time);
        long day = zone < 0 ? NONE : day(time);
        long clock = day == NONE ? NONE : clock(time, zone);
        long offset = clock == NONE ? NONE : offset(time, zone);
        if (offset == NONE) {
            String iso = time.replace(' ', 'T').replace(',', '.').replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
            return nanos(OffsetDateTime.parse(iso).toInstant());
        }
        return Math.addExact(Math.multiplyExact(day * 86_400, SECOND), clock - offset * SECOND);
    }

    /// Where `Z`, `+01:00` or `+0100` begins at the end of a time; -1 when there is none behind the seconds.
    private static int zone(String time) {
        int length = time.length();
        if (length <= SECONDS_END) {
            return -1;
        }
        if (time.charAt(length - 1) == 'Z') {
            return length - 1;
        }
        int at = length - (time.charAt(length - 3) == ':' ? 6 : 5);
        return at >= SECONDS_END && (time.charAt(at) == '+' || time.charAt(at) == '-') ? at : -1;
    }

    /// Seconds ahead of UTC; [#NONE] when they are written otherwise.
    private static long offset(String time, int zone) {
        if (time.charAt(zone) == 'Z') {
            return 0;
        }
        long hours = digits(time, zone + 1, zone + 3);
        long minutes = digits(time, time.length() - 2, time.length());
        if (hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
            return NONE;
        }
        long seconds = hours * 3_600 + minutes * 60;
        return time.charAt(zone) == '-' ? -seconds : seconds;
    }

    /// The day since 1970 that a time begins with; [#NONE] when it is written otherwise.
    private static long day(String time) {
        int year = digits(time, 0, 4);
        int month = digits(time, 5, 7);
        int day = digits(time, 8, 10);
        boolean shaped = time.charAt(7) == '-' && (time.charAt(10) == 'T' || time.charAt(10) == ' ');
        return shaped && year >= 0 && month >= 0 && day >= 0 ? LocalDate.of(year, month, day).toEpochDay() : NONE;
    }

    /// The nanosecond of the day between date and zone; [#NONE] when it is written otherwise.
    private static long clock(String time, int zone) {
        long hour = digits(time, 11, 13);
        long minute = digits(time, 14, 16);
        long second = digits(time, 17, SECONDS_END);
        if (time.charAt(13) != ':' || time.charAt(16) != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59
                || second < 0 || second > 59) {
            return NONE;
        }
        long fraction = zone == SECONDS_END ? 0 : fraction(time, zone);
        return fraction < 0 ? NONE : ((hour * 60 + minute) * 60 + second) * SECOND + fraction;
    }

    private static long fraction(String time, int zone) {
        char point = time.charAt(SECONDS_END);
        int from = SECONDS_END + 1;
        if ((point != '.' && point != ',') || zone == from || zone > from + 9) {
            return -1;
        }
        long fraction = digits(time, from, zone);
        for (int i = zone; fraction > 0 && i < from + 9; i++) {
            fraction *= 10;
        }
        return fraction;
    }

    /// At most nine digits as a number; -1 when there is something else.
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /// Likewise, as an instant. A time without a zone or a year says too little and is none.
    static Optional<Instant> instant(String text) {
        long nanos = nanos(text);
        return nanos == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(0, nanos));
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
