package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
        try (ServerProcess server = new ServerProcess(directory.resolve("before.log"), settings)) {
            uploadUntilKilled(server, acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
        try (ServerProcess server = new ServerProcess(directory.resolve("after.log"), settings)) {
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
    private static void uploadUntilKilled(ServerProcess server, Map<String, String> acknowledged) throws Exception {
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

    private static void sendUntilKilled(ServerProcess server, AtomicInteger numbers, AtomicBoolean killed,
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

    private static JsonNode get(ServerProcess server, String path) throws Exception {
        HttpResponse<String> response = server.client.send(
                HttpRequest.newBuilder(server.uri(path)).timeout(Duration.ofSeconds(30)).build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
