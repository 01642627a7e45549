package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Uploads of ill will over real sockets: requests that two servers would read differently, bodies that never end, bombs,
/// words that want to be markup, a header, or a line of the log.
@NullUnmarked
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"spring.devtools.restart.enabled=false",
    "spring.datasource.url=jdbc:h2:mem:uploads;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
    "maptriage.intake.sent-size=1MB", "maptriage.intake.inflated-size=4MB", "maptriage.intake.archive-files=10",
    "server.tomcat.connection-timeout=2s"})
class HostileUploadsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"]*)\"");
    private static final String MARKUP = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(2)>\"'";

    @LocalServerPort
    int port;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> upload(byte[] body, String query) throws Exception {
        return send(to("/api/v1/traces" + query).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] zip(int files, String name, byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (int i = 0; i < files; i++) {
                out.putNextEntry(new ZipEntry(i == 0 ? name : name + i));
                out.write(content);
                out.closeEntry();
            }
        }
        return packed.toByteArray();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Sends bytes and reads all that comes back until the server closes or a few seconds are over.
    private String raw(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            for (int n = socket.getInputStream().read(buffer); n >= 0; n = socket.getInputStream().read(buffer)) {
                answer.write(buffer, 0, n);
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nContent-Length: 0", "Content-Length: 5, 0", "Content-Length: +5",
        "Content-Length: -1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked", "Content-Length\t: 5",
        "Content-Length: 99999999999999999999"})
    void requestsWhoseLengthIsInDoubtAreRefusedAndTheConnectionWithThem(String headers) throws IOException {
        String answer = raw("POST /api/v1/traces HTTP/1.1", "Host: localhost", headers, "",
                "GET /api/v1/issues HTTP/1.1", "Host: localhost", "", "");
        assertThat(answer).containsPattern("^HTTP/1\\.1 (4\\d\\d|501)").doesNotContain("\"items\"");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSize(2);
    }

    @Test
    void aLengthBesideChunksIsNotWhatTheBodyEndsBy() throws IOException {
        String answer = raw("POST /api/v1/diagnoses HTTP/1.1", "Host: localhost", "Content-Length: 4",
                "Transfer-Encoding: chunked", "", "0", "", "GET /smuggled HTTP/1.1", "Host: localhost",
                "Connection: close", "", "");
        // RFC 9112, 6.1: chunks count, and such a connection is closed after its answer.
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("/smuggled");
    }

    /// RFC 9112, 5.2: a line that begins with a space belongs to the header before it.
    @Test
    void headersOnFurtherLinesAreNoHeadersOfTheirOwn() throws IOException {
        String[] folded = {"GET /api/v1/issues HTTP/1.1", "Host: localhost", "X-A: b", " Accept: image/png",
            "Connection: close", "", ""};
        assertThat(raw(folded)).startsWith("HTTP/1.1 200");
        folded[3] = "Accept: image/png";
        assertThat(raw(folded)).startsWith("HTTP/1.1 406");
    }

    @Test
    void headersHaveALimit() throws IOException {
        assertThat(raw("GET /api/v1/issues HTTP/1.1", "Host: localhost", "X-A: " + "x".repeat(100_000), "", ""))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("GET /api/v1/issues?q=" + "x".repeat(100_000) + " HTTP/1.1", "Host: localhost", "", ""))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void aBodyThatDoesNotGoOnIsNotWaitedForForEver() throws IOException {
        long start = System.nanoTime();
        String answer = raw("POST /api/v1/traces HTTP/1.1", "Host: localhost", "Content-Length: 1000", "",
                "fatal error: conc");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(answer).doesNotContain("201").doesNotContain("\"uploadId\"");
    }

    @Test
    void aHundredSlowSendersKeepNobodyFromBeingServed() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.getOutputStream().write(String.join("\r\n", "POST /api/v1/traces HTTP/1.1",
                        "Host: localhost", "Content-Length: 999", "", "x").getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            long start = System.nanoTime();
            assertThat(upload(Crashes.concurrentWrites("PutMeanwhile").getBytes(StandardCharsets.UTF_8), "")
                    .statusCode()).isEqualTo(201);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void bombsAreStoppedAtTheLimit() throws Exception {
        byte[] zeros = new byte[64 << 20];
        byte[] bomb = gzip(zeros);
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(upload(bomb, "").statusCode()).isEqualTo(413);
        assertThat(upload(gzip(bomb), "").statusCode()).isEqualTo(413);
        assertThat(upload(zip(8, "trace.txt", new byte[1 << 20]), "").statusCode()).isEqualTo(413);
        assertThat(upload(zip(1, "bomb.gz", bomb), "").statusCode()).isEqualTo(413);
        byte[] nest = Crashes.concurrentWrites("PutNested").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 9; i++) {
            nest = zip(1, "a.zip", nest);
        }
        assertThat(upload(nest, "").statusCode()).isEqualTo(413);
    }

    @Test
    void archivesHoldSoManyFilesAndNotOneMore() throws Exception {
        byte[] crash = Crashes.concurrentWrites("PutFiles").getBytes(StandardCharsets.UTF_8);
        assertThat(upload(zip(10, "a.txt", crash), "").statusCode()).isEqualTo(201);
        HttpResponse<String> over = upload(zip(11, "a.txt", crash), "");
        assertThat(over.statusCode()).isEqualTo(413);
        assertThat(JSON.readTree(over.body()).at("/exceeded").asString()).isEqualTo("archiveFiles");
    }

    @Test
    void namesInArchivesAreNames() throws Exception {
        byte[] crash = Crashes.concurrentWrites("PutNamed").getBytes(StandardCharsets.UTF_8);
        Path outside = Path.of("target", "escaped-by-name.txt");
        Files.deleteIfExists(outside);
        for (String name : List.of("../../../target/escaped-by-name.txt", "target/escaped-by-name.txt",
                "..\\..\\target\\escaped-by-name.txt", outside.toAbsolutePath().toString())) {
            assertThat(upload(zip(1, name, crash), "?title=" + encoded(name)).statusCode()).isIn(200, 201);
        }
        assertThat(outside).doesNotExist();
    }

    /// Labels, message, function, file and goroutine label want to be markup, on every page that leads from the incident, its
    /// issue, the lists and the log.
    @Test
    void wordsStayWordsOnEveryPage() throws Exception {
        String crash = """
                panic: assignment to entry in nil map %1$s

                goroutine 18 [running%1$s]:
                example.com/shop/cart.(*Store).%1$s(0xc000010250)
                \t/src/cart/%1$s.go:57 +0x65
                """.formatted(MARKUP) + Crashes.concurrentWrites("Put" + MARKUP);
        String query = "?service=" + encoded(MARKUP) + "&environment=" + encoded(MARKUP) + "&release="
                + encoded(MARKUP) + "&host=" + encoded(MARKUP) + "&title=" + encoded(MARKUP);
        HttpResponse<String> stored = upload(crash.getBytes(StandardCharsets.UTF_8), query);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        List<String> open = new ArrayList<>(List.of("/", "/issues", "/deliveries", "/settings", "/labs",
                "/issues?q=" + encoded(MARKUP), "/nothing/" + encoded(MARKUP), "/settings?action=" + encoded(MARKUP),
                "/settings?cursor=" + encoded(MARKUP), "/issues?status=" + encoded(MARKUP)));
        for (JsonNode incident : JSON.readTree(stored.body()).at("/incidents")) {
            open.add("/incidents/" + incident.at("/id").asString());
            open.add("/issues/" + incident.at("/issueId").asString());
        }
        int start = open.size();
        for (int i = 0; i < open.size(); i++) {
            HttpResponse<String> page = send(to(open.get(i)).header("Accept", "text/html"));
            assertThat(page.statusCode()).as(open.get(i)).isLessThan(500);
            if (page.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
                assertThat(page.body()).as(open.get(i)).doesNotContain("<script>alert", "<img src=x",
                        "</title></textarea>");
            }
            Matcher links = LINK.matcher(page.body());
            while (i < start && open.size() < 80 && links.find()) {
                String link = links.group(1).replace("&amp;", "&");
                if (link.startsWith("/i") && link.indexOf('#') < 0 && !open.contains(link)) {
                    open.add(link);
                }
            }
        }
        assertThat(open).hasSizeGreaterThan(start + 3);
    }

    @Test
    void labelsAreNoHeadersAndNoLinesOfTheLog(CapturedOutput output) throws Exception {
        String forged = "cart\r\nSet-Cookie: forged=1\r\n\r\n2026-01-01 ERROR forged by a label";
        HttpResponse<String> stored = upload(Crashes.concurrentWrites("PutForged").getBytes(StandardCharsets.UTF_8),
                "?service=" + encoded(forged) + "&title=" + encoded(forged));
        assertThat(stored.statusCode()).isEqualTo(201);
        assertThat(stored.headers().map()).doesNotContainKey("set-cookie");
        send(to("/api/v1/issues?q=" + encoded(forged)));
        send(to("/api/v1/incidents/" + encoded(forged)));
        send(to("/api/v1/traces?occurredAt=" + encoded(forged)).POST(HttpRequest.BodyPublishers.ofString("x")));
        send(to("/webhooks/" + encoded("x\r\nforged")).POST(HttpRequest.BodyPublishers.ofString("x")));
        String id = JSON.readTree(stored.body()).at("/incidents/0/id").asString();
        send(to("/api/v1/incidents/" + id + "?" + encoded(forged)).DELETE());
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("Set-Cookie: forged")
                || line.startsWith("2026-01-01 ERROR forged") || line.startsWith("forged"));
        HttpResponse<String> audit = send(to("/api/v1/audit"));
        assertThat(audit.body()).contains("DELETE /api/v1/incidents/" + id);
    }

    @Test
    void labelsAreCutWhereTheirColumnsEnd() throws Exception {
        String longest = "l".repeat(200);
        byte[] crash = Crashes.concurrentWrites("PutLong").getBytes(StandardCharsets.UTF_8);
        JsonNode exact = JSON.readTree(upload(crash, "?service=" + longest).body()).at("/incidents/0");
        JsonNode over = JSON.readTree(upload(crash, "?host=a&service=" + longest + "m".repeat(5_000)).body())
                .at("/incidents/0");
        assertThat(exact.at("/service").asString()).isEqualTo(longest);
        assertThat(over.at("/service").asString()).isEqualTo(longest);
    }
}
