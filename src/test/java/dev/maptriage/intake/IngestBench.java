package dev.maptriage.intake;

import com.sun.management.OperatingSystemMXBean;
import dev.maptriage.MaptriageApplication;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// How many small crashes a second are stored durably, against bare loops of inserts into the same database, and what
/// happens at ten times the load.
///
/// Arguments: `h2` or `postgres`, seconds of each measurement (three times as many to warm up), senders, and settings of the service (`--name=value`). A
/// bare insert is the text as it came and one incident's row, without any index but that of the ids, and a commit, by as
/// many clients at once as there are senders, and by one. Senders, service and database share the machine.
///
/// With `-Dingest.statements=true` PostgreSQL counts its statements: how often for an upload, and for how long.
@NullUnmarked
final class IngestBench {
    private static final int TIMES = 10;
    private static final boolean STATEMENTS = Boolean.getBoolean("ingest.statements");

    private final String url;
    private final String user;
    private final Duration time;
    private final int senders;
    private long accepted;

    private IngestBench(String url, String user, Duration time, int senders) {
        this.url = url;
        this.user = user;
        this.time = time;
        this.senders = senders;
    }

    public static void main(String[] args) throws Exception {
        // Else the service would start this main again.
        System.setProperty("spring.devtools.restart.enabled", "false");
        Duration time = Duration.ofSeconds(Integer.parseInt(args[1]));
        int senders = Integer.parseInt(args[2]);
        List<String> settings = Arrays.asList(args).subList(3, args.length);
        if (args[0].equals("postgres")) {
            try (EmbeddedPostgres postgres = postgres()) {
                new IngestBench(postgres.getJdbcUrl("postgres", "postgres"), "postgres", time, senders).run(settings);
            }
        } else {
            Path folder = Files.createTempDirectory("ingest");
            new IngestBench("jdbc:h2:file:" + folder.resolve("bench") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
                    "sa", time, senders).run(settings);
        }
        System.exit(0);
    }

