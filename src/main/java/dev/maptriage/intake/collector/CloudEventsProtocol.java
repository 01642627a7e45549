package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// CloudEvents over HTTP in all three modes: attributes in headers, one event in JSON, several in JSON. Source and id
/// together name an event.
///
/// ```text
/// ce-id: A234-1234
/// ce-source: /shop/cart
/// Content-Type: text/plain
/// ```
final class CloudEventsProtocol implements Protocol {
    private static final List<String> ATTRIBUTES = List.of("ce-id", "ce-source", "ce-type", "ce-specversion", "ce-time",
            "ce-subject", "ce-dataschema", "ce-service", "ce-host", "ce-environment", "ce-release");
    private static final List<String> LABELS = List.of("service", "host", "environment", "release");
    private static final long SECOND = 1_000_000_000L;

    private final JsonFormat format = new JsonFormat();

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        try {
            if (sent.type().startsWith("application/cloudevents-batch")) {
                return several(sent);
            }
            CloudEvent event = single(sent);
            return batch(event).named(name(event));
        } catch (CloudEventRWException | EventDeserializationException | IllegalArgumentException
                | IllegalStateException e) {
            throw new UnreadableException("it is no valid CloudEvent");
        }
    }

    private static CloudEvent single(Sent sent) {
        Map<String, String> headers = new HashMap<>();
        for (String name : ATTRIBUTES) {
            String value = sent.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        headers.put("Content-Type", sent.header("Content-Type") == null
                ? "application/octet-stream"
                : String.valueOf(sent.header("Content-Type")));
        MessageReader reader = HttpMessageFactory.createReader(headers, sent.body());
        return reader.toEvent();
    }

    private Batch several(Sent sent) throws UnreadableException {
        JsonNode events = Bodies.json(sent.body());
        if (!events.isArray()) {
            throw new UnreadableException("it is no list of events");
        }
        List<Batch> batches = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode one : events) {
            CloudEvent event = format.deserialize(Bodies.JSON.writeValueAsBytes(one));
            batches.add(batch(event));
            names.add(name(event));
        }
        return Batch.all(batches).named(names.isEmpty() ? null : Incoming.hash(names.toArray(String[]::new)));
    }

    private static String name(CloudEvent event) {
        return event.getSource() + " " + event.getId();
    }

    private static Batch batch(CloudEvent event) throws UnreadableException {
        byte[] data = event.getData() == null ? new byte[0] : event.getData().toBytes();
        String type = Sent.typeOf(event.getDataContentType());
        boolean json = type.isEmpty() || type.endsWith("json");
        List<CollectedRecord> read = json ? json(data) : Bodies.records(data, true);
        long time = event.getTime() == null ? 0 : nanos(event.getTime().toInstant());
        Map<String, String> labels = new HashMap<>();
        LABELS.forEach(label -> {
            Object value = event.getExtension(label);
            if (value != null) {
                labels.put(label, value.toString());
            }
        });
        List<CollectedRecord> found = new ArrayList<>();
        for (CollectedRecord record : read) {
            CollectedRecord timed = record.nanos() == 0 ? record.at(time) : record;
            CollectedRecord sourced = timed.from(event.getSource() + "\n" + timed.source());
            found.add(named(Bodies.labelled(sourced, labels), name(event) + "#" + found.size()));
        }
        return Bodies.events(found);
    }

    private static CollectedRecord named(CollectedRecord record, String id) {
        return new CollectedRecord(record.source(), record.nanos(), record.text(), record.partial(), id,
                record.labels());
    }

    /// Data of JSON may be a string.
    private static List<CollectedRecord> json(byte[] data) throws UnreadableException {
        if (data.length > 0 && data[0] == '"') {
            return Bodies.records(Bodies.json(data).stringValue());
        }
        return Bodies.records(data, true);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano();
    }
}
