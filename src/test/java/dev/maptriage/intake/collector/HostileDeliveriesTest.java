package dev.maptriage.intake.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.xerial.snappy.Snappy;

/// What senders of ill will deliver: bombs, lengths that lie, depth without end, texts that want to be lines of a log. Every
/// receiver answers all of it soon and with a word of its own, never with a failure.
@NullUnmarked
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "spring.datasource.url=jdbc:h2:mem:hostile;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
    "maptriage.collectors.sent-size=1MB", "maptriage.collectors.inflated-size=2MB"})
class HostileDeliveriesTest {
    private static final String JSON = "application/json";
    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    @LocalServerPort
    int port;

    private final HttpClient client = HttpClient.newHttpClient();

    static Iterable<String> sources() {
        return WebhookSecrets.sources();
    }

    private String path(String source) {
        return switch (source) {
            case Sources.OTLP -> "/v1/logs";
            case Sources.LOKI -> "/loki/api/v1/push";
            default -> "/webhooks/" + source;
        };
    }

    private HttpResponse<String> deliver(String source, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path(source)))
                .timeout(SOON).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    /// Bodies that were made to hurt a reader, by what they hurt.
    private static Map<String, byte[]> bodies() {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("arrays without end", bytes("[".repeat(500_000)));
        bodies.put("objects without end", bytes("{\"a\":".repeat(150_000)));
        bodies.put("a number of many digits", bytes("{\"time\":" + "9".repeat(900_000) + "}"));
        bodies.put("a tiny number that is long when written out", bytes("{\"time\":1e-999999999,\"message\":\"x\"}"));
        bodies.put("a huge number that is long when written out", bytes("[{\"timestamp\":1e999999999,\"log\":\"x\"}]"));
        bodies.put("a name of a megabyte", bytes("{\"" + "n".repeat(1_000_000) + "\":1}"));
        bodies.put("equal names", bytes("{" + "\"message\":\"x\",".repeat(60_000) + "\"message\":\"y\"}"));
        bodies.put("names of one hash", bytes(colliding()));
        bodies.put("a length of 2 GiB", new byte[]{0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07});
        bodies.put("a negative length",
                new byte[]{0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff,
                    (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x01});
        bodies.put("messages in messages", nested());
        bodies.put("half a character", new byte[]{'{', '"', (byte) 0xc3});
        bodies.put("zeros", new byte[100_000]);
        bodies.put("a lone surrogate", bytes("{\"message\":\"\\ud800\"}"));
        bodies.put("lines that want to be a log", bytes("{\"message\":\"x\\r\\n2026-01-01 ERROR forged\\u0000\"}"));
        return bodies;
    }

    /// Strings whose `hashCode` is the same.
    private static String colliding() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 1 << 14; i++) {
            json.append('"');
            for (int bit = 0; bit < 14; bit++) {
                json.append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
            }
            json.append("\":0,");
        }
        return json.append("\"message\":\"x\"}").toString();
    }

    private static byte[] nested() {
        byte[] inner = new byte[0];
        for (int depth = 0; depth < 3_000; depth++) {
            ByteArrayOutputStream outer = new ByteArrayOutputStream();
            outer.write(0x0a);
            int length = inner.length;
            while (length > 0x7f) {
                outer.write((length & 0x7f) | 0x80);
                length >>= 7;
            }
            outer.write(length);
            outer.writeBytes(inner);
            inner = outer.toByteArray();
        }
        return inner;
    }

    @ParameterizedTest
    @MethodSource("sources")
    void everyReceiverAnswersEverything(String source) throws Exception {
        for (Map.Entry<String, byte[]> body : bodies().entrySet()) {
            for (String type : new String[]{"application/json", "application/x-protobuf", "text/plain",
                "application/cloudevents+json"}) {
                HttpResponse<String> response = deliver(source, body.getValue(), "Content-Type", type);
                assertThat(response.statusCode()).as("%s as %s: %s", body.getKey(), type, response.body())
                        .isLessThan(500);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void bombsAreStoppedAtTheLimit(String source) throws Exception {
        byte[] zeros = new byte[64 * MIB];
        Arrays.fill(zeros, (byte) ' ');
        byte[] onceMore = gzip(gzip(zeros));
        assertThat(deliver(source, gzip(zeros), "Content-Encoding", "gzip", "Content-Type", JSON).statusCode())
                .isEqualTo(413);
        assertThat(deliver(source, Zstd.compress(zeros), "Content-Encoding", "zstd", "Content-Type", JSON).statusCode())
                .isEqualTo(413);
        assertThat(deliver(source, onceMore, "Content-Encoding", "gzip, gzip", "Content-Type", JSON).statusCode())
                .isEqualTo(413);
        // Says that it holds 2 GiB.
        byte[] lie = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0x00};
        assertThat(deliver(source, lie, "Content-Encoding", "snappy", "Content-Type", JSON).statusCode()).isIn(400,
                413);
        assertThat(deliver(source, Arrays.copyOf(Snappy.compress(zeros), MIB), "Content-Encoding", "snappy",
                "Content-Type", JSON)
                .statusCode()).isEqualTo(413);
    }

    @Test
    void limitsHoldToTheByte() throws Exception {
        byte[] exact = new byte[MIB];
        Arrays.fill(exact, (byte) 'x');
        assertThat(deliver("generic", exact, "Content-Type", "text/plain").statusCode()).isEqualTo(202);
        assertThat(deliver("generic", Arrays.copyOf(exact, MIB + 1), "Content-Type", "text/plain").statusCode())
                .isEqualTo(413);
        byte[] inflated = new byte[2 * MIB];
        Arrays.fill(inflated, (byte) 'y');
        assertThat(deliver("generic", gzip(inflated), "Content-Encoding", "gzip", "Content-Type", "text/plain")
                .statusCode()).isEqualTo(202);
        assertThat(deliver("generic", gzip(Arrays.copyOf(inflated, 2 * MIB + 1)), "Content-Encoding", "gzip",
                "Content-Type", "text/plain").statusCode()).isEqualTo(413);
    }

    @Test
    void codingsDoNotPileUpWithoutEnd() throws Exception {
        assertThat(codedOver(DeliveryReader.MOST_CODINGS)).isEqualTo(202);
        assertThat(codedOver(DeliveryReader.MOST_CODINGS + 1)).isEqualTo(400);
        assertThat(codedOver(200)).isEqualTo(400);
    }

    private int codedOver(int times) throws Exception {
        byte[] body = bytes("x");
        StringBuilder codings = new StringBuilder();
        for (int i = 0; i < times; i++) {
            body = gzip(body);
            codings.append(i == 0 ? "" : ", ").append("gzip");
        }
        return deliver("generic", body, "Content-Encoding", codings.toString()).statusCode();
    }
}
