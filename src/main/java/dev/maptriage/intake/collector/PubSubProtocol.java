package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A push subscription of Google Cloud Pub/Sub: a message in base64, most often a log entry of Cloud Logging.
///
/// ```text
/// {"message":{"data":"eyJ0ZXh0UGF5bG9hZCI6…","messageId":"2070443601311540","publishTime":"2024-05-15T09:02:04.124Z"},
///  "subscription":"projects/p/subscriptions/crashes"}
/// ```
final class PubSubProtocol implements Protocol {

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        JsonNode body = Bodies.json(sent.body());
        JsonNode message = body.path("message");
        if (!message.isObject()) {
            throw new UnreadableException("it has no message");
        }
        Map<String, String> attributes = new HashMap<>();
        message.path("attributes").properties()
                .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue().asString("")));
        Map<String, String> labels = RecordReader.labels(attributes);
        String source = RecordReader.source(attributes);
        long published = nanos(Bodies.string(message, "/publishTime"));
        List<CollectedRecord> found = new ArrayList<>();
        for (CollectedRecord record : Bodies.records(Bodies.base64(Bodies.string(message, "/data")), true)) {
            CollectedRecord timed = record.nanos() == 0 ? record.at(published) : record;
            found.add(Bodies.labelled(timed.from(source + timed.source()), labels));
        }
        String id = Bodies.string(message, "/messageId");
        id = id.isEmpty() ? Bodies.string(message, "/message_id") : id;
        return Bodies.events(found).named(id.isEmpty() ? null : Bodies.string(body, "/subscription") + " " + id);
    }

    static long nanos(String time) {
        try {
            Instant instant = Instant.parse(time);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            return 0;
        }
    }
}
