package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.RealKafka;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// The same deliveries through Kafka: what is joined there is joined as the database joins it.
@NullUnmarked
@DirtiesContext
@ActiveProfiles("kafka")
class KafkaCollectorTest extends CollectorTest {
    @TempDir
    static Path broker;

    private static RealKafka kafka;
    private static Admin admin;

    @Autowired
    MeterRegistry meters;

    @Autowired
    KafkaTemplate<String, byte[]> template;

    @DynamicPropertySource
    static void broker(DynamicPropertyRegistry registry) throws IOException, InterruptedException {
        kafka = new RealKafka(broker.resolve("broker"));
        admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()));
        registry.add("spring.kafka.bootstrap-servers", kafka::servers);
        registry.add("maptriage.kafka.partitions", () -> 3);
        registry.add("maptriage.kafka.prefix", () -> "test");
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @Override
    @BeforeEach
    void client() {
        service = new Collectors(port, this::arrived);
    }

    /// Waits until nothing is on its way and nothing is being joined.
    private void arrived() {
        try {
            Instant end = Instant.now().plusSeconds(30);
            while (!isQuiet()) {
                assertThat(Instant.now()).as("still on its way").isBefore(end);
                Thread.sleep(50);
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isQuiet() throws InterruptedException, ExecutionException {
        return kafka.isRead(admin, "test-joiner", "test-deliveries")
                && meters.get("maptriage.kafka.sessions").gauge().value() == 0
                && kafka.isRead(admin, "test-diagnosis", "test-crashes")
                && kafka.isRead(admin, "test-diagnosis", "test-dead-letters");
    }

    /// They are not even in the log, which is what makes them cheap.
    @Override
    @Test
    void ordinaryLinesLeaveNothingBehind() {
        String line = "{\"message\":\"GET /cart 200\",\"service\":\"calm\"}\n";
        String answer = service.post("/webhooks/vector", line, "Content-Type", "application/x-ndjson");
        assertThat(answer).startsWith("202 ").contains("\"records\":1");
        assertEmpty(answer);
    }

    @Override
    void assertEmpty(String answer) {
        arrived();
        assertThat(service.all("/api/v1/deliveries")).noneMatch(delivery -> answer
                .contains(delivery.at("/id").asString()));
    }

    @Override
    @Test
    void theLogIsListedByPagesAndFilters() {
        for (int i = 0; i < 3; i++) {
            service.post("/webhooks/fluentd?service=listed", Crashes.nilMapWrite("Listed"), "webhook-id", "listed" + i);
        }
        assertThat(service.incidents("listed")).hasSize(3);
        JsonNode page = service.get("/api/v1/deliveries?source=fluentd&state=DONE&size=2");
        assertThat(page.at("/items")).hasSize(2);
        JsonNode next = service
                .get("/api/v1/deliveries?source=fluentd&state=DONE&size=2&cursor=" + page.at("/next").asString());
        assertThat(next.at("/items/0/id").asString()).isLessThan(page.at("/items/1/id").asString());
    }

    /// By the id that its sender was told, before anything of it was in the log.
    @Test
    void aDeliveryIsFoundByItsReceipt() {
        String answer = service.post("/webhooks/generic?service=receipt", Crashes.nilMapWrite("Receipt"));
        JsonNode delivery = service.delivery(answer);
        assertThat(delivery.at("/state").asString()).isEqualTo("DONE");
        assertThat(delivery.at("/incidents")).hasSize(1);
        String id = Collectors.JSON.readTree(answer.substring(4)).at("/id").asString();
        assertThat(service.post("/api/v1/deliveries/" + id + "/replay", "")).startsWith("20");
    }

    @Test
    void whatCannotBeReadIsPutAsideWithTheReasonAndShown() throws Exception {
        template.send("test-deliveries", "stream", "no parcel".getBytes(StandardCharsets.UTF_8)).get();
        template.send(new ProducerRecord<>("test-crashes", 0, "stream", new byte[]{9, 0, 0, 0, 1, 7})).get();
        service.settle();
        List<JsonNode> parked = service.all("/api/v1/deliveries?state=PARKED");
        assertThat(parked).extracting(delivery -> delivery.at("/error").asString())
                .containsExactlyInAnyOrder("version 110 is not known", "version 9 is not known");
        assertThat(parked).allSatisfy(delivery -> assertThat(delivery.at("/senderId").asString())
                .matches("test-(deliveries|crashes)-\\d@\\d+"));
        assertThat(meters.get("maptriage.kafka.dead.letters").counter().count()).isEqualTo(2);
        // Nothing stands still behind them.
        service.post("/webhooks/generic?service=behind", Crashes.nilMapWrite("Behind"));
        assertThat(service.incidents("behind")).hasSize(1);
    }

    /// Secrets do not even reach the disks of the broker.
    @Test
    void secretsAreTakenOutBeforeAnythingIsWritten() {
        String secret = "ghp_" + "A1b2C3d4".repeat(4) + "E5f6";
        service.post("/webhooks/generic?service=secretive",
                "token " + secret + "\n" + Crashes.nilMapWrite("Secretive"));
        JsonNode incident = service.incidents("secretive").getFirst();
        String text = new String(service.bytes("/api/v1/incidents/" + incident.at("/id").asString() + "/trace"),
                StandardCharsets.UTF_8);
        assertThat(text).contains("Secretive").doesNotContain(secret);
    }

    @Test
    void clientsOfKafkaAreMeasured() {
        assertThat(meters.getMeters().stream().map(meter -> meter.getId().getName()).distinct()).contains(
                "kafka.consumer.fetch.manager.records.lag.max", "kafka.stream.thread.process.total",
                "kafka.producer.record.send.total");
    }
}
