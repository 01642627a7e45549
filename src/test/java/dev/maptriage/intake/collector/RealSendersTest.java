package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.maptriage.Crashes;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.sentry.Hint;
import io.sentry.SentryEvent;
import io.sentry.SentryOptions;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryStackFrame;
import io.sentry.protocol.SentryStackTrace;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/// The senders' own libraries against the service: they are satisfied, the incident is right, a repetition is ignored.
@NullUnmarked
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "maptriage.collectors.idle=1s", "db-scheduler.polling-interval=100ms",
    "maptriage.collectors.sources.generic.secrets=" + RealSendersTest.OLD + "," + RealSendersTest.NEW,
    "maptriage.collectors.sources.github.secrets=only-a-test"})
class RealSendersTest {
    static final String OLD = "whsec_b2xkLW9ubHktYS10ZXN0LW9sZC1vbmx5LWEtdGVzdA==";
    static final String NEW = "whsec_bmV3LW9ubHktYS10ZXN0LW5ldy1vbmx5LWEtdGVzdA==";

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    @Autowired
    WebhookSecrets secrets;

    Collectors service;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("senders") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }

    @BeforeEach
    void client() {
        service = new Collectors(port);
    }

    private JsonNode single(String name, String function) {
        List<JsonNode> incidents = service.incidents(name);
        assertThat(incidents).as(name).hasSize(1);
        assertThat(incidents.getFirst().at("/culprit/function").asString()).endsWith("." + function);
        assertThat(service.count(incidents.getFirst())).isEqualTo(1);
        return incidents.getFirst();
    }

    /// Remembers what the SDK thought of the answers.
    private record Watched(LogRecordExporter exporter, List<CompletableResultCode> results)
            implements
                LogRecordExporter {
        @Override
        public CompletableResultCode export(Collection<LogRecordData> logs) {
            CompletableResultCode result = exporter.export(logs);
            results.add(result);
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    @Test
    void anOpenTelemetrySdkExportsLineByLine() {
        List<CompletableResultCode> results = new ArrayList<>();
        OtlpHttpLogRecordExporter exporter = OtlpHttpLogRecordExporter.builder()
                .setEndpoint(service.uri("/v1/logs").toString()).setCompression("gzip").build();
        SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(Resource.builder().put("service.name", "otel-sdk").put("service.version", "v3")
                        .put("k8s.pod.name", "otel-1").build())
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(new Watched(exporter, results))
                        .setMaxExportBatchSize(3).setScheduleDelay(Duration.ofMillis(50)).build())
                .build();
        Logger logger = provider.get("stderr");
        long nanos = Instant.parse("2026-05-15T09:02:04Z").getEpochSecond() * 1_000_000_000L;
        for (String line : Crashes.concurrentWrites("OtelSdk").lines().toList()) {
            logger.logRecordBuilder().setTimestamp(++nanos, TimeUnit.NANOSECONDS).setSeverity(Severity.FATAL)
                    .setAttribute(AttributeKey.stringKey("log.iostream"), "stderr").setBody(line).emit();
        }
        provider.forceFlush().join(10, TimeUnit.SECONDS);
        provider.shutdown().join(10, TimeUnit.SECONDS);
        assertThat(results).hasSizeGreaterThan(1).allMatch(CompletableResultCode::isSuccess);
        JsonNode incident = single("otel-sdk", "OtelSdk");
        assertThat(incident.at("/release").asString()).isEqualTo("v3");
        assertThat(incident.at("/host").asString()).isEqualTo("otel-1");
    }

    private static ExportLogsServiceRequest request(String service, String text) {
        ScopeLogs.Builder scope = ScopeLogs.newBuilder();
        long nanos = 1_778_835_724_000_000_001L;
        for (String line : text.lines().toList()) {
            scope.addLogRecords(LogRecord.newBuilder().setTimeUnixNano(nanos++)
                    .setBody(AnyValue.newBuilder().setStringValue(line)));
        }
        return ExportLogsServiceRequest.newBuilder().addResourceLogs(ResourceLogs.newBuilder()
                .setResource(io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                        .addAttributes(io.opentelemetry.proto.common.v1.KeyValue.newBuilder().setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service))))
                .addScopeLogs(scope)).build();
    }

    @Test
    void otlpIsAnsweredInItsOwnTypeAlsoWhenItIsRefused() throws Exception {
        byte[] body = request("otlp-protobuf", Crashes.concurrentWrites("OtlpProtobuf")).toByteArray();
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> answer = service.send("/v1/logs", body, "Content-Type", "application/x-protobuf");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");
            assertThat(ExportLogsServiceResponse.parseFrom(answer.body()).hasPartialSuccess()).isFalse();
        }
        single("otlp-protobuf", "OtlpProtobuf");
        HttpResponse<byte[]> refused = service.send("/v1/logs", new byte[]{1, 2, 3}, "Content-Type",
                "application/x-protobuf");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");
        assertThat(service.post("/v1/logs", "", "Content-Type", "application/x-protobuf")).isEqualTo("200 ");
        assertThat(service.post("/v1/logs", "{\"resourceLogs\":7}", "Content-Type", "application/json"))
                .startsWith("400 ").contains("\"code\"");
        assertThat(service.post("/v1/logs", "x", "Content-Type", "text/plain")).startsWith("415 ");
    }

    @Test
    void otlpInJsonHasHexadecimalIdsAndTimesInStrings() {
        StringBuilder records = new StringBuilder();
        int line = 0;
        for (String text : Crashes.concurrentWrites("OtlpJson").lines().toList()) {
            records.append(records.isEmpty() ? "" : ",")
                    .append("{\"timeUnixNano\":\"").append(1_778_835_724_000_000_000L + ++line)
                    .append("\",\"severityNumber\":21,\"unknownKey\":{\"a\":[1]},"
                            + "\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\","
                            + "\"body\":{\"stringValue\":")
                    .append(Collectors.JSON.writeValueAsString(text)).append("}}");
        }
        String body = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + records + "]}],\"resource\":"
                + "{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"otlp-json\"}}]}}]}";
        assertThat(service.post("/v1/logs", body, "Content-Type", "application/json")).isEqualTo("200 {}");
        assertThat(service.post("/v1/logs", "{}", "Content-Type", "application/json")).isEqualTo("200 {}");
        single("otlp-json", "OtlpJson");
    }

    @Test
    void otlpRecordsThatAreTooLongAreRejectedAndTheOthersTaken() throws Exception {
        ExportLogsServiceRequest.Builder request = request("otlp-partial", Crashes.concurrentWrites("OtlpPartial"))
                .toBuilder();
        request.getResourceLogsBuilder(0).getScopeLogsBuilder(0).addLogRecords(
                LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue("x".repeat((16 << 20) + 1))));
        HttpResponse<byte[]> answer = service.send("/v1/logs", request.build().toByteArray(), "Content-Type",
                "application/x-protobuf");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ExportLogsServiceResponse.parseFrom(answer.body()).getPartialSuccess().getRejectedLogRecords())
                .isEqualTo(1);
        single("otlp-partial", "OtlpPartial");
    }

    @Test
    void theStandardWebhooksLibrarySigns() throws Exception {
        String text = Crashes.nilMapWrite("Standard");
        String id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
        long now = Instant.now().getEpochSecond();
        String answer = signed(OLD, id, now, text);
        assertThat(answer).startsWith("202 ");
        assertThat(signed(NEW, id, now, text)).as("another valid secret, the same delivery").isEqualTo(answer);
        single("standard", "Standard");
        assertThat(signed(NEW, "msg_old", now - 301, text)).startsWith("401 ");
        assertThat(signed(NEW, "msg_ahead", now + 360, text)).startsWith("401 ");
        assertThat(signed("whsec_d3Jvbmctb25seS1hLXRlc3Qtd3Jvbmc=", "msg_wrong", now, text)).startsWith("401 ");
        assertThat(service.post("/webhooks/generic?service=standard", text)).startsWith("401 ");
        single("standard", "Standard");

        WebhookSecrets.Entry added = secrets.add("generic", "whsec_YWRkZWQtb25seS1hLXRlc3QtYWRkZWQ=");
        assertThat(signed("whsec_YWRkZWQtb25seS1hLXRlc3QtYWRkZWQ=", id, now, text)).isEqualTo(answer);
        assertThat(secrets.remove(added.id())).isTrue();
        assertThat(signed("whsec_YWRkZWQtb25seS1hLXRlc3QtYWRkZWQ=", id, now, text)).startsWith("401 ");
    }

    private String signed(String secret, String id, long time, String text) throws Exception {
        return service.post("/webhooks/generic?service=standard", text, "webhook-id", id, "webhook-timestamp",
                Long.toString(time), "webhook-signature", "v1,bm90IHRoaXMgb25l " + new Webhook(secret).sign(id, time,
                        text));
    }

    @Test
    void githubsSignatureIsOverTheBodyAsSent() throws Exception {
        String body = Collectors.JSON.writeValueAsString(Map.of("action", "opened", "issue",
                Map.of("title", "t", "body", Crashes.nilMapWrite("Signed")), "repository", Map.of("name", "signed")));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("only-a-test".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        String answer = service.post("/webhooks/github", body, "X-GitHub-Event", "issues", "X-GitHub-Delivery", "s-1",
                "X-Hub-Signature-256", signature);
        assertThat(answer).startsWith("202 ");
        assertThat(service.post("/webhooks/github", body, "X-GitHub-Event", "issues", "X-GitHub-Delivery", "another",
                "X-Hub-Signature-256", signature)).as("repeated under a name that nobody signed").isEqualTo(answer);
        assertThat(service.post("/webhooks/github", body + " ", "X-GitHub-Event", "issues", "X-GitHub-Delivery",
                "s-2", "X-Hub-Signature-256", signature)).startsWith("401 ");
        single("signed", "Signed");
    }

    @Test
    void theCloudEventsSdkSendsInThreeModes() {
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            events.add(CloudEventBuilder.v1().withId("e" + i).withSource(URI.create("/shop/cart"))
                    .withType("dev.example.crash").withTime(OffsetDateTime.parse("2026-05-15T09:02:04.1Z"))
                    .withExtension("service", "cloud-events").withData("text/plain",
                            Crashes.nilMapWrite("Event" + i).getBytes(StandardCharsets.UTF_8))
                    .build());
        }
        for (int i = 0; i < 2; i++) {
            assertThat(binary(events.get(0))).isEqualTo(202);
            assertThat(structured(events.get(1))).isEqualTo(202);
            byte[] batch = ("[" + json(events.get(2)) + "," + json(events.get(3)) + "]")
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(service.send("/webhooks/cloudevents", batch, "Content-Type",
                    "application/cloudevents-batch+json; charset=UTF-8").statusCode()).isEqualTo(202);
        }
        List<JsonNode> incidents = service.incidents("cloud-events");
        assertThat(incidents).hasSize(4);
        assertThat(incidents).allMatch(incident -> service.count(incident) == 1);
        assertThat(incidents).extracting(incident -> incident.at("/culprit/function").asString())
                .containsExactlyInAnyOrder("example.com/shop/stock.(*Shelf).Event0",
                        "example.com/shop/stock.(*Shelf).Event1", "example.com/shop/stock.(*Shelf).Event2",
                        "example.com/shop/stock.(*Shelf).Event3");
        assertThat(service.post("/webhooks/cloudevents", "{}", "Content-Type", "application/cloudevents+json"))
                .startsWith("400 ");
    }

    private static String json(CloudEvent event) {
        return new String(new JsonFormat().serialize(event), StandardCharsets.UTF_8);
    }

    private int binary(CloudEvent event) {
        Map<String, String> headers = new HashMap<>();
        List<byte[]> bodies = new ArrayList<>();
        HttpMessageFactory.createWriter(headers::put, bodies::add).writeBinary(event);
        return sent(headers, bodies);
    }

    private int structured(CloudEvent event) {
        Map<String, String> headers = new HashMap<>();
        List<byte[]> bodies = new ArrayList<>();
        HttpMessageFactory.createWriter(headers::put, bodies::add).writeStructured(event, new JsonFormat());
        return sent(headers, bodies);
    }

    private int sent(Map<String, String> headers, List<byte[]> bodies) {
        List<String> flat = new ArrayList<>();
        headers.forEach((name, value) -> flat.addAll(List.of(name, value)));
        return service.send("/webhooks/cloudevents", bodies.getFirst(), flat.toArray(String[]::new)).statusCode();
    }

    @Test
    void aSentrySdkSendsItsEnvelope() {
        SentryOptions options = new SentryOptions();
        options.setDsn("http://key@localhost:" + port + "/webhooks/sentry/7");
        options.setEnableUncaughtExceptionHandler(false);
        options.setRelease("v9");
        options.setServerName("sentry-host");
        io.sentry.SentryClient client = new io.sentry.SentryClient(options);
        SentryEvent event = new SentryEvent();
        event.setTag("service", "sentry-sdk");
        SentryException exception = new SentryException();
        exception.setType("runtime.plainError");
        exception.setValue("assignment to entry in nil map");
        SentryStackFrame main = frame("main", "main", "/src/main.go", 9);
        SentryStackFrame put = frame("(*Shelf).SentrySdk", "example.com/shop/stock", "/src/stock/shelf.go", 20);
        exception.setStacktrace(new SentryStackTrace(List.of(main, put)));
        event.setExceptions(List.of(exception));
        client.captureEvent(event, null, new Hint());
        client.flush(10_000);
        client.close();
        JsonNode incident = single("sentry-sdk", "SentrySdk");
        assertThat(incident.at("/category").asString()).isEqualTo("NIL_MAP_WRITE");
        assertThat(incident.at("/release").asString()).isEqualTo("v9");
    }

    private static SentryStackFrame frame(String function, String module, String file, int line) {
        SentryStackFrame frame = new SentryStackFrame();
        frame.setFunction(function);
        frame.setModule(module);
        frame.setAbsPath(file);
        frame.setLineno(line);
        return frame;
    }

    @Test
    void vectorLooksWhetherAnybodyIsThere() throws Exception {
        HttpResponse<Void> answer = java.net.http.HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(service.uri("/webhooks/vector")).method("HEAD",
                        HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
