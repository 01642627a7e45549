package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.reset;

import dev.maptriage.Crashes;
import dev.maptriage.intake.TriagePipeline;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import tools.jackson.databind.JsonNode;

/// What happens to deliveries when it does not go smoothly: storms, failures, secrets, and very many sources.
@NullUnmarked
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "maptriage.collectors.idle=1s", "maptriage.collectors.keep-per-minute=3", "maptriage.collectors.attempts=2",
    "db-scheduler.polling-interval=100ms"})
class CollectorFlowTest {
    private static final int SOURCES = 100_000;
    private static final int BATCH = 2_000;
    private static final long MOST_GROWTH = 48L << 20;

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Captures captures;

    @MockitoSpyBean
    TriagePipeline pipeline;

    Collectors service;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("flow") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }

    @BeforeEach
    void client() {
        service = new Collectors(port);
    }

    @Test
    void ofAStormSomeTextsAreKeptAndAllAreCounted() {
        String answer = "";
        for (int i = 0; i < 20; i++) {
            answer = service.post("/webhooks/generic?service=storm", Crashes.concurrentWrites("Storm"), "webhook-id",
                    "storm-" + i);
            assertThat(answer).startsWith("202 ");
        }
        List<JsonNode> incidents = service.incidents("storm");
        // Diagnoses run side by side; each looks how many there are before it stores.
        assertThat(incidents).hasSize(3);
        assertThat(service.count(incidents.getFirst())).isEqualTo(20);
        int counted = service.all("/api/v1/deliveries?source=generic").stream()
                .filter(delivery -> delivery.at("/senderId").asString().startsWith("storm-"))
                .mapToInt(delivery -> delivery.at("/counted").asInt()).sum();
        assertThat(counted).isEqualTo(17);
        // Sending one of them again counts nothing.
        service.post("/webhooks/generic?service=storm", Crashes.concurrentWrites("Storm"), "webhook-id", "storm-7");
        assertThat(service.count(service.incidents("storm").getFirst())).isEqualTo(20);
    }

    @Test
    void whatFailsIsTriedAgainThenParkedAndReplayed() throws Exception {
        doThrow(new IllegalStateException("on purpose")).when(pipeline).collect(any(), any(), anyInt(), anyInt(),
                any());
        String answer;
        try {
            answer = service.post("/webhooks/generic?service=parked", Crashes.nilMapWrite("Parked"), "webhook-id",
                    "parked-1");
            service.settle();
            JsonNode delivery = service.delivery(answer);
            assertThat(delivery.at("/state").asString()).isEqualTo("PARKED");
            assertThat(delivery.at("/error").asString()).isEqualTo("IllegalStateException");
            assertThat(service.all("/api/v1/incidents?service=parked")).isEmpty();
        } finally {
            reset(pipeline);
        }
        String id = service.delivery(answer).at("/id").asString();
        assertThat(service.post("/api/v1/deliveries/" + id + "/replay", "")).startsWith("202 ");
        assertThat(service.incidents("parked")).hasSize(1);
        assertThat(service.delivery(answer).at("/state").asString()).isEqualTo("DONE");
        // Once more changes nothing.
        assertThat(service.post("/api/v1/deliveries/" + id + "/replay", "")).startsWith("202 ");
        List<JsonNode> incidents = service.incidents("parked");
        assertThat(incidents).hasSize(1);
        assertThat(service.count(incidents.getFirst())).isEqualTo(1);
    }

    @Test
    void secretsOfRecordsAreMaskedBeforeTheyAreKeptAndCounted() {
        String secret = "hunter2hunter2";
        List<Map<String, Object>> records = new ArrayList<>();
        for (String line : ("connecting to postgres://app:" + secret + "@db.example.com/shop\n"
                + Crashes.concurrentWrites("Secret")).lines().toList()) {
            records.add(Map.of("message", line, "service", "secret", "time",
                    Instant.parse("2026-05-15T09:02:04Z").plusNanos(1_000L * records.size()).toString()));
        }
        service.post("/webhooks/vector", Collectors.JSON.writeValueAsString(records), "Content-Type",
                "application/json");
        JsonNode incident = service.incidents("secret").getFirst();
        String text = new String(get("/api/v1/incidents/" + incident.at("/id").asString() + "/trace"),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text).contains("connecting to postgres://").doesNotContain(secret);
        String notes = jdbc.sql("select u.notes from upload u join incident i on i.upload_id = u.id where i.id = ?")
                .params(java.util.UUID.fromString(incident.at("/id").asString())).query(String.class).single();
        assertThat(notes).contains("note.masked").contains("[1]");
        assertThat(jdbc.sql("select masked from capture where service = 'secret'").query(Integer.class).single())
                .isEqualTo(1);
    }

    /// A key a line at a time, a password in two halves of one line, a card in two requests: what waits for the rest of its
    /// crash holds none of it, nor does anything else that is kept.
    @Test
    void secretsThatAreCutInTwoAreMaskedBeforeTheyAreKept() {
        String body = "Zz9+aB/1".repeat(8);
        String end = "-----END PRIVATE" + " KEY-----";
        List<String> crash = Crashes.concurrentWrites("CutSecret").lines().toList();
        List<String> lines = new ArrayList<>(List.of("panic value follows", "-----BEGIN PRIVATE" + " KEY-----", body));
        lines.addAll(0, crash.subList(0, 3));
        send(lines, 0, "");
        assertThat(kept()).contains("panic value follows").doesNotContain("Zz9+");
        send(List.of(body, "Qw9/kEyEnD=="), 100, "");
        send(List.of(end, "pass"), 200, "P");
        assertThat(kept()).doesNotContain("Zz9+", "kEyEnD");
        send(List.of("word=hunter2h"), 300, "P");
        assertThat(kept()).contains("word=[masked]").doesNotContain("hunter2");
        send(List.of("unter2"), 400, "F");
        send(List.of("card 4111 1111 1111"), 500, "P");
        send(List.of(" 1111 declined"), 600, "F");
        assertThat(kept()).contains("card [masked]", " declined").doesNotContain("unter2", "4111 1111");
        send(crash.subList(3, crash.size()), 700, "");
        JsonNode incident = service.incidents("cut-secret").getFirst();
        assertThat(incident.at("/culprit/function").asString()).endsWith(".CutSecret");
        String text = new String(get("/api/v1/incidents/" + incident.at("/id").asString() + "/trace"),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text).contains(end, "password=[masked]", "card [masked]")
                .doesNotContain("Zz9+", "kEyEnD", "hunter2", "unter2", "4111 1111");
    }

    /// What is kept of the crash of [#secretsThatAreCutInTwoAreMaskedBeforeTheyAreKept()], everywhere.
    private String kept() {
        StringBuilder all = new StringBuilder();
        jdbc.sql("select id from capture where service = 'cut-secret'").query(java.util.UUID.class).list()
                .forEach(id -> captures.records(java.util.Objects.requireNonNull(id))
                        .forEach(record -> all.append(record.text()).append('\n')));
        jdbc.sql("select tail from open_capture").query(String.class).list().forEach(all::append);
        return all.toString();
    }

    private void send(List<String> lines, int from, String logtag) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String line : lines) {
            boolean last = records.size() == lines.size() - 1;
            records.add(Map.of("message", line, "service", "cut-secret", "logtag", last ? logtag : "", "time",
                    Instant.parse("2026-05-15T09:02:04Z").plusNanos(1_000L * (from + records.size())).toString()));
        }
        assertThat(service.post("/webhooks/vector", Collectors.JSON.writeValueAsString(records), "Content-Type",
                "application/json")).startsWith("202 ");
    }

    @Test
    void namesAndAlertsAreMaskedToo() {
        String token = "ghp_" + "Zz9".repeat(14);
        service.post("/webhooks/generic?service=named&title=" + token + "&host=jane%40mail.example.com",
                Crashes.nilMapWrite("Named"), "webhook-id", "id:" + token);
        service.post("/webhooks/alertmanager", Collectors.JSON.writeValueAsString(Map.of("groupKey", "masked", "alerts",
                List.of(Map.of("status", "firing", "labels", Map.of("alertname", "with " + token), "generatorURL",
                        "https://bob:hunter2@example.com/?token=abc1", "startsAt", "2026-05-15T09:02:04Z")))),
                "Content-Type", "application/json");
        assertThat(service.incidents("named")).hasSize(1);
        for (String sql : List.of("select concat(title, host) from capture where service = 'named'",
                "select concat(sender_id, host) from delivery where service = 'named'",
                "select concat(title, url) from delivery_pointer")) {
            assertThat(jdbc.sql(sql).query(String.class).list()).isNotEmpty().allSatisfy(words -> assertThat(words)
                    .contains("[masked]").doesNotContain("Zz9", "jane", "hunter2", "abc1"));
        }
    }

    private byte[] get(String path) {
        try {
            return java.net.http.HttpClient.newHttpClient().send(
                    java.net.http.HttpRequest.newBuilder(service.uri(path)).build(),
                    java.net.http.HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every source says something, one in a thousand begins to die; memory must not know it afterwards.
    @Test
    void aHundredThousandSourcesCostNoMemory() {
        deliverOf(0, BATCH);
        long before = usedMemory();
        Instant began = Instant.now();
        for (int from = BATCH; from < SOURCES; from += BATCH) {
            deliverOf(from, from + BATCH);
        }
        Duration took = Duration.between(began, Instant.now());
        long growth = usedMemory() - before;
        System.out.printf("%d sources in %d ms, memory grew by %d kB%n", SOURCES, took.toMillis(), growth >> 10);
        assertThat(growth).isLessThan(MOST_GROWTH);
        List<JsonNode> incidents = service.incidents("many");
        assertThat(incidents).hasSizeBetween(1, SOURCES / 1_000);
        assertThat(service.count(incidents.getFirst())).isEqualTo(SOURCES / 1_000);
    }

    private void deliverOf(int from, int to) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (int pod = from; pod < to; pod++) {
            String text = pod % 1_000 == 0 ? Crashes.concurrentWrites("OfMany") : "GET /cart 200";
            long at = 0;
            for (String line : text.lines().toList()) {
                records.add(Map.of("message", line, "service", "many", "time",
                        Instant.parse("2026-05-15T09:02:04Z").plusNanos(++at * 1_000).toString(), "kubernetes",
                        Map.of("pod_name", "many-" + pod)));
            }
        }
        assertThat(service.post("/webhooks/vector", Collectors.JSON.writeValueAsString(records), "Content-Type",
                "application/json")).startsWith("202 ");
    }

    private static long usedMemory() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
