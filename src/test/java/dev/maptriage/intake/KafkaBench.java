package dev.maptriage.intake;

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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How many deliveries of ordinary lines a second collectors may send, one in a hundred of which holds a crash: into the
/// database, and through Kafka, one after the other on one machine, with senders, broker and database on it.
///
/// Arguments: seconds of each measurement, senders, lines of a delivery, pods that they come from, and `database` or `kafka`
/// for one of the two alone.
@NullUnmarked
final class KafkaBench {
    private static final int CRASH_EACH = 100;

    private final int seconds;
    private final int senders;
    private final int lines;
    private final int pods;

    private KafkaBench(String[] args) {
        seconds = Integer.parseInt(args[0]);
        senders = Integer.parseInt(args[1]);
        lines = Integer.parseInt(args[2]);
        pods = Integer.parseInt(args[3]);
    }

    public static void main(String[] args) throws Exception {
        System.setProperty("spring.devtools.restart.enabled", "false");
        KafkaBench bench = new KafkaBench(args);
        try (EmbeddedPostgres postgres = RealPostgres.start();
                RealKafka kafka = new RealKafka(Files.createTempDirectory("bench-kafka"))) {
            if (args.length < 5 || args[4].equals("database")) {
                bench.run("database", postgres, "--spring.profiles.active=postgres");
            }
            if (args.length < 5 || args[4].equals("kafka")) {
                bench.run("kafka", postgres, "--spring.profiles.active=postgres,kafka",
                        "--spring.kafka.bootstrap-servers=" + kafka.servers());
            }
        }
        System.exit(0);
    }

    private void run(String name, EmbeddedPostgres postgres, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("--server.port=0", "--logging.level.root=warn",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--spring.datasource.username=postgres", "--spring.datasource.password=",
                "--maptriage.reproduction.automatic=false"));
        settings.addAll(List.of(more));
        try (ConfigurableApplicationContext service = SpringApplication.run(MaptriageApplication.class,
                settings.toArray(String[]::new)); HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://localhost:" + service.getEnvironment().getProperty("local.server.port")
                    + "/webhooks/vector?service=";
            load(client, address + name + "-warm", Math.max(3, seconds / 2));
            Load load = load(client, address + name, seconds);
            long ended = System.nanoTime();
            long stored = await(postgres, name, load.crashes);
            System.out.printf("%-8s %d senders, %d lines of %d pods: %s; %d of %d crashes stored, the last one %.1f s"
                    + " after the end%n", name, senders, lines, pods, load, stored, load.crashes,
                    (System.nanoTime() - ended) / 1e9);
        }
    }

    private static long await(EmbeddedPostgres postgres, String service, int crashes) throws InterruptedException {
        JdbcClient database = JdbcClient.create(postgres.getPostgresDatabase());
        Instant end = Instant.now().plusSeconds(40);
        long stored;
        do {
            Thread.sleep(100);
            // Texts of one bug beyond a number in a minute are counted only.
            stored = database.sql("select count(*) from capture where service = ? and state in ('STORED', 'COUNTED')")
                    .param(service).query(Long.class).single();
        } while (stored < crashes && Instant.now().isBefore(end));
        return stored;
    }

    private record Load(Map<Integer, AtomicInteger> statuses, int crashes, int lines, long nanos, List<Long> micros) {
        @Override
        public String toString() {
            double rate = statuses.getOrDefault(202, new AtomicInteger()).get() * 1e9 / nanos;
            return "answers %s, %.0f deliveries/s, %.0f lines/s, median %.1f ms, p99 %.1f ms".formatted(statuses, rate,
                    rate * lines, at(50), at(99));
        }

        private double at(int percent) {
            return micros.isEmpty() ? 0 : micros.get((micros.size() - 1) * percent / 100) / 1e3;
        }
    }

    private Load load(HttpClient client, String address, int duration) throws InterruptedException {
        AtomicInteger numbers = new AtomicInteger();
        AtomicInteger crashes = new AtomicInteger();
        Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
        ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
        long began = System.nanoTime();
        long end = began + duration * 1_000_000_000L;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < senders; sender++) {
                pool.execute(() -> {
                    while (System.nanoTime() < end) {
                        int number = numbers.incrementAndGet();
                        boolean crash = number % CRASH_EACH == 0;
                        long at = System.nanoTime();
                        int status = send(client, address, body(number, crash));
                        statuses.computeIfAbsent(status, ignored -> new AtomicInteger()).incrementAndGet();
                        if (status == 202) {
                            micros.add((System.nanoTime() - at) / 1_000);
                            crashes.addAndGet(crash ? 1 : 0);
                        }
                    }
                });
            }
        }
        return new Load(statuses, crashes.get(), lines, System.nanoTime() - began, micros.stream().sorted().toList());
    }

    private static int send(HttpClient client, String address, String body) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address))
                    .header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            return 0;
        }
    }

    private String body(int number, boolean crash) {
        StringBuilder body = new StringBuilder();
        String time = Instant.ofEpochSecond(1_778_835_724L + number, 1_007).toString();
        for (int line = 0; line < lines; line++) {
            append(body, time, "n" + number % 500 + "-" + line % pods, "10.2.3." + line % 250
                    + " GET /shop/cart/items?page=" + line + " 200 served in " + number % 97 + " ms, 1834 bytes");
        }
        if (crash) {
            for (String line : (Crashes.concurrentWrites("Put" + number % 1_700) + "exit status 2\n").lines()
                    .toList()) {
                append(body, time, "crash-" + number, line.replace("\t", "\\t"));
            }
        }
        return body.toString();
    }

    private static void append(StringBuilder body, String time, String pod, String line) {
        body.append("{\"timestamp\":\"").append(time).append("\",\"pod\":\"").append(pod).append("\",\"message\":\"")
                .append(line).append("\"}\n");
    }
}
