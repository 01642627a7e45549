package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.maptriage.Crashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The HTTP side over real sockets.
@NullUnmarked
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "maptriage.intake.sent-size=21MB", "maptriage.intake.inflated-size=24MB"})
class UploadTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MIB = 1 << 20;

    @TempDir
    static Path directory;

    @LocalServerPort
    int port;

    private final HttpClient client = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url",
                () -> "jdbc:h2:file:" + directory.resolve("upload") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
    }

    /// A way to send a text.
    record Form(String name, String type, Map<String, String> headers, Encoder encoder) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Encoder {
        byte[] encode(byte[] text) throws IOException;
    }

    static Stream<Arguments> everyFormInTwoSizes() {
        return Stream.of(new Form("plain", "text/plain; charset=utf-8", Map.of(), text -> text),
                new Form("octets", "application/octet-stream", Map.of(), text -> text),
                new Form("curl's default", "application/x-www-form-urlencoded", Map.of(), text -> text),
                new Form("no type", null, Map.of(), text -> text),
                new Form("gzip file", "application/gzip", Map.of(), UploadTest::gzip),
                new Form("gzip encoding", "text/plain", Map.of("Content-Encoding", "gzip"), UploadTest::gzip),
                new Form("gzip file of curl", "application/x-www-form-urlencoded", Map.of(), UploadTest::gzip),
                new Form("zstd file", "application/zstd", Map.of(), Zstd::compress),
                new Form("zstd encoding", null, Map.of("Content-Encoding", "zstd"), Zstd::compress),
                new Form("zip", "application/zip", Map.of(), UploadTest::zip),
                new Form("form", "multipart/form-data; boundary=XX", Map.of(), text -> form("crash.txt", text)),
                new Form("form with gzip", "multipart/form-data; boundary=XX", Map.of(),
                        text -> form("crash.txt.gz", gzip(text))),
                new Form("json", "application/json", Map.of(), UploadTest::json),
                new Form("json in gzip", "application/json; charset=utf-8", Map.of("Content-Encoding", "gzip"),
                        text -> gzip(json(text))))
                .flatMap(form -> Stream.of(2 << 10, 20 * MIB).map(size -> Arguments.of(form, size)));
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @MethodSource
    void everyFormInTwoSizes(Form form, int size) throws Exception {
        byte[] text = Crashes.padded(Crashes.concurrentWrites("Put"), size - 200);
        HttpRequest.Builder request = post("/api/v1/diagnoses")
                .POST(BodyPublishers.ofByteArray(form.encoder.encode(text)));
        if (form.type != null) {
            request.header("Content-Type", form.type);
        }
        form.headers.forEach(request::header);

        HttpResponse<String> response = send(request);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.at("/bytes").asInt()).isEqualTo(text.length);
        assertThat(body.at("/sha256").asString()).isEqualTo(sha256(text));
        assertThat(body.at("/incidents/0/kind").asString()).isEqualTo("WRITE_WRITE");
        assertThat(body.at("/incidents/0/culprit/function").asString())
                .isEqualTo("example.com/shop/cart.(*Store).Put");
        assertThat(body.at("/uploadId").isNull()).isTrue();
    }

    @Test
    void severalFilesOfAFormAreOneUpload() throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(part("a.txt", Crashes.concurrentWrites("PutA").getBytes(StandardCharsets.UTF_8)));
        form.writeBytes(part("a.txt", gzip(Crashes.nilMapWrite("PutB").getBytes(StandardCharsets.UTF_8))));
        form.writeBytes("--XX\r\nContent-Disposition: form-data; name=\"service\"\r\n\r\nforms\r\n"
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes("--XX--\r\n".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response = send(post("/api/v1/traces")
                .header("Content-Type", "multipart/form-data; boundary=XX")
                .POST(BodyPublishers.ofByteArray(form.toByteArray())));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.at("/incidents").size()).isEqualTo(2);
        assertThat(body.at("/incidents/1/service").asString()).isEqualTo("forms");
    }

    @Test
    void theSameTextIsStoredOnceAndAnotherReleaseIsADuplicate() throws Exception {
        String crash = Crashes.concurrentWrites("PutTwice");
        HttpResponse<String> first = send(text("/api/v1/traces?service=cart&title=a%20title", crash));
        HttpResponse<String> again = send(text("/api/v1/traces", crash).header("X-Maptriage-Service", "cart"));
        HttpResponse<String> other = send(text("/api/v1/traces?service=cart&release=v2", crash));

        assertThat(List.of(first.statusCode(), again.statusCode(), other.statusCode())).containsExactly(201, 200, 201);
        JsonNode incident = JSON.readTree(first.body()).at("/incidents/0");
        assertThat(lasting(JSON.readTree(again.body()).at("/incidents/0"))).isEqualTo(lasting(incident));
        assertThat(JSON.readTree(other.body()).at("/incidents/0/duplicateOf")).isEqualTo(incident.at("/id"));
        assertThat(get(incident.at("/links/issue").asString()).at("/count").asInt()).isEqualTo(2);
        assertThat(lasting(get(incident.at("/links/self").asString()))).isEqualTo(lasting(incident));
        assertThat(send(request(incident.at("/links/trace").asString())).body()).isEqualTo(crash);
        assertThat(incident.at("/reproduction/state").asString()).isIn("NONE", "QUEUED", "RUNNING", "DONE");
    }

    @Test
    void aKeyStandsForOneText() throws Exception {
        HttpRequest.Builder first = text("/api/v1/traces?service=a", Crashes.concurrentWrites("PutKeyed"));
        HttpRequest.Builder again = text("/api/v1/traces?service=b", Crashes.concurrentWrites("PutKeyed"));
        HttpRequest.Builder other = text("/api/v1/traces", Crashes.concurrentWrites("PutOther"));
        Stream.of(first, again, other).forEach(request -> request.header("Idempotency-Key", "k-1"));

        HttpResponse<String> stored = send(first);
        HttpResponse<String> known = send(again);
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(known.body()).at("/uploadId")).isEqualTo(JSON.readTree(stored.body()).at("/uploadId"));
        problem(send(other), 422);
    }

    @Test
    void labelsComeFromJson() throws Exception {
        String json = JSON.writeValueAsString(Map.of("trace", Crashes.concurrentWrites("PutJson"), "service", "späti",
                "occurredAt", "2026-03-04T05:06:07+02:00"));
        JsonNode incident = JSON.readTree(send(post("/api/v1/traces").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))).body()).at("/incidents/0");

        assertThat(incident.at("/service").asString()).isEqualTo("späti");
        assertThat(incident.at("/occurredAt").asString()).isEqualTo("2026-03-04T03:06:07Z");
    }

    @Test
    void secretsAreMaskedBeforeAnythingIsStored() throws Exception {
        String crash = Crashes.concurrentWrites("PutSecret");
        String text = "login of jane@mail.example.com, password=hunter2\n" + crash;
        JsonNode body = JSON.readTree(send(text("/api/v1/traces?title=token%3Da1b2", text)).body());
        JsonNode incident = body.at("/incidents/0");

        assertThat(send(request(incident.at("/links/trace").asString())).body())
                .isEqualTo("login of [masked], password=[masked]\n" + crash);
        assertThat(body.at("/notes/0/note").asString()).contains("2 secrets were masked");
        assertThat(body.at("/bytes").asInt()).isEqualTo(text.length());
        assertThat(body.at("/sha256").asString()).isEqualTo(HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))));
        assertThat(send(text("/api/v1/traces?title=token%3Da1b2", text)).statusCode()).isEqualTo(200);
        assertThat(incident.at("/firstLine").asInt()).isEqualTo(2);
    }

    @Test
    void limitsHoldToTheByte() throws Exception {
        byte[] fits = Crashes.padded(Crashes.concurrentWrites("Put"), 21 * MIB);
        byte[] exact = Arrays.copyOf(fits, 21 * MIB);
        assertThat(send(bytes("/api/v1/diagnoses", exact)).statusCode()).isEqualTo(200);
        JsonNode sent = problem(send(bytes("/api/v1/diagnoses", Arrays.copyOf(fits, 21 * MIB + 1))), 413);
        assertThat(sent.at("/limit/sentBytes").asInt()).isEqualTo(21 * MIB);
        assertThat(sent.at("/limit/inflatedBytes").asInt()).isEqualTo(24 * MIB);
        assertThat(sent.at("/detail").asString()).contains("21 MiB", "24 MiB");

        byte[] large = Crashes.padded(Crashes.concurrentWrites("Put"), 24 * MIB + 1);
        assertThat(send(bytes("/api/v1/diagnoses", gzip(Arrays.copyOf(large, 24 * MIB)))).statusCode())
                .isEqualTo(200);
        assertThat(problem(send(bytes("/api/v1/diagnoses", gzip(Arrays.copyOf(large, 24 * MIB + 1)))), 413)
                .at("/exceeded").asString()).isEqualTo("inflatedBytes");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(head("POST /api/v1/traces HTTP/1.1", "Host: localhost", "Content-Type: text/plain",
                            "Content-Length: 999999999", "Expect: 100-continue"));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/json, text/plain, */*", "text/html, */*;q=0.8"})
    void answersJsonUnlessTextIsPreferred(String accept) throws Exception {
        HttpResponse<String> response = send(
                text("/api/v1/diagnoses", Crashes.concurrentWrites("Put")).setHeader("Accept", accept));
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void answersAVerdictToATerminal() throws Exception {
        HttpResponse<String> response = send(text("/api/v1/traces?service=verdict",
                Crashes.concurrentWrites("PutSpoken")).setHeader("Accept", "text/plain"));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(response.body()).startsWith("fatal error: concurrent map writes\nCONCURRENT_WRITE, WRITE_WRITE, ")
                .contains("example.com/shop/cart.(*Store).PutSpoken  /src/cart/store.go:57  goroutine 18")
                .containsPattern("fix +\\S").contains("http://localhost:" + port + "/incidents/");
        problem(send(text("/api/v1/diagnoses", "x").setHeader("Accept", "image/png")), 406);
    }

    @Test
    void everyErrorIsAProblem() throws Exception {
        assertThat(problem(send(text("/api/v1/traces", "nothing of interest\n")), 422).at("/detail").asString())
                .contains("fatal error");
        problem(send(text("/api/v1/traces", "")), 422);
        assertThat(problem(send(post("/api/v1/traces").header("Content-Type", "image/png")
                .POST(BodyPublishers.ofString("x"))), 415).at("/accepted").size()).isPositive();
        problem(send(text("/api/v1/traces", "x").header("Content-Encoding", "br")), 415);
        problem(send(bytes("/api/v1/traces", Arrays.copyOf(gzip(new byte[9000]), 20))), 400);
        assertThat(problem(send(post("/api/v1/traces").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"trace\": \"a\" \"b\"}"))), 400).at("/offset").asInt()).isEqualTo(14);
        problem(send(post("/api/v1/traces").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[{\"msg\": \"cut"))), 400);
        problem(send(text("/api/v1/traces?occurredAt=yesterday", "x")), 400);
        problem(send(request("/api/v1/nothing")), 404);
        problem(send(request("/api/v1/incidents/" + UUID.randomUUID())), 404);
        problem(send(request("/api/v1/issues/" + UUID.randomUUID())), 404);
        assertThat(problem(send(request("/api/v1/incidents/no-uuid")), 400).at("/parameter").asString())
                .isEqualTo("id");
        assertThat(problem(send(request("/api/v1/incidents?category=NONE")), 400).at("/accepted").size())
                .isEqualTo(4);
        problem(send(request("/api/v1/incidents?since=soon")), 400);
        problem(send(request("/api/v1/issues?sort=colour")), 400);
        problem(send(request("/api/v1/issues?cursor=x")), 400);
        HttpResponse<String> method = send(request("/api/v1/traces"));
        problem(method, 405);
        assertThat(method.headers().firstValue("Allow")).contains("POST");
        problem(send(request("/api/v1/issues").setHeader("Accept", "image/png")), 406);
        for (String size : List.of("0", "-3", "99999999999999999999", "many", "")) {
            assertThat(send(request("/api/v1/issues?size=" + size)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void deletesAnIncident() throws Exception {
        JsonNode incident = JSON.readTree(send(text("/api/v1/traces", Crashes.concurrentWrites("PutGone"))).body())
                .at("/incidents/0");
        String self = incident.at("/links/self").asString();

        assertThat(get(self + "/goroutines").at("/items/0/count").asInt()).isEqualTo(1);
        assertThat(get(self + "/similar").at("/items").isArray()).isTrue();
        assertThat(send(request(self).DELETE()).statusCode()).isEqualTo(204);
        problem(send(request(self)), 404);
        problem(send(request(self).DELETE()), 404);
    }

    @Test
    void otherWebSitesAreKeptOut() throws Exception {
        String crash = Crashes.concurrentWrites("Put");
        problem(send(text("/api/v1/diagnoses", crash).header("Origin", "https://evil.example")), 403);
        problem(send(text("/api/v1/diagnoses", crash).header("Origin", "null")), 403);
        problem(send(text("/api/v1/diagnoses", crash).header("Sec-Fetch-Site", "cross-site")), 403);
        assertThat(send(text("/api/v1/diagnoses", crash).header("Origin", "http://localhost:" + port)).statusCode())
                .isEqualTo(200);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(head("GET /api/v1/issues HTTP/1.1", "Host: evil.example", "Connection: close"));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403").contains("evil.example").contains("application/problem+json");
        }
    }

    @Test
    void everyResponseCarriesTheSecurityHeaders() throws Exception {
        for (String path : List.of("/api/v1/issues", "/api/v1/nothing", "/nothing", "/actuator/health")) {
            HttpResponse<String> response = send(request(path));
            assertThat(response.headers().firstValue("Content-Security-Policy")).as(path).hasValueSatisfying(
                    policy -> assertThat(policy).startsWith("default-src 'none';").doesNotContain("unsafe"));
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void everyStageHasItsMeters() throws Exception {
        send(text("/api/v1/traces", Crashes.concurrentWrites("PutMetered")));
        String metrics = send(request("/actuator/prometheus")).body();

        assertThat(metrics).contains("maptriage_intake_seconds_count", "maptriage_intake_bytes_sum",
                "maptriage_envelope_seconds_count", "maptriage_trace_seconds_count",
                "maptriage_diagnosis_seconds_count",
                "maptriage_incidents_total{category=\"CONCURRENT_WRITE\",outcome=\"stored\"}",
                "maptriage_diagnosis_results_total{category=\"CONCURRENT_WRITE\"");
        assertThat(send(request("/actuator/health/readiness")).body()).contains("UP");
        assertThat(send(request("/v3/api-docs")).body()).contains("/api/v1/traces", "/api/v1/incidents/{id}/similar");
    }

    private static byte[] head(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// An incident without what goes on after it was stored: its reproduction, and what others tell of the other party.
    private static JsonNode lasting(JsonNode incident) {
        return ((ObjectNode) incident.deepCopy()).without(List.of("reproduction", "counterpart"));
    }

    private static JsonNode problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).as(response.body())
                .contains("application/problem+json");
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.at("/status").asInt()).isEqualTo(status);
        assertThat(body.at("/detail").asString()).isNotBlank().doesNotContain("problem.", "Exception");
        assertThat(body.at("/title").asString()).isNotBlank().doesNotContain("problem.");
        return body;
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = send(request(path));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpRequest.Builder post(String path) {
        return request(path);
    }

    private HttpRequest.Builder text(String path, String text) {
        return request(path).header("Content-Type", "text/plain").POST(BodyPublishers.ofString(text));
    }

    private HttpRequest.Builder bytes(String path, byte[] bytes) {
        return request(path).POST(BodyPublishers.ofByteArray(bytes));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        }
        return out.toByteArray();
    }

    private static byte[] zip(byte[] text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("crash.txt"));
            zip.write(text);
        }
        return out.toByteArray();
    }

    private static byte[] json(byte[] text) {
        return JSON.writeValueAsBytes(Map.of("trace", new String(text, StandardCharsets.UTF_8)));
    }

    private static byte[] form(String name, byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(part(name, file));
        out.writeBytes("--XX--\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static byte[] part(String name, byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(file);
        out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