    /// The library would leave commits in memory.
    private static EmbeddedPostgres postgres() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        if (STATEMENTS) {
            builder.setServerConfig("shared_preload_libraries", "pg_stat_statements");
        }
        return builder.setServerConfig("synchronous_commit", "on").setServerConfig("fsync", "on")
                .setServerConfig("shared_buffers", "256MB").setServerConfig("max_wal_size", "4GB")
                .setRegisterShutdownHook(false).start();
    }

    private void run(List<String> more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("--server.port=0", "--spring.datasource.url=" + url,
                "--spring.datasource.username=" + user, "--spring.datasource.password=",
                "--logging.level.root=warn"));
        settings.addAll(more);
        try (ConfigurableApplicationContext service = SpringApplication.run(MaptriageApplication.class,
                settings.toArray(String[]::new))) {
            int port = Integer.parseInt(service.getEnvironment().getProperty("local.server.port"));
            for (CrashSenders.Texts texts : List.of(CrashSenders.knownBugs(1_000, 200), CrashSenders.newBugs())) {
                System.out.printf(Locale.ROOT, "%n%s, %s%n", url.substring(0, url.indexOf(':', 5)), texts);
                load(port, texts, senders, time.multipliedBy(3), "warm");
                double before = bare(texts, senders);
                statements("reset()");
                Cpu cpu = cpu();
                CrashSenders.Outcome measured = load(port, texts, senders, time, "run");
                System.out.println("processor time for an upload: " + cpu().since(cpu, measured.stored()));
                statements(measured.stored());
                double after = bare(texts, senders);
                double loop = bare(texts, 1);
                double bare = (before + after) / 2;
                System.out.printf(Locale.ROOT, "bare inserts, %d clients: %.0f/s before, %.0f/s after%n", senders,
                        before, after);
                System.out.printf(Locale.ROOT, "bare inserts, one client: %.0f/s%n", loop);
                System.out.printf(Locale.ROOT, "uploads, %d senders: ratio %.2f to as many clients, %.2f to one; %s%n",
                        senders, measured.rate() / bare, measured.rate() / loop, measured);
                CrashSenders.Outcome alone = load(port, texts, 1, Duration.ofSeconds(3), "alone");
                System.out.printf(Locale.ROOT, "uploads, one sender: %s%n", alone);
            }
            CrashSenders.Outcome overload = load(port, CrashSenders.knownBugs(1_000, 200), TIMES * senders, time,
                    "over");
            System.out.printf(Locale.ROOT, "%nuploads of known bugs, %d senders that do not wait: %s%n",
                    TIMES * senders, overload);
            System.out.printf(Locale.ROOT, "stored of the accepted: %d of %d%n", stored(), accepted);
        }
    }

    private CrashSenders.Outcome load(int port, CrashSenders.Texts texts, int many, Duration duration, String name)
            throws InterruptedException {
        CrashSenders.Outcome outcome = CrashSenders.send(port, texts, many, duration, name);
        accepted += outcome.stored();
        return outcome;
    }

    private double bare(CrashSenders.Texts texts, int many) throws Exception {
        List<Object> row = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            try (ResultSet some = statement.executeQuery("select * from incident fetch first 1 row only")) {
                some.next();
                for (int i = 1; i <= some.getMetaData().getColumnCount(); i++) {
                    columns.add(some.getMetaData().getColumnName(i));
                    row.add(columns.getLast().equalsIgnoreCase("diagnosis") ? some.getString(i) : some.getObject(i));
                }
            }
            statement.execute("create table if not exists bench_text (id uuid primary key, content bytea not null)");
            statement.execute("create table if not exists bench_row as select * from incident where 1 = 0");
            statement.execute("create unique index if not exists bench_row_id on bench_row (id)");
        }
        String insert = "insert into bench_row (" + String.join(", ", columns) + ") values ("
                + columns.stream().map(ignored -> "?").collect(Collectors.joining(", ")) + ")";
        AtomicInteger number = new AtomicInteger();
        Duration span = time.dividedBy(2);
        long began = System.nanoTime();
        long end = began + span.toNanos();
        List<Throwable> failed = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService clients = Executors.newFixedThreadPool(many)) {
            IntStream.range(0, many).forEach(ignored -> clients.execute(() -> {
                try (Connection connection = connect();
                        PreparedStatement text = connection
                                .prepareStatement("insert into bench_text (id, content) values (?, ?)");
                        PreparedStatement incident = connection.prepareStatement(insert)) {
                    connection.setAutoCommit(false);
                    while (System.nanoTime() < end) {
                        text.setObject(1, UUID.randomUUID());
                        text.setBytes(2, texts.text(number.incrementAndGet(), "bare"));
                        text.executeUpdate();
                        for (int i = 0; i < row.size(); i++) {
                            incident.setObject(i + 1, i == 0 ? UUID.randomUUID() : row.get(i));
                        }
                        incident.executeUpdate();
                        connection.commit();
                    }
                } catch (SQLException | RuntimeException e) {
                    failed.add(e);
                }
            }));
        }
        if (!failed.isEmpty()) {
            throw new IllegalStateException("bare inserts failed", failed.getFirst());
        }
        return number.get() * 1e9 / (System.nanoTime() - began);
    }

    /// Processor time so far: of this machine's Java, which serves and sends, of its compilers, and of PostgreSQL.
    private record Cpu(Duration java, Duration compilers, Duration database) {
        String since(Cpu before, long uploads) {
            return String.format(Locale.ROOT, "service and senders %.2f ms, compilers %.2f ms, PostgreSQL %.2f ms",
                    millis(java.minus(before.java).minus(compilers.minus(before.compilers)), uploads),
                    millis(compilers.minus(before.compilers), uploads),
                    millis(database.minus(before.database), uploads));
        }

        private static double millis(Duration all, long uploads) {
            return all.toNanos() / 1e6 / uploads;
        }
    }

    private Cpu cpu() throws SQLException {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Cpu(Duration.ofNanos(system.getProcessCpuTime()),
                Duration.ofMillis(ManagementFactory.getCompilationMXBean().getTotalCompilationTime()), database());
    }

    private Duration database() throws SQLException {
        if (url.startsWith("jdbc:h2:")) {
            return Duration.ZERO;
        }
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).stream()
                    .flatMap(ProcessHandle::children).map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    private void statements(String call) throws SQLException {
        if (STATEMENTS) {
            try (Connection connection = connect(); var statement = connection.createStatement()) {
                statement.execute("create extension if not exists pg_stat_statements");
                statement.execute("select pg_stat_statements_" + call);
            }
        }
    }

    private void statements(long uploads) throws SQLException {
        if (!STATEMENTS) {
            return;
        }
        System.out.println("calls and microseconds for an upload, rows of a call, statement");
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select calls, total_exec_time + total_plan_time, rows,"
                        + " left(regexp_replace(query, '\\s+', ' ', 'g'), 110) from pg_stat_statements"
                        + " order by 2 desc limit 40")) {
            while (rows.next()) {
                System.out.printf(Locale.ROOT, "%6.3f %7.1f %6.1f  %s%n", rows.getDouble(1) / uploads,
                        rows.getDouble(2) * 1_000 / uploads, rows.getDouble(3) / rows.getLong(1), rows.getString(4));
            }
        }
    }

    /// As durable as those of the service.
    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, "");
        if (url.startsWith("jdbc:h2:")) {
            try (var statement = connection.createStatement()) {
                statement.execute("set write_delay 0");
            }
        }
        return connection;
    }

    private long stored() throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement
                        .executeQuery("select count(*) from incident where service = '" + CrashSenders.SERVICE + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
