package dev.maptriage.intake.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// What a dead letter says about itself in its headers.
///
/// @param reason why nobody could read it
/// @param place  topic, partition and offset where it lay
record Letter(String reason, String place) {
    private static final String REASON = "maptriage-reason";
    private static final String PLACE = "maptriage-place";

    static Letter of(String topic, int partition, long offset, String reason) {
        return new Letter(reason, topic + '-' + partition + '@' + offset);
    }

    static Letter read(Headers headers) {
        return new Letter(text(headers.lastHeader(REASON)), text(headers.lastHeader(PLACE)));
    }

    Headers into(Headers headers) {
        headers.remove(REASON).remove(PLACE);
        return headers.add(REASON, reason.getBytes(StandardCharsets.UTF_8)).add(PLACE,
                place.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@org.jspecify.annotations.Nullable Header header) {
        return header == null || header.value() == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
