package dev.maptriage.intake.collector;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordReader;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Logs of OpenTelemetry over HTTP, as protobuf or JSON. A record's text is its body, and the stack of its exception where
/// it has one.
///
/// Trace and span ids play no part here, but in JSON they are hexadecimal, where protobuf's own JSON expects base64; they
/// are of a length that both can read, and others are refused as the specification wants.
final class OtlpProtocol implements Protocol {
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/x-protobuf";
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final int LONGEST = 16 << 20;

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        ExportLogsServiceRequest request = sent.type().equals(JSON) ? json(sent.body()) : protobuf(sent.body());
        List<CollectedRecord> found = new ArrayList<>();
        for (ResourceLogs logs : request.getResourceLogsList()) {
            Map<String, String> resource = attributes(logs.getResource().getAttributesList());
            for (ScopeLogs scope : logs.getScopeLogsList()) {
                for (LogRecord record : scope.getLogRecordsList()) {
                    add(record, resource, found);
                }
            }
        }
        return Batch.of(found);
    }

    /// How many records cannot be stored: those whose text is longer than a value of the database may be in one piece.
    static int tooLong(Batch batch) {
        return (int) batch.records().stream().filter(record -> record.text().length() > LONGEST).count();
    }

    static Batch withoutTooLong(Batch batch) {
        return Batch.of(batch.records().stream().filter(record -> record.text().length() <= LONGEST).toList())
                .named(batch.senderId());
    }

    private static ExportLogsServiceRequest protobuf(byte[] body) throws UnreadableException {
        try {
            return ExportLogsServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableException("it is no ExportLogsServiceRequest");
        }
    }

    private static ExportLogsServiceRequest json(byte[] body) throws UnreadableException {
        ExportLogsServiceRequest.Builder builder = ExportLogsServiceRequest.newBuilder();
        try {
            PARSER.merge(new String(body, StandardCharsets.UTF_8), builder);
            return builder.build();
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableException("it is no ExportLogsServiceRequest in JSON");
        }
    }

    private static void add(LogRecord record, Map<String, String> resource, List<CollectedRecord> found) {
        Map<String, String> attributes = attributes(record.getAttributesList());
        Map<String, String> all = new HashMap<>(resource);
        all.putAll(attributes);
        String text = text(record, attributes);
        long nanos = record.getTimeUnixNano() != 0 ? record.getTimeUnixNano() : record.getObservedTimeUnixNano();
        // The whole resource names the process; of the record only what tells streams apart.
        String source = new TreeMap<>(resource) + RecordReader.source(attributes);
        Map<String, String> labels = RecordReader.labels(all);
        String id = attributes.get("log.record.uid");
        found.add(new CollectedRecord(source, Math.max(0, nanos), text, false, id, labels));
    }

    private static String text(LogRecord record, Map<String, String> attributes) {
        String body = value(record.getBody());
        String stack = attributes.getOrDefault("exception.stacktrace", "");
        if (stack.isEmpty() || body.contains(stack)) {
            return body;
        }
        String message = attributes.getOrDefault("exception.message", "");
        boolean headed = stack.startsWith("panic: ") || stack.startsWith("fatal error: ");
        String head = headed || message.isEmpty() || body.contains(message)
                ? body
                : body.isEmpty() ? message : body + ": " + message;
        return head.isEmpty() ? stack : head + "\n" + stack;
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> values = new HashMap<>();
        attributes.forEach(attribute -> values.put(attribute.getKey(), value(attribute.getValue())));
        return values;
    }

    /// A value as text; of a structured body the member that holds the message.
    private static String value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BYTES_VALUE -> value.getBytesValue().toStringUtf8();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case KVLIST_VALUE -> member(attributes(value.getKvlistValue().getValuesList()));
            case ARRAY_VALUE -> String.join("\n",
                    value.getArrayValue().getValuesList().stream().map(OtlpProtocol::value).toList());
            default -> "";
        };
    }

    private static String member(Map<String, String> members) {
        for (String name : List.of("log", "message", "msg", "MESSAGE", "body", "text")) {
            String found = members.get(name);
            if (found != null) {
                return found;
            }
        }
        return String.join("\n", new TreeMap<>(members).values());
    }
}
