package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordReader;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A subscription of CloudWatch Logs, as a Lambda function passes it on: gzip in base64 in JSON. Also what is inside of it,
/// and the records of a Kinesis stream.
///
/// ```text
/// {"awslogs":{"data":"H4sIAAAA…"}}
/// {"messageType":"DATA_MESSAGE","logGroup":"/ecs/cart","logStream":"cart/1","logEvents":[{"id":"3194…","timestamp":1715763724124,"message":"panic: …"}]}
/// ```
final class CloudWatchProtocol implements Protocol {
    private final int limit;

    CloudWatchProtocol(int limit) {
        this.limit = limit;
    }

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        Room room = new Room(limit);
        byte[] plain = room.gunzip(sent.body());
        JsonNode body = Bodies.json(plain);
        String data = Bodies.string(body, "/awslogs/data");
        if (!data.isEmpty()) {
            return Batch.of(events(room.gunzip(Bodies.base64(data))));
        }
        JsonNode stream = body.path("Records");
        if (stream.isArray()) {
            List<CollectedRecord> found = new ArrayList<>();
            for (JsonNode record : stream) {
                found.addAll(events(room.gunzip(Bodies.base64(Bodies.string(record, "/kinesis/data")))));
            }
            return Batch.of(found);
        }
        return Batch.of(events(plain));
    }

    /// Log events; of control messages, by which the service tries whether anybody is there, nothing.
    static List<CollectedRecord> events(byte[] json) throws UnreadableException {
        JsonNode data = Bodies.json(json);
        if (Bodies.string(data, "/messageType").equals("CONTROL_MESSAGE")) {
            return List.of();
        }
        List<CollectedRecord> found = RecordReader.nestedJson(eventsLast(data, json));
        if (found == null) {
            throw new UnreadableException("its data is no JSON");
        }
        return found;
    }

    /// What holds for all events must be read before them.
    private static byte[] eventsLast(JsonNode data, byte[] json) {
        if (!(data instanceof ObjectNode object) || !data.has("logEvents")) {
            return json;
        }
        ObjectNode ordered = object.deepCopy();
        JsonNode events = ordered.remove("logEvents");
        ordered.set("logEvents", events);
        return Bodies.JSON.writeValueAsBytes(ordered);
    }
}
