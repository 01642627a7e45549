package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The HTTP endpoint of Amazon Data Firehose. Records hold what was put into the stream: a subscription of CloudWatch Logs
/// in gzip, JSON, or text.
///
/// ```text
/// {"requestId":"ed4acda5-…","timestamp":1715763724124,"records":[{"data":"H4sIAAAA…"}]}
/// ```
final class FirehoseProtocol implements Protocol {
    private static final String ATTRIBUTES = "X-Amz-Firehose-Common-Attributes";

    private final int limit;

    FirehoseProtocol(int limit) {
        this.limit = limit;
    }

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        JsonNode body = Bodies.json(sent.body());
        if (!body.path("records").isArray()) {
            throw new UnreadableException("it has no records");
        }
        Room room = new Room(limit);
        Map<String, String> labels = labels(sent);
        List<CollectedRecord> found = new ArrayList<>();
        for (JsonNode record : body.path("records")) {
            byte[] data = room.gunzip(Bodies.base64(Bodies.string(record, "/data")));
            boolean subscription = Bodies.looksLikeJson(data) && Bodies.text(data).contains("\"messageType\"");
            List<CollectedRecord> inside = subscription
                    ? subscription(data)
                    : Bodies.records(data, true);
            inside.forEach(one -> found.add(Bodies.labelled(one, labels)));
        }
        String id = Bodies.string(body, "/requestId");
        return Batch.of(found).named(id.isEmpty() ? sent.deliveryId() : id);
    }

    private static List<CollectedRecord> subscription(byte[] data) {
        try {
            return CloudWatchProtocol.events(data);
        } catch (UnreadableException severalInARow) {
            return Bodies.records(data, true);
        }
    }

    private static Map<String, String> labels(Sent sent) throws UnreadableException {
        String header = sent.header(ATTRIBUTES);
        Map<String, String> labels = new HashMap<>();
        if (header != null) {
            Bodies.json(header.getBytes(java.nio.charset.StandardCharsets.UTF_8)).path("commonAttributes").properties()
                    .forEach(attribute -> labels.put(attribute.getKey(), attribute.getValue().asString("")));
        }
        return dev.maptriage.envelope.RecordReader.labels(labels);
    }
}
