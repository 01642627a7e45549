package dev.maptriage.intake;

import dev.maptriage.MaptriageApplication;
import dev.maptriage.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// How many small crashes a second are stored durably, against a bare loop that inserts equal texts into the same database,
/// and what happens at ten times the load.
///
/// Arguments: `h2` or `postgres`, seconds of each measurement, senders. Senders, service and database share the machine.
@NullUnmarked
final class IngestBench {
    private static final int BUGS = 200;
    private static final int TEXTS = 2_000;
    private static final int TIMES = 10;

    private final String url;
    private final String user;
    private final int seconds;

    private IngestBench(String url, String user, int seconds) {
        this.url = url;
        this.user = user;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        // Else the service would start this main again.
        System.setProperty("spring.devtools.restart.enabled", "false");
        int seconds = Integer.parseInt(args[1]);
        int senders = Integer.parseInt(args[2]);
        if (args[0].equals("postgres")) {
            try (EmbeddedPostgres postgres = RealPostgres.start()) {
                new IngestBench(postgres.getJdbcUrl("postgres", "postgres"), "postgres", seconds).run(senders);
            }
        } else {
            Path folder = Files.createTempDirectory("ingest");
            new IngestBench("jdbc:h2:file:" + folder.resolve("bench") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
                    "sa", seconds).run(senders);
        }
        System.exit(0);
    }

    private void run(int senders) throws Exception {
        List<byte[]> texts = texts();
        System.out.printf("%d texts of %d to %d B, %.1f kB on average, of %d bugs%n", TEXTS,
                texts.stream().mapToInt(text -> text.length).min().orElse(0),
                texts.stream().mapToInt(text -> text.length).max().orElse(0),
                texts.stream().mapToInt(text -> text.length).average().orElse(0) / 1_000, BUGS);
        List<String> settings = new ArrayList<>(List.of("--server.port=0", "--spring.datasource.url=" + url,
                "--spring.datasource.username=" + user, "--spring.datasource.password=",
                "--logging.level.root=warn"));
        if (url.contains("postgres")) {
            settings.add("--spring.profiles.active=postgres");
        }
        try (ConfigurableApplicationContext service = SpringApplication.run(MaptriageApplication.class,
                settings.toArray(String[]::new)); HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://localhost:" + service.getEnvironment().getProperty("local.server.port");
            load(client, address, texts, senders, Math.max(5, seconds / 2), "warm");
            double before = bare(texts);
            Load measured = load(client, address, texts, senders, seconds, "run");
            double after = bare(texts);
            double bare = (before + after) / 2;
            double rate = measured.rate();
            System.out.printf("bare inserts, one connection, a commit each: %.0f/s before, %.0f/s after%n", before,
                    after);
            System.out.printf("uploads, %d senders: %.0f/s; ratio %.2f; %s%n", senders, rate, rate / bare, measured);
            Load overload = load(client, address, texts, TIMES * senders, seconds, "over");
            System.out.printf("uploads, %d senders that do not wait: %s%n", TIMES * senders, overload);
            System.out.printf("stored of the accepted: %d of %d%n", stored(), total);
        }
    }

    private long total;

    /// Answers by status, and how long the accepted ones took.
    private record Load(Map<Integer, Integer> statuses, List<Long> micros, Duration took) {
        double rate() {
            return statuses.getOrDefault(201, 0) * 1e9 / took.toNanos();
        }

        @Override
        public String toString() {
            List<Long> sorted = micros.stream().sorted().toList();
            return "answers %s, %.0f/s stored, accepted in median %.1f ms, p99 %.1f ms".formatted(statuses, rate(),
                    at(sorted, 50), at(sorted, 99));
        }

        private static double at(List<Long> sorted, int percent) {
            return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100) / 1e3;
        }
    }

    private Load load(HttpClient client, String address, List<byte[]> texts, int senders, int duration, String name)
            throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        AtomicLong last = new AtomicLong();
        ConcurrentSkipListMap<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
        List<List<Long>> micros = new ArrayList<>();
        long began = System.nanoTime();
        long end = began + Duration.ofSeconds(duration).toNanos();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < senders; i++) {
                List<Long> mine = new ArrayList<>();
                micros.add(mine);
                pool.execute(() -> {
                    while (System.nanoTime() < end) {
                        int n = number.incrementAndGet();
                        long at = System.nanoTime();
                        int status = send(client, address + "/api/v1/traces?service=bench&release=" + name + n,
                                texts.get(n % texts.size()));
                        statuses.computeIfAbsent(status, ignored -> new AtomicInteger()).incrementAndGet();
                        if (status == 201) {
                            mine.add((System.nanoTime() - at) / 1_000);
                        }
                        last.accumulateAndGet(System.nanoTime(), Math::max);
                    }
                });
            }
        }
        Map<Integer, Integer> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.get()));
        total += counts.getOrDefault(201, 0);
        return new Load(counts, micros.stream().flatMap(List::stream).toList(), Duration.ofNanos(last.get() - began));
    }

    /// The status; 0 when there was no answer.
    private static int send(HttpClient client, String address, byte[] text) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "text/plain").POST(BodyPublishers.ofByteArray(text)).build(),
                    BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private double bare(List<byte[]> texts) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "")) {
            try (var statement = connection.createStatement()) {
                statement.execute("create table if not exists bench (id uuid primary key, text bytea not null)");
            }
            long began = System.nanoTime();
            long end = began + Duration.ofSeconds(Math.max(3, seconds / 3)).toNanos();
            int rows = 0;
            try (PreparedStatement insert = connection.prepareStatement("insert into bench (id, text) values (?, ?)")) {
                while (System.nanoTime() < end) {
                    insert.setObject(1, UUID.randomUUID());
                    insert.setBytes(2, texts.get(rows % texts.size()));
                    insert.executeUpdate();
                    rows++;
                }
            }
            return rows * 1e9 / (System.nanoTime() - began);
        }
    }

    private long stored() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from incident where service = 'bench'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Fatal errors of some hundred bugs with other goroutines beside, no two of them equal.
    private static List<byte[]> texts() {
        Random random = new Random(1);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            int bug = i % BUGS;
            StringBuilder text = new StringBuilder("fatal error: concurrent map writes\n\ngoroutine ")
                    .append(20 + random.nextInt(10_000)).append(" [running]:\nexample.com/shop/cart.(*Store).Put")
                    .append(bug).append("(0xc000").append(Integer.toHexString(random.nextInt()))
                    .append(", 0x7)\n\t/src/cart/store.go:")
                    .append(50 + bug).append(" +0x65\ncreated by main.main in goroutine 1\n\t/src/main.go:12 +0x2f\n");
            int size = 2_000 + random.nextInt(6_000);
            while (text.length() < size) {
                text.append("\ngoroutine ").append(20_000 + random.nextInt(10_000)).append(
                        " [chan receive, 3 minutes]:\nexample.com/shop/worker.(*Pool).loop(0xc000")
                        .append(Integer.toHexString(random.nextInt()))
                        .append(")\n\t/src/worker/pool.go:88 +0x9d\ncreated by example.com/shop/worker.New in goroutine 1\n")
                        .append("\t/src/worker/pool.go:40 +0x11a\n");
            }
            texts.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return texts;
    }
}
