package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever was acknowledged is there after `kill -9`, exactly once, on both databases.
@NullUnmarked
@Timeout(180)
class KillTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ENOUGH = 150;
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    Path directory;

    @Test
    void nothingAcknowledgedIsLostOnH2() throws Exception {
        killAndCount(List.of("--spring.datasource.url=jdbc:h2:file:" + directory.resolve("killed")
                + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"));
    }

    @Test
    void nothingAcknowledgedIsLostOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = RealPostgres.start()) {
            killAndCount(List.of("--spring.profiles.active=postgres",
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "--spring.datasource.username=postgres", "--spring.datasource.password="));
        }
    }

    private void killAndCount(List<String> settings) throws Exception {
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        try (Server server = new Server("before.log", settings)) {
            uploadUntilKilled(server, acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
        try (Server server = new Server("after.log", settings)) {
            List<String> stored = new ArrayList<>();
            Map<String, Long> perIssue = new ConcurrentHashMap<>();
            String cursor = "";
            do {
                JsonNode page = get(server, "/api/v1/incidents?size=200&cursor=" + cursor);
                page.at("/items").forEach(incident -> {
                    stored.add(incident.at("/release").asString());
                    perIssue.merge(incident.at("/issueId").asString(), 1L, Long::sum);
                });
                cursor = page.at("/next").isNull() ? null : page.at("/next").asString();
            } while (cursor != null);
            assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged.keySet());
            for (JsonNode issue : get(server, "/api/v1/issues?size=200").at("/items")) {
                assertThat(issue.at("/count").asLong()).isEqualTo(perIssue.get(issue.at("/id").asString()));
            }
        }
    }

    /// Sends different uploads from several threads, and kills the server while they are at it.
    private static void uploadUntilKilled(Server server, Map<String, String> acknowledged) throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        AtomicBoolean killed = new AtomicBoolean();
        try (ExecutorService senders = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                senders.execute(() -> sendUntilKilled(server, numbers, killed, acknowledged));
            }
            Instant end = Instant.now().plusSeconds(60);
            while (acknowledged.size() < ENOUGH && Instant.now().isBefore(end)) {
                Thread.sleep(5);
            }
            server.kill();
            killed.set(true);
        }
    }

    private static void sendUntilKilled(Server server, AtomicInteger numbers, AtomicBoolean killed,
            Map<String, String> acknowledged) {
        try {
            while (!killed.get()) {
                int number = numbers.incrementAndGet();
                String release = "r" + number;
                HttpResponse<String> answer = server.post("/api/v1/traces?release=" + release,
                        Crashes.concurrentWrites("Put" + number % 5));
                if (answer.statusCode() == 201) {
                    acknowledged.put(release, answer.body());
                }
            }
        } catch (IOException | InterruptedException theServerIsGone) {
            // What was answered before counts; too little of it fails the test.
            return;
        }
    }

    private static JsonNode get(Server server, String path) throws Exception {
        HttpResponse<String> response = server.client.send(
                HttpRequest.newBuilder(server.uri(path)).timeout(Duration.ofSeconds(30)).build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /// The service in a process of its own.
    private final class Server implements AutoCloseable {
        private final HttpClient client = HttpClient.newHttpClient();
        private final Process process;
        private final int port;

        Server(String logName, List<String> settings) throws IOException, InterruptedException {
            Path log = directory.resolve(logName);
            List<String> command = new ArrayList<>(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dspring.devtools.restart.enabled=false",
                            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                            "dev.maptriage.MaptriageApplication", "--server.port=0"));
            command.addAll(settings);
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            port = awaitPort(log);
        }

        private int awaitPort(Path log) throws IOException, InterruptedException {
            Instant end = Instant.now().plusSeconds(100);
            while (process.isAlive() && Instant.now().isBefore(end)) {
                Matcher started = PORT.matcher(Files.readString(log));
                if (started.find()) {
                    return Integer.parseInt(started.group(1));
                }
                Thread.sleep(50);
            }
            throw new IllegalStateException("did not start:\n" + Files.readString(log));
        }

        URI uri(String path) {
            return URI.create("http://localhost:" + port + path);
        }

        HttpResponse<String> post(String path, String text) throws IOException, InterruptedException {
            return client.send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "text/plain")
                    .timeout(Duration.ofSeconds(30)).POST(BodyPublishers.ofString(text)).build(),
                    BodyHandlers.ofString());
        }

        void kill() {
            process.destroyForcibly();
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            kill();
            client.shutdownNow();
        }
    }
}
