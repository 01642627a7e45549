package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import dev.maptriage.RealKafka;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// What was acknowledged becomes an incident, once, while everything that can go goes under load: a second instance comes and
/// is killed, and the broker is killed and comes back on what it had written.
///
/// The halves of each crash go to different instances, and their end is said in the text, so that a slow machine does not
/// make two crashes of one.
@NullUnmarked
@Timeout(240)
class KafkaKillTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SENDERS = 4;
    private static final int ENOUGH = 15;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void nothingIsLostOrDoubledWhateverGoes() throws Exception {
        try (EmbeddedPostgres postgres = RealPostgres.start();
                RealKafka kafka = new RealKafka(directory.resolve("broker"))) {
            List<String> settings = List.of("--spring.profiles.active=postgres,kafka",
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "--spring.datasource.username=postgres", "--spring.datasource.password=",
                    "--spring.kafka.bootstrap-servers=" + kafka.servers(), "--maptriage.kafka.partitions=4",
                    "--maptriage.collectors.idle=60s", "--maptriage.collectors.keep-per-minute=100000",
                    "--maptriage.reproduction.automatic=false", "--spring.devtools.restart.enabled=false",
                    "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                    "--spring.kafka.consumer.properties.heartbeat.interval.ms=1000",
                    "--spring.kafka.streams.properties.main.consumer.session.timeout.ms=6000",
                    "--spring.kafka.streams.properties.main.consumer.heartbeat.interval.ms=1000",
                    "--spring.kafka.streams.properties.producer.transaction.timeout.ms=5000");
            try (ConfigurableApplicationContext first = SpringApplication.run(MaptriageApplication.class,
                    arguments(settings)); ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
                addresses.add("http://localhost:" + first.getEnvironment().getProperty("local.server.port"));
                List<Future<?>> sending = new ArrayList<>();
                for (int sender = 0; sender < SENDERS; sender++) {
                    sending.add(senders.submit(this::sendUntilEnough));
                }
                try {
                    some();
                    killOneInTheMiddle(settings);
                    some();
                    kafka.kill();
                    await(() -> refused.get() > 0);
                    kafka.start();
                    some();
                } finally {
                    enough.set(true);
                }
                for (Future<?> sender : sending) {
                    sender.get();
                }
                assertThat(taken).hasSize(numbers.get());
                assertEachIsStoredOnce(postgres);
            }
        } finally {
            client.close();
        }
    }

    private static String[] arguments(List<String> settings) {
        return Stream.concat(settings.stream(), Stream.of("--server.port=0")).toArray(String[]::new);
    }

    /// Another instance takes its share of the partitions; then it is gone in the middle of its work.
    private void killOneInTheMiddle(List<String> settings) throws Exception {
        try (ServerProcess second = new ServerProcess(directory.resolve("second.log"), settings)) {
            String address = second.uri("").toString();
            addresses.add(address);
            some();
            second.kill();
            addresses.remove(address);
        }
    }

    private void some() throws InterruptedException {
        int before = taken.size();
        await(() -> taken.size() >= before + ENOUGH);
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        Instant end = Instant.now().plus(SOON);
        while (!done.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(done.getAsBoolean()).as("in time").isTrue();
    }

    private Void sendUntilEnough() throws InterruptedException {
        while (!enough.get()) {
            int number = numbers.incrementAndGet();
            List<String> lines = new ArrayList<>(Crashes.concurrentWrites("Put" + number % 5).lines().toList());
            lines.add("exit status 2");
            int half = lines.size() / 2;
            deliver(number, 0, lines.subList(0, half));
            deliver(number, half, lines.subList(half, lines.size()));
            taken.add(number);
            Thread.sleep(80);
        }
        return null;
    }

    /// As a shipper does: to the next address until one takes it.
    private void deliver(int number, int first, List<String> lines) throws InterruptedException {
        StringBuilder body = new StringBuilder();
        for (int line = 0; line < lines.size(); line++) {
            body.append(JSON.writeValueAsString(Map.of("message", lines.get(line), "pod", "p" + number, "timestamp",
                    Instant.parse("2026-05-15T09:02:04Z").plusNanos((1L + first + line) * 1_000).toString())))
                    .append('\n');
        }
        int next = number + first;
        Instant end = Instant.now().plus(SOON);
        while (!isTaken(addresses.get(next++ % addresses.size()), number, body.toString())) {
            assertThat(Instant.now()).as("somebody takes it").isBefore(end);
            Thread.sleep(200);
        }
    }

    private boolean isTaken(String address, int number, String body) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/webhooks/vector?service=killed&release=r" + number))
                            .header("Content-Type", "application/x-ndjson").timeout(Duration.ofSeconds(30))
                            .POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                refused.incrementAndGet();
            }
            return answer.statusCode() == 202;
        } catch (IOException gone) {
            return false;
        }
    }

    private void assertEachIsStoredOnce(EmbeddedPostgres postgres) throws InterruptedException {
        JdbcClient database = JdbcClient.create(postgres.getPostgresDatabase());
        Instant end = Instant.now().plus(SOON);
        while (database.sql("select count(distinct release_name) from incident").query(Integer.class)
                .single() < taken.size() && Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        // What would be doubled would be doubled by now.
        Thread.sleep(1_500);
        System.out.printf(
                "through Kafka: %d crashes in halves, %d deliveries told to come back; stored %d; captures %s%n",
                taken.size(), refused.get(),
                database.sql("select count(*) from incident").query(Integer.class).single(),
                database.sql("select state, count(*) as n from capture group by state").query().listOfRows());
        assertThat(database.sql("select release_name from incident").query(String.class).list())
                .doesNotHaveDuplicates().hasSize(taken.size());
        // Both halves of each.
        assertThat(database.sql("select distinct bytes from upload").query(Integer.class).list())
                .containsExactly((Crashes.concurrentWrites("Put0") + "exit status 2\n").length());
        assertThat(database.sql("select sum(incident_count) from issue").query(Integer.class).single())
                .isEqualTo(taken.size());
    }
}
