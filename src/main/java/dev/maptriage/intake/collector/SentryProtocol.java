package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Sentry: webhooks of an integration, and envelopes as its SDKs send them. An event has a stack as a list of frames, the
/// place of the crash last; it is written the way Go prints it, so that everything after reads one form.
///
/// ```text
/// {"action":"triggered","data":{"event":{"event_id":"e4874d…","exception":{"values":[{"type":"runtime.plainError","value":"assignment to entry in nil map","stacktrace":{"frames":[…]}}]}}}}
/// {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}\n{"type":"event","length":41}\n{"exception":…}
/// ```
final class SentryProtocol implements Protocol {
    private static final int MOST_FRAMES = 1_000;
    private static final int MOST_ITEMS = 1_000;

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        if (isEnvelope(sent)) {
            return envelope(sent.body());
        }
        JsonNode body = Bodies.json(sent.body());
        JsonNode event = body.at("/data/event");
        event = event.isObject() ? event : body.at("/data/error");
        event = event.isObject() ? event : body;
        return batch(texts(event));
    }

    static boolean isEnvelope(Sent sent) {
        return sent.type().equals("application/x-sentry-envelope") || sent.path().endsWith("/envelope")
                || sent.path().endsWith("/envelope/");
    }

    private static Batch batch(List<CollectedRecord> texts) {
        return new Batch(null, List.of(), texts, List.of());
    }

    /// A header, then items: each a header and as many bytes as it says, or a line.
    private static Batch envelope(byte[] body) throws UnreadableException {
        int at = lineEnd(body, 0);
        JsonNode head = Bodies.json(Arrays.copyOfRange(body, 0, at));
        List<CollectedRecord> found = new ArrayList<>();
        at++;
        for (int items = 0; at < body.length && items < MOST_ITEMS; items++) {
            int end = lineEnd(body, at);
            if (end == at) {
                at++;
                continue;
            }
            JsonNode item = Bodies.json(Arrays.copyOfRange(body, at, end));
            int from = Math.min(body.length, end + 1);
            long length = item.path("length").asLong(-1);
            if (length > body.length - from) {
                throw new UnreadableException("an item of the envelope is cut short");
            }
            int to = length >= 0 ? from + (int) length : lineEnd(body, from);
            byte[] payload = Arrays.copyOfRange(body, from, to);
            switch (item.path("type").asString("")) {
                case "event" -> found.addAll(texts(Bodies.json(payload)));
                case "attachment" -> attachment(payload, head, item, found);
                default -> {
                    // Sessions, transactions, profiles and whatever comes: no crash in them.
                }
            }
            at = to + 1;
        }
        return batch(found).named(head.path("event_id").asString(""));
    }

    private static void attachment(byte[] payload, JsonNode head, JsonNode item, List<CollectedRecord> found) {
        String text = Bodies.text(payload);
        if (RecordJoiner.isComplete(text)) {
            found.add(new CollectedRecord("", PubSubProtocol.nanos(head.path("sent_at").asString("")), text, false,
                    head.path("event_id").asString("") + " " + item.path("filename").asString(""), Map.of()));
        }
    }

    private static int lineEnd(byte[] body, int from) {
        int end = from;
        while (end < body.length && body[end] != '\n') {
            end++;
        }
        return end;
    }

    private static List<CollectedRecord> texts(JsonNode event) {
        String text = text(event);
        if (text.isBlank()) {
            return List.of();
        }
        String id = Bodies.string(event, "/event_id");
        return List.of(new CollectedRecord("", time(event), text, false, id.isEmpty() ? null : "event " + id,
                labels(event)));
    }

    /// What was logged when it holds a crash, else the exception.
    private static String text(JsonNode event) {
        for (String pointer : List.of("/logentry/formatted", "/logentry/message", "/message", "/extra/stack",
                "/extra/stacktrace", "/extra/panic")) {
            String message = Bodies.string(event, pointer);
            if (RecordJoiner.isComplete(message)) {
                return message;
            }
        }
        JsonNode values = event.at("/exception/values");
        values = values.isArray() ? values : event.path("exception");
        for (int i = values.size() - 1; i >= 0; i--) {
            JsonNode exception = values.path(i);
            if (exception.at("/stacktrace/frames").isArray()) {
                return goText(event, exception);
            }
        }
        return "";
    }

    private static String goText(JsonNode event, JsonNode exception) {
        StringBuilder text = new StringBuilder("panic: ");
        text.append(exception.path("value").asString("").replace("\n", "\n\t")).append("\n\ngoroutine ")
                .append(goroutine(event, exception)).append(" [running]:\n");
        JsonNode frames = exception.at("/stacktrace/frames");
        for (int i = frames.size() - 1; i >= 0 && i >= frames.size() - MOST_FRAMES; i--) {
            JsonNode frame = frames.get(i);
            String file = frame.path("abs_path").asString("");
            file = file.isEmpty() ? frame.path("filename").asString("") : file;
            text.append(function(frame)).append("(...)\n\t").append(file.isEmpty() ? "unknown.go" : file).append(':')
                    .append(Math.max(1, frame.path("lineno").asInt(1))).append('\n');
        }
        return text.toString();
    }

    private static long goroutine(JsonNode event, JsonNode exception) {
        long id = exception.path("thread_id").asLong(0);
        for (JsonNode thread : event.at("/threads/values")) {
            if (id == 0 && thread.path("crashed").asBoolean(false)) {
                id = thread.path("id").asLong(0);
            }
        }
        return Math.max(1, id);
    }

    private static String function(JsonNode frame) {
        String name = frame.path("function").asString("");
        String module = frame.path("module").asString("");
        module = module.isEmpty() ? frame.path("package").asString("") : module;
        name = name.isEmpty() ? "unknown" : name;
        return module.isEmpty() || name.startsWith(module + ".") ? name : module + "." + name;
    }

    private static long time(JsonNode event) {
        JsonNode time = event.path("timestamp");
        if (time.isNumber()) {
            return time.decimalValue().scaleByPowerOfTen(9).longValue();
        }
        String written = Bodies.string(event, "/timestamp");
        written = written.isEmpty() ? Bodies.string(event, "/datetime") : written;
        return PubSubProtocol.nanos(written.endsWith("Z") || written.matches(".*[+-]\\d\\d:\\d\\d")
                ? written
                : written + "Z");
    }

    private static Map<String, String> labels(JsonNode event) {
        Map<String, String> labels = new HashMap<>();
        put(labels, "release", Bodies.string(event, "/release"));
        put(labels, "environment", Bodies.string(event, "/environment"));
        put(labels, "host", Bodies.string(event, "/server_name"));
        put(labels, "title", Bodies.string(event, "/title"));
        Map<String, String> tags = tags(event.path("tags"));
        put(labels, "service", tags.getOrDefault("service.name", tags.getOrDefault("service", "")));
        put(labels, "host", tags.getOrDefault("server_name", ""));
        put(labels, "environment", tags.getOrDefault("environment", ""));
        put(labels, "release", tags.getOrDefault("release", ""));
        return labels;
    }

    private static void put(Map<String, String> labels, String name, String value) {
        if (!value.isBlank()) {
            labels.putIfAbsent(name, value);
        }
    }

    /// A list of pairs, or an object.
    private static Map<String, String> tags(JsonNode tags) {
        Map<String, String> found = new HashMap<>();
        if (tags.isObject()) {
            tags.properties().forEach(tag -> found.put(tag.getKey(), tag.getValue().asString("")));
        }
        for (JsonNode tag : tags) {
            if (tag.isArray() && tag.size() > 1) {
                found.put(tag.get(0).asString(""), tag.get(1).asString(""));
            } else if (tag.isObject()) {
                found.put(tag.path("key").asString(""), tag.path("value").asString(""));
            }
        }
        return found;
    }

    /// The event's id, as an SDK wants to hear it.
    static String eventId(byte[] body) {
        try {
            return Bodies.json(Arrays.copyOfRange(body, 0, lineEnd(body, 0))).path("event_id").asString("");
        } catch (UnreadableException e) {
            return "";
        }
    }

    static byte[] answer(byte[] body) {
        return ("{\"id\":" + Bodies.JSON.writeValueAsString(eventId(body)) + "}").getBytes(StandardCharsets.UTF_8);
    }
}
