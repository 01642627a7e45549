package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.maptriage.Crashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.xerial.snappy.Snappy;
import tools.jackson.databind.JsonNode;

/// Every receiver, fed with what its sender's specification shows: incident correct, answer as the sender wants it,
/// duplicate ignored.
@NullUnmarked
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "maptriage.collectors.idle=2s", "db-scheduler.polling-interval=100ms"})
class CollectorTest {
    private static final long BASE = Instant.parse("2026-05-15T09:02:04Z").getEpochSecond() * 1_000_000_000L;

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    Collectors service;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("collect") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }

    @BeforeEach
    void client() {
        service = new Collectors(port);
    }

    private static String json(Object value) {
        return Collectors.JSON.writeValueAsString(value);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String time(int line) {
        return Instant.ofEpochSecond(BASE / 1_000_000_000L, line * 1_000L + 7).toString();
    }

    /// One incident, of the right place and time, counted once.
    private JsonNode single(String service, String function) {
        List<JsonNode> incidents = this.service.incidents(service);
        assertThat(incidents).as(service).hasSize(1);
        JsonNode incident = incidents.getFirst();
        assertThat(incident.at("/culprit/function").asString()).endsWith("." + function);
        assertThat(this.service.count(incident)).isEqualTo(1);
        return incident;
    }

    private static List<Map<String, Object>> lines(String text, String messageKey, String timeKey,
            Map<String, Object> more) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Map<String, Object> record = new LinkedHashMap<>(more);
            record.put(messageKey, line);
            if (timeKey != null) {
                record.put(timeKey, time(records.size()));
            }
            records.add(record);
        }
        return records;
    }

    @Test
    void genericLinesOverSeveralRequestsBecomeOneIncident() {
        List<Map<String, Object>> records = lines(Crashes.concurrentWrites("OneByOne"), "message", "time",
                Map.of("service", "one-by-one", "pod", "p-1"));
        for (Map<String, Object> record : records) {
            assertThat(service.post("/webhooks/generic", json(record), "Content-Type", "application/json"))
                    .startsWith("202 ");
        }
        JsonNode incident = single("one-by-one", "OneByOne");
        assertThat(incident.at("/category").asString()).isEqualTo("CONCURRENT_WRITE");
        assertThat(incident.at("/occurredAt").asString()).startsWith("2026-05-15T09:02:04");
        assertThat(incident.at("/host").asString()).isEqualTo("p-1");
        assertThat(incident.at("/culprit/goroutine").asInt()).isEqualTo(18);
    }

    @Test
    void interleavedAndShuffledStreamsComeApart() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int pod = 0; pod < 5; pod++) {
            all.addAll(lines(Crashes.concurrentWrites("Mixed" + pod), "log", "time",
                    Map.of("kubernetes", Map.of("pod_name", "mixed-" + pod, "labels", Map.of("app", "mixed")))));
        }
        Collections.shuffle(all, new Random(7));
        assertThat(service.post("/webhooks/fluentbit", json(all), "Content-Type", "application/json"))
                .startsWith("202 ");
        List<JsonNode> incidents = service.incidents("mixed");
        assertThat(incidents).extracting(incident -> incident.at("/culprit/function").asString())
                .containsExactlyInAnyOrder("example.com/shop/cart.(*Store).Mixed0",
                        "example.com/shop/cart.(*Store).Mixed1", "example.com/shop/cart.(*Store).Mixed2",
                        "example.com/shop/cart.(*Store).Mixed3", "example.com/shop/cart.(*Store).Mixed4");
    }

    @Test
    void aLoopIsCountedByItsTimesAndARepetitionIsNot() {
        List<String> bodies = new ArrayList<>();
        for (int crash = 0; crash < 3; crash++) {
            List<Map<String, Object>> records = new ArrayList<>();
            int line = 0;
            for (String text : Crashes.concurrentWrites("Loop").lines().toList()) {
                records.add(Map.of("message", text, "service", "looping", "timestamp",
                        Instant.ofEpochSecond(BASE / 1_000_000_000L + 10L * crash, ++line * 1_001L).toString()));
            }
            bodies.add(json(records));
        }
        for (String body : bodies) {
            String first = service.post("/webhooks/vector", body, "Content-Type", "application/json");
            assertThat(service.post("/webhooks/vector", body, "Content-Type", "application/json")).isEqualTo(first);
        }
        List<JsonNode> incidents = service.incidents("looping");
        assertThat(incidents).hasSize(3);
        assertThat(service.count(incidents.getFirst())).isEqualTo(3);
        assertThat(incidents.get(2).at("/duplicateOf").asString()).isEqualTo(incidents.get(0).at("/id").asString());
    }

    @Test
    void theSameTextUnderAnotherDeliveryIdIsAnotherCrash() {
        String text = Crashes.nilMapWrite("Delivered");
        String first = service.post("/webhooks/generic?service=delivered", text, "webhook-id", "msg_1");
        assertThat(service.post("/webhooks/generic?service=delivered", text, "webhook-id", "msg_1")).isEqualTo(first);
        String second = service.post("/webhooks/generic?service=delivered", text, "webhook-id", "msg_2");
        List<JsonNode> incidents = service.incidents("delivered");
        assertThat(incidents).hasSize(2);
        assertThat(service.count(incidents.getFirst())).isEqualTo(2);
        JsonNode delivery = service.delivery(first);
        assertThat(delivery.at("/state").asString()).isEqualTo("DONE");
        assertThat(delivery.at("/senderId").asString()).isEqualTo("msg_1");
        // Which of the two is diagnosed first is nobody's promise.
        assertThat(List.of(delivery.at("/incidents/0").asString(),
                service.delivery(second).at("/incidents/0").asString()))
                .containsExactlyInAnyOrderElementsOf(incidents.stream().map(one -> one.at("/id").asString()).toList());
    }

    @Test
    void ordinaryLinesLeaveNothingBehind() {
        String answer = service.post("/webhooks/vector", """
                {"message":"listening on :8080 server.go:57","service":"calm"}
                {"message":"GET /cart 200","service":"calm"}
                """, "Content-Type", "application/x-ndjson");
        assertThat(answer).startsWith("202 ");
        JsonNode delivery = service.delivery(answer);
        assertThat(delivery.at("/state").asString()).isEqualTo("NOTHING");
        assertThat(delivery.at("/kept").asInt()).isZero();
        assertThat(delivery.at("/records").asInt()).isEqualTo(2);
    }

    @Test
    void vectorSendsLinesOfJson() {
        StringBuilder body = new StringBuilder();
        lines(Crashes.nilMapWrite("Vector"), "message", "timestamp",
                Map.of("kubernetes", Map.of("pod_name", "v-1", "container_name", "vec")))
                .forEach(record -> body.append(json(record)).append('\n'));
        byte[] packed = Zstd.compress(body.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(service.send("/webhooks/vector", packed, "Content-Type", "application/x-ndjson", "Content-Encoding",
                "zstd").statusCode()).isEqualTo(202);
        single("vec", "Vector");
    }

    @Test
    void fluentBitSendsPreciseDatesAndDockersLineBreaks() {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String line : Crashes.concurrentWrites("FluentBit").lines().toList()) {
            records.add(Map.of("date", 1778835724.12406 + records.size() / 1e6, "log", line + "\n", "stream", "stderr",
                    "kubernetes", Map.of("pod_name", "fb-1", "labels", Map.of("app", "fluent-bit"))));
        }
        // A long line arrives in two pieces, as docker cuts it.
        Map<String, Object> frame = new LinkedHashMap<>(records.get(3));
        String text = String.valueOf(frame.put("log", "example.com/shop/cart.(*Store)."));
        Map<String, Object> rest = new LinkedHashMap<>(frame);
        rest.put("log", text.substring("example.com/shop/cart.(*Store).".length()));
        records.set(3, frame);
        records.add(4, rest);
        assertThat(service.post("/webhooks/fluentbit", json(records), "Content-Type", "application/json"))
                .startsWith("202 ");
        single("fluent-bit", "FluentBit");
    }

    @Test
    void fluentdIsToldToComeBackByTheOnlyStatusItRepeats() {
        Problems.assertLater();
        StringBuilder body = new StringBuilder();
        lines(Crashes.nilMapWrite("Fluentd"), "log", "time", Map.of("service", "fluentd-app"))
                .forEach(record -> body.append(json(record)).append('\n'));
        assertThat(service.post("/webhooks/fluentd", body.toString(), "Content-Type", "application/x-ndjson"))
                .startsWith("202 ");
        single("fluentd-app", "Fluentd");
    }

    /// What a sender hears when there is no room.
    private static final class Problems {
        static void assertLater() {
            var later = Reception.later("problem.overloaded");
            assertThat(later.getStatusCode().value()).isEqualTo(503);
            assertThat(later.getHeaders().getFirst("Retry-After")).isNotBlank();
        }
    }

    @Test
    void lokiTakesJsonAndSnappy() throws IOException {
        List<List<String>> values = new ArrayList<>();
        for (String line : Crashes.concurrentWrites("LokiJson").lines().toList()) {
            values.add(List.of(Long.toString(BASE + values.size()), line));
        }
        String push = json(Map.of("streams",
                List.of(Map.of("stream", Map.of("app", "loki-json", "pod", "l-1"), "values", values))));
        assertThat(service.post("/loki/api/v1/push", push, "Content-Type", "application/json")).isEqualTo("204 ");
        assertThat(service.post("/loki/api/v1/push", push, "Content-Type", "application/json")).isEqualTo("204 ");
        single("loki-json", "LokiJson");

        byte[] packed = Snappy.compress(LokiPush.of("{app=\"loki-snappy\", pod=\"l \\\"2\\\"\"}",
                Crashes.concurrentWrites("LokiSnappy").lines().toList(), BASE));
        assertThat(service.send("/loki/api/v1/push", packed, "Content-Type", "application/x-protobuf").statusCode())
                .isEqualTo(204);
        single("loki-snappy", "LokiSnappy");
        assertThat(service.post("/loki/api/v1/push", "{", "Content-Type", "application/json")).startsWith("400 ");
    }

    @Test
    void cloudWatchSubscriptionsAreUnpackedAndControlMessagesAreWelcome() throws IOException {
        List<Map<String, Object>> events = new ArrayList<>();
        for (String line : Crashes.concurrentWrites("CloudWatch").lines().toList()) {
            events.add(Map.of("id", "3194" + events.size(), "timestamp", BASE / 1_000_000, "message", line));
        }
        String data = json(Map.of("messageType", "DATA_MESSAGE", "owner", "1", "logGroup", "/ecs/cart", "logStream",
                "cart/1", "subscriptionFilters", List.of("all"), "logEvents", events));
        String body = json(Map.of("awslogs", Map.of("data", base64(gzip(data)))));
        assertThat(service.post("/webhooks/cloudwatch?service=cloud-watch", body)).startsWith("202 ");
        // The same events in another batch.
        String overlapping = json(Map.of("messageType", "DATA_MESSAGE", "owner", "1", "logGroup", "/ecs/cart",
                "logStream", "cart/1", "logEvents", events.subList(0, 4)));
        assertThat(service.post("/webhooks/cloudwatch?service=cloud-watch", overlapping)).startsWith("202 ");
        single("cloud-watch", "CloudWatch");

        String control = json(Map.of("messageType", "CONTROL_MESSAGE", "logEvents",
                List.of(Map.of("id", "", "timestamp", 1, "message", "CWL CONTROL MESSAGE: Checking health"))));
        String answer = service.post("/webhooks/cloudwatch",
                json(Map.of("awslogs", Map.of("data", base64(gzip(control))))));
        assertEmpty(answer);
    }

    /// A delivery in which there is nothing.
    void assertEmpty(String answer) {
        assertThat(service.delivery(answer).at("/records").asInt()).isZero();
    }

    @Test
    void firehoseHearsItsRequestId() throws IOException {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Map<String, Object> line : lines(Crashes.nilMapWrite("Firehose"), "message", "timestamp",
                Map.of("service", "fire-hose"))) {
            records.add(Map.of("data", base64(json(line).getBytes(StandardCharsets.UTF_8))));
        }
        String body = json(Map.of("requestId", "ed4acda5", "timestamp", 1, "records", records));
        for (int i = 0; i < 2; i++) {
            String answer = service.post("/webhooks/firehose", body, "X-Amz-Firehose-Request-Id", "ed4acda5",
                    "Content-Type", "application/json");
            assertThat(answer).startsWith("200 ");
            assertThat(Collectors.JSON.readTree(answer.substring(4)).at("/requestId").asString())
                    .isEqualTo("ed4acda5");
            assertThat(Collectors.JSON.readTree(answer.substring(4)).at("/timestamp").isNumber()).isTrue();
        }
        single("fire-hose", "Firehose");
        String refused = service.post("/webhooks/firehose", "{}", "X-Amz-Firehose-Request-Id", "r2");
        assertThat(refused).startsWith("400 ").contains("errorMessage").contains("\"r2\"");
    }

    @Test
    void pubSubMessagesHoldLogEntries() {
        List<String> lines = Crashes.concurrentWrites("PubSub").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String entry = json(Map.of("textPayload", lines.get(i), "insertId", "i" + i, "timestamp", time(i),
                    "resource", Map.of("labels", Map.of("pod_name", "ps-1", "container_name", "pub-sub"))));
            String body = json(Map.of("message",
                    Map.of("data", base64(entry.getBytes(StandardCharsets.UTF_8)), "messageId", "20704" + i,
                            "publishTime", time(i)),
                    "subscription", "projects/p/subscriptions/crashes"));
            assertThat(service.post("/webhooks/pubsub", body)).startsWith("202 ");
            assertThat(service.post("/webhooks/pubsub", body)).startsWith("202 ");
        }
        single("pub-sub", "PubSub");
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "json"})
    void journaldEntriesAreTakenOnceHoweverTheyAreCut(String form) throws IOException {
        List<String> lines = Crashes.concurrentWrites("Journal" + form).lines().toList();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            all.writeBytes(form.equals("json") ? jsonEntry(form, i, lines.get(i)) : exportEntry(form, i, lines.get(i)));
            ends.add(all.size());
        }
        byte[] bytes = all.toByteArray();
        String type = form.equals("json") ? "application/json" : "application/vnd.fdo.journal";
        byte[] head = java.util.Arrays.copyOfRange(bytes, 0, ends.get(4));
        byte[] tail = java.util.Arrays.copyOfRange(bytes, ends.get(2), bytes.length);
        for (byte[] part : List.of(head, tail, bytes)) {
            assertThat(service.send("/webhooks/journald/upload", part, "Content-Type", type).statusCode())
                    .isEqualTo(202);
        }
        JsonNode incident = single("journal-" + form, "Journal" + form);
        assertThat(service.get("/api/v1/incidents/" + incident.at("/id").asString()).at("/host").asString())
                .isEqualTo("node-7");
    }

    private static byte[] jsonEntry(String form, int i, String line) {
        List<Integer> octets = new ArrayList<>();
        for (byte b : line.getBytes(StandardCharsets.UTF_8)) {
            octets.add(b & 0xff);
        }
        Object message = line.startsWith("\t") ? octets : line;
        return (json(Map.of("__CURSOR", form + i, "__REALTIME_TIMESTAMP", Long.toString(BASE / 1000 + i), "_PID",
                "4121", "_HOSTNAME", "node-7", "SYSLOG_IDENTIFIER", "journal-" + form, "MESSAGE", message)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] exportEntry(String form, int i, String line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(("__CURSOR=" + form + i + "\n__REALTIME_TIMESTAMP=" + (BASE / 1000 + i)
                + "\n_PID=4121\n_HOSTNAME=node-7\nSYSLOG_IDENTIFIER=journal-" + form + "\n")
                .getBytes(StandardCharsets.UTF_8));
        byte[] message = line.getBytes(StandardCharsets.UTF_8);
        out.write("MESSAGE\n".getBytes(StandardCharsets.UTF_8));
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(message.length).array());
        out.write(message);
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Test
    void sentryStacksAreReadFromTheirFrames() {
        Map<String, Object> event = Map.of("event_id", "e4874d664c3540c1a32eab185f12c5ab", "release", "v1.8.2",
                "environment", "prod", "server_name", "s-1", "timestamp", 1778835724.5, "tags",
                List.of(List.of("service", "sentry-app")), "exception",
                Map.of("values", List.of(Map.of("type", "runtime.plainError", "value",
                        "assignment to entry in nil map", "stacktrace",
                        Map.of("frames", List.of(
                                Map.of("function", "main", "module", "main", "abs_path", "/src/main.go", "lineno", 9),
                                Map.of("function", "(*Shelf).Sentry", "module", "example.com/shop/stock", "abs_path",
                                        "/src/stock/shelf.go", "lineno", 20)))))));
        String body = json(Map.of("action", "triggered", "data", Map.of("event", event)));
        String first = service.post("/webhooks/sentry", body, "Request-ID", "r1", "Sentry-Hook-Resource",
                "event_alert", "Content-Type", "application/json");
        assertThat(first).startsWith("202 ");
        assertThat(service.post("/webhooks/sentry", body, "Request-ID", "r1")).isEqualTo(first);
        // An alert of another rule about the same event.
        service.post("/webhooks/sentry", body, "Request-ID", "r2");
        JsonNode incident = single("sentry-app", "Sentry");
        assertThat(incident.at("/category").asString()).isEqualTo("NIL_MAP_WRITE");
        assertThat(incident.at("/culprit/line").asInt()).isEqualTo(20);
        assertThat(incident.at("/release").asString()).isEqualTo("v1.8.2");
    }

    @Test
    void githubIssuesMayHoldACrash() {
        String body = json(Map.of("action", "opened", "issue",
                Map.of("title", "cart crashes", "body",
                        "It dies:\n```\n" + Crashes.concurrentWrites("Github") + "```\n", "created_at",
                        "2026-05-15T09:02:04Z"),
                "repository", Map.of("name", "git-hub", "full_name", "shop/git-hub")));
        String first = service.post("/webhooks/github", body, "X-GitHub-Event", "issues", "X-GitHub-Delivery", "d-1");
        assertThat(first).startsWith("202 ");
        assertThat(service.post("/webhooks/github", body, "X-GitHub-Event", "issues", "X-GitHub-Delivery", "d-1"))
                .isEqualTo(first);
        assertThat(single("git-hub", "Github").at("/category").asString()).isEqualTo("CONCURRENT_WRITE");
        assertThat(service.post("/webhooks/github", "{\"zen\":\"Keep it logically awesome.\"}", "X-GitHub-Event",
                "ping")).startsWith("202 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alertmanager", "grafana"})
    void alertsPointToIncidentsAndAreNotDiagnosed(String source) {
        service.post("/api/v1/traces?service=alert-" + source + "&occurredAt=2026-05-15T09:00:00Z",
                Crashes.concurrentWrites("Alert" + source));
        String body = json(Map.of("version", "4", "groupKey", "g-" + source, "status", "firing", "alerts",
                List.of(Map.of("status", "firing", "labels",
                        Map.of("alertname", "PodCrash", "service", "alert-" + source), "annotations",
                        Map.of("summary", "panic: not a crash"), "startsAt", "2026-05-15T09:02:04Z", "fingerprint",
                        "61a4", "generatorURL", "https://prometheus.example/graph"))));
        String first = service.post("/webhooks/" + source, body, "Content-Type", "application/json");
        assertThat(service.post("/webhooks/" + source, body, "Content-Type", "application/json")).isEqualTo(first);
        JsonNode delivery = service.delivery(first);
        assertThat(delivery.at("/state").asString()).isEqualTo("LINKED");
        assertThat(delivery.at("/alerts/0/url").asString()).isEqualTo("https://prometheus.example/graph");
        assertThat(delivery.at("/incidents/0").asString())
                .isEqualTo(single("alert-" + source, "Alert" + source).at("/id").asString());
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(service.post("/webhooks/nowhere", "x")).startsWith("404 ").contains("cloudevents");
        assertThat(service.post("/webhooks/vector", "{\"message\":", "Content-Type", "application/json"))
                .startsWith("400 ");
        assertThat(service.post("/webhooks/generic", "x", "Content-Encoding", "br")).startsWith("415 ");
        assertThat(service.post("/webhooks/generic", "x", "Content-Encoding", "gzip")).startsWith("400 ");
        assertThat(service.post("/webhooks/pubsub", "{}")).startsWith("400 ");
    }

    @Test
    void theLogIsListedByPagesAndFilters() {
        for (int i = 0; i < 3; i++) {
            service.post("/webhooks/fluentd", "{\"message\":\"listed " + i + "\"}", "Content-Type",
                    "application/json");
        }
        JsonNode page = service.get("/api/v1/deliveries?source=fluentd&state=NOTHING&size=2");
        assertThat(page.at("/items")).hasSize(2);
        JsonNode next = service
                .get("/api/v1/deliveries?source=fluentd&state=NOTHING&size=2&cursor=" + page.at("/next").asString());
        assertThat(next.at("/items/0/id").asString()).isLessThan(page.at("/items/1/id").asString());
    }
}
