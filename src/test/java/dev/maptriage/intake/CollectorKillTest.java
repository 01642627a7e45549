package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import dev.maptriage.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What was acknowledged to a log shipper becomes an incident, once, whatever dies meanwhile: the service, or the database.
@NullUnmarked
@Timeout(240)
class CollectorKillTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> QUICK = List.of("--maptriage.collectors.idle=1s",
            "--db-scheduler.polling-interval=200ms");
    private static final int SENDERS = 6;
    private static final int ENOUGH = Integer.getInteger("maptriage.kill.deliveries", 150);
    private static final int CRASHES = ENOUGH + 50;

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
            killAndCount(of(postgres.getJdbcUrl("postgres", "postgres")));
        }
    }

    private static List<String> of(String url) {
        return List.of("--spring.profiles.active=postgres", "--spring.datasource.url=" + url,
                "--spring.datasource.username=postgres", "--spring.datasource.password=",
                "--spring.datasource.hikari.connection-timeout=2000");
    }

    private void killAndCount(List<String> database) throws Exception {
        List<String> settings = new ArrayList<>(database);
        settings.addAll(QUICK);
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger numbers = new AtomicInteger();
        try (ServerProcess server = new ServerProcess(directory.resolve("before.log"), settings)) {
            sendUntilKilled(server, numbers, acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
        try (ServerProcess server = new ServerProcess(directory.resolve("after.log"), settings)) {
            // As a shipper does: what was not acknowledged comes again; so does some of what was.
            for (int number = 1; number <= numbers.get(); number++) {
                if (!acknowledged.contains(number) || number % 10 == 0) {
                    assertThat(server.post(path(number), "application/x-ndjson", lines(number)).statusCode())
                            .isEqualTo(202);
                }
            }
            Map<Integer, Long> stored = stored(path -> server.client.send(
                    HttpRequest.newBuilder(server.uri(path)).timeout(Duration.ofSeconds(30)).build(),
                    BodyHandlers.ofString()));
            System.out.printf("killed after %d acknowledged deliveries of %d; stored %d, twice %d%n",
                    acknowledged.size(), numbers.get(), stored.size(),
                    stored.values().stream().filter(count -> count > 1).count());
            assertThat(stored).hasSize(numbers.get()).allSatisfy((number, count) -> assertThat(count).isEqualTo(1));
        }
    }

    private static void sendUntilKilled(ServerProcess server, AtomicInteger numbers, Set<Integer> acknowledged)
            throws InterruptedException {
        AtomicBoolean killed = new AtomicBoolean();
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int i = 0; i < SENDERS; i++) {
                senders.execute(() -> {
                    try {
                        while (!killed.get()) {
                            int number = numbers.incrementAndGet();
                            if (server.post(path(number), "application/x-ndjson", lines(number)).statusCode() == 202) {
                                acknowledged.add(number);
                            }
                        }
                    } catch (IOException | InterruptedException theServerIsGone) {
                        // What was answered before counts; too little of it fails the test.
                        return;
                    }
                });
            }
            Instant end = Instant.now().plusSeconds(90 + ENOUGH / 5);
            while (acknowledged.size() < ENOUGH && Instant.now().isBefore(end)) {
                Thread.sleep(5);
            }
            server.kill();
            killed.set(true);
        }
    }

    private static String path(int number) {
        return "/webhooks/vector?service=killed&release=r" + number;
    }

    private static String lines(int number) {
        StringBuilder body = new StringBuilder();
        long nanos = 0;
        for (String line : Crashes.concurrentWrites("Put" + number % 5).lines().toList()) {
            body.append(JSON.writeValueAsString(Map.of("message", line, "pod", "p" + number, "timestamp",
                    Instant.parse("2026-05-15T09:02:04Z").plusNanos(++nanos * 1_000).toString()))).append('\n');
        }
        return body.toString();
    }

    private interface Get {
        HttpResponse<String> path(String path) throws IOException, InterruptedException;
    }

    /// How often each number became an incident, after nothing is at work any more.
    private static Map<Integer, Long> stored(Get get) throws Exception {
        Instant end = Instant.now().plusSeconds(60 + ENOUGH / 5);
        while (Instant.now().isBefore(end) && (items(get, "/api/v1/deliveries?state=RECEIVED").size()
                + items(get, "/api/v1/deliveries?state=RETRYING").size()) > 0) {
            Thread.sleep(200);
        }
        return items(get, "/api/v1/incidents?service=killed").stream().collect(Collectors.groupingBy(
                incident -> Integer.parseInt(incident.at("/release").asString().substring(1)), Collectors.counting()));
    }

    private static List<JsonNode> items(Get get, String path) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            HttpResponse<String> answer = get.path(path + "&size=200&cursor=" + cursor);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = JSON.readTree(answer.body());
            page.at("/items").forEach(items::add);
            cursor = page.at("/next").isNull() ? "" : page.at("/next").asString();
        } while (!cursor.isEmpty());
        return items;
    }

    /// PostgreSQL goes away under load and comes back. Senders repeat what was answered 503, as every shipper does.
    @Test
    void whileTheDatabaseIsAwaySendersAreToldToComeBack() throws Exception {
        Path data = directory.resolve("data");
        EmbeddedPostgres postgres = database(data, 0);
        int port = postgres.getPort();
        List<String> settings = new ArrayList<>(of(postgres.getJdbcUrl("postgres", "postgres")));
        settings.addAll(QUICK);
        settings.add("--server.port=0");
        settings.add("--spring.devtools.restart.enabled=false");
        try (ConfigurableApplicationContext service = SpringApplication.run(MaptriageApplication.class,
                settings.toArray(String[]::new)); HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://localhost:" + service.getEnvironment().getProperty("local.server.port");
            Map<Integer, Integer> refused = new ConcurrentHashMap<>();
            AtomicInteger numbers = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
                for (int i = 0; i < SENDERS; i++) {
                    senders.execute(() -> sendAll(client, address, numbers, done, refused));
                }
                while (done.get() < CRASHES / 4) {
                    Thread.sleep(5);
                }
                postgres.close();
                Thread.sleep(4_000);
                postgres = database(data, port);
            }
            assertThat(refused).as("deliveries answered 503").isNotEmpty();
            Map<Integer, Long> stored = stored(path -> client.send(
                    HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString()));
            System.out.printf("database away: %d deliveries, %d of them told to come back, stored %d, twice %d%n",
                    CRASHES, refused.size(), stored.size(),
                    stored.values().stream().filter(count -> count > 1).count());
            assertThat(stored).hasSize(CRASHES).allSatisfy((number, count) -> assertThat(count).isEqualTo(1));
        } finally {
            postgres.close();
        }
    }

    private static EmbeddedPostgres database(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on")
                .setRegisterShutdownHook(false).setDataDirectory(data).setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private static void sendAll(HttpClient client, String address, AtomicInteger numbers, AtomicInteger done,
            Map<Integer, Integer> refused) {
        for (int number = numbers.incrementAndGet(); number <= CRASHES; number = numbers.incrementAndGet()) {
            try {
                int status = 0;
                while (status != 202) {
                    HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(address + path(number)))
                            .header("Content-Type", "application/x-ndjson").timeout(Duration.ofSeconds(60))
                            .POST(BodyPublishers.ofString(lines(number))).build(), BodyHandlers.ofString());
                    status = answer.statusCode();
                    if (status != 202) {
                        assertThat(status).as(answer.body()).isEqualTo(503);
                        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                        refused.merge(number, 1, Integer::sum);
                        Thread.sleep(300);
                    }
                }
                done.incrementAndGet();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// The first half of a crash before the service is stopped, the second half after it has started again.
    @Test
    void aRestartInTheMiddleOfACrashLosesNothing() throws Exception {
        List<String> all = lines(1).lines().toList();
        String[] settings = {"--server.port=0", "--spring.devtools.restart.enabled=false",
            "--maptriage.collectors.idle=60s", "--db-scheduler.polling-interval=200ms",
            "--spring.datasource.url=jdbc:h2:file:" + directory.resolve("restarted") + ";DB_CLOSE_ON_EXIT=FALSE"};
        half(settings, all.subList(0, all.size() / 2));
        List<String> rest = new ArrayList<>(all.subList(all.size() / 2, all.size()));
        rest.add(JSON.writeValueAsString(Map.of("message", "exit status 2", "pod", "p1", "timestamp",
                "2026-05-15T09:02:04.9Z")));
        Map<Integer, Long> stored = half(settings, rest);
        assertThat(stored).containsExactly(Map.entry(1, 1L));
    }

    private static Map<Integer, Long> half(String[] settings, List<String> lines) throws Exception {
        try (ConfigurableApplicationContext service = SpringApplication.run(MaptriageApplication.class, settings);
                HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://localhost:" + service.getEnvironment().getProperty("local.server.port");
            assertThat(client.send(HttpRequest.newBuilder(URI.create(address + path(1)))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString(String.join("\n", lines))).build(), BodyHandlers.ofString())
                    .statusCode()).isEqualTo(202);
            if (lines.stream().noneMatch(line -> line.contains("exit status"))) {
                return Map.of();
            }
            return stored(path -> client.send(HttpRequest.newBuilder(URI.create(address + path)).build(),
                    BodyHandlers.ofString()));
        }
    }
}
