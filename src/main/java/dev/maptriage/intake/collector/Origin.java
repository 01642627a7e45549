package dev.maptriage.intake.collector;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A delivery, as far as the delivery log wants to know it.
///
/// @param source   name of its sender's kind
/// @param key      the same when the same delivery comes again
/// @param senderId the sender's name for it
/// @param records  how many records it held
/// @param bytes    size as sent
public record Origin(String source, String key, @Nullable String senderId, Instant receivedAt, int records, long bytes,
        @Nullable String service, @Nullable String host) {

    static Origin of(Incoming incoming, String key, Instant now) {
        Batch batch = incoming.batch();
        return new Origin(incoming.source(), key, batch.senderId(), now,
                batch.records().size() + batch.texts().size() + batch.pointers().size(), incoming.bytes(),
                label(incoming, "service"), label(incoming, "host"));
    }

    /// What the request says, or what all of its records agree on.
    private static @Nullable String label(Incoming incoming, String name) {
        String said = incoming.labels().get(name);
        if (said != null) {
            return said;
        }
        List<String> found = new ArrayList<>();
        for (var records : List.of(incoming.batch().records(), incoming.batch().texts())) {
            records.stream().map(record -> record.labels().getOrDefault(name, "")).distinct().limit(2)
                    .forEach(found::add);
        }
        return found.stream().distinct().count() == 1 ? found.getFirst() : null;
    }

    /// The same without the secrets in what its sender says.
    Origin masked(UnaryOperator<String> mask) {
        return new Origin(source, key, senderId == null ? null : mask.apply(senderId), receivedAt, records, bytes,
                service == null ? null : mask.apply(service), host == null ? null : mask.apply(host));
    }

    /// What the sender is told as the delivery's id before it is in the log: the same whenever it comes again.
    UUID receipt() {
        return UUID.nameUUIDFromBytes((source + '/' + key).getBytes(StandardCharsets.UTF_8));
    }
}
