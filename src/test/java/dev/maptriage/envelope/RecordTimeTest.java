package dev.maptriage.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTimeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2024-05-14T10:53:20+0000 | 2024-05-14T10:53:20Z",
        "2024-05-14 10:53:20,123Z | 2024-05-14T10:53:20.123Z", "2024-05-14T10:53Z | 2024-05-14T10:53:00Z",
        "2024-05-14t10:53:20z | 2024-05-14T10:53:20Z", "2024-02-29T23:59:59.9-0130 | 2024-03-01T01:29:59.900Z",
        "2024-05-14T10:53:20.000000001+05:45 | 2024-05-14T05:08:20.000000001Z",
        "1715749130 | 2024-05-15T04:58:50Z", "1715749130123 | 2024-05-15T04:58:50.123Z",
        "1715749130123456 | 2024-05-15T04:58:50.123456Z",
        "1715749130123456789 | 2024-05-15T04:58:50.123456789Z", "1715749130.5 | 2024-05-15T04:58:50.500Z"})
    void readsTimesAsLogSystemsWriteThem(String text, Instant expected) {
        assertThat(RecordTime.instant(text)).contains(expected);
        assertThat(RecordTime.nanos(" " + text + " ")).isEqualTo(RecordTime.nanos(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "May 14 10:53:20", "2024-05-14T10:53:20", "2023-02-29T10:53:20Z",
        "2024-13-01T10:53:20Z", "2024-05-14T24:53:20Z", "2024-05-14T10:53:60Z",
        "2024-05-14T10:53:20.1234567890Z", "2024-05-14T10:53:20+19:00", "2024-05-14T10:53:20+01:60",
        "2024-05-14T10:53:2xZ", "2024-05-14X10:53:20Z", "2024-05-14T10-53-20Z", "2024-05:14T10:53:20Z",
        "2024-05-14T10:53:20Z0000",
        "9999-12-31T23:59:59Z", "12345", "1e400000000"})
    void whatIsNoTimeIsNone(String text) {
        assertThat(RecordTime.nanos(text)).isZero();
    }

    @Test
    void readsWhatJavaReadsAsJavaDoes() {
        Random random = new Random(20260514);
        DateTimeFormatter[] forms = {DateTimeFormatter.ISO_OFFSET_DATE_TIME,
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxx"),
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX")};
        for (int i = 0; i < 5_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-8_000_000_000L, 8_000_000_000L),
                    random.nextInt(4) == 0 ? 0 : random.nextInt(1_000_000_000));
            OffsetDateTime time = instant
                    .atOffset(ZoneOffset.ofHoursMinutes(random.nextInt(18), random.nextInt(60)));
            String text = time.format(forms[i % forms.length]);
            Instant expected = OffsetDateTime.parse(text, forms[i % forms.length]).toInstant();
            assertThat(RecordTime.nanos(text)).as(text).isEqualTo(RecordTime.nanos(expected));
        }
    }
}
