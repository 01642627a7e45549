package dev.maptriage.incident;

import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Fills a store with incidents by SQL and measures pages, uploads and erasures over HTTP. Not a test: `main` takes the
/// database (`h2` or `postgresql`), how many incidents, in how many issues, how often each is done, and a directory, where
/// a filled store stays and is found again; then, if not all is wanted, the names of what is.
///
/// Incidents lie in issues as in life: a few have very many, most have few. They came in one after the other during sixty
/// days, each with an upload of its own; they share a thousand texts and their diagnoses. Words, services, kinds and releases
/// differ. Stores of all sizes give equally long answers to the pages that are measured: 500 issues a service, ten with the
/// rare word. The bugs that are uploaded again and again are those that have most incidents.
final class LoadedStore {
    private static final int ISSUES_OF_A_SERVICE = 500;
    private static final int RARE = 10;
    private static final int TEXTS = 1_000;
    private static final int KNOWN = 50;
    private static final int TEXT_BYTES = 4_000;
    private static final int WARM_UP = 60;
    private static final int BATCH = 50_000;
    private static final int LOOKED_AT = 1_000_000;
    private static final long LEFT_FREE = 8_000_000_000L;
    private static final int DAYS = 60;
    private static final long SPAN = Duration.ofDays(DAYS).toMillis();
    private static final long BEGAN = System.nanoTime();

    private final ConfigurableApplicationContext application;
    private final Path directory;
    private final JdbcTemplate jdbc;
    private final boolean h2;
    private final int incidents;
    private final int issues;
    private final int services;
    private final long first;

    private LoadedStore(ConfigurableApplicationContext application, Path directory, boolean h2, int incidents,
            int issues) {
        this.directory = directory;
        this.application = application;
        this.jdbc = application.getBean(JdbcTemplate.class);
        this.h2 = h2;
        this.incidents = incidents;
        this.issues = issues;
        services = Math.max(1, issues / ISSUES_OF_A_SERVICE);
        first = System.currentTimeMillis() - SPAN;
    }

    public static void main(String[] args) throws Exception {
        // Devtools would start this very method again.
        System.setProperty("spring.devtools.restart.enabled", "false");
        boolean h2 = args[0].equals("h2");
        int incidents = Integer.parseInt(args[1]);
        int issues = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        Path directory = Path.of(args[4], args[0] + "-" + incidents);
        Path mark = directory.resolveSibling(directory.getFileName() + ".filled");
        boolean filled = Files.exists(mark);
        if (!filled && Files.exists(directory)) {
            throw new IllegalStateException(directory + " was not filled to its end: delete it");
        }
        Files.createDirectories(directory);
        try (EmbeddedPostgres postgres = h2 ? null : postgres(directory, filled);
                ConfigurableApplicationContext application = start(directory, postgres)) {
            LoadedStore store = new LoadedStore(application, directory, h2, incidents, issues);
            if (!filled) {
                store.fill();
                Files.createFile(mark);
            }
            System.out.printf(Locale.ROOT, "%s: %,d incidents in %,d issues%n", args[0], incidents, issues);
            if (rounds > 0) {
                store.measure(rounds, List.of(args).subList(5, args.length));
            }
            if (!filled && h2) {
                // So much at once leaves old versions of pages behind, many times the size of what is kept.
                store.jdbc.execute("shutdown compact");
            }
        }
        System.exit(0);
    }

    /// What is filled at once need not outlive a fall of the machine, and its log is kept short.
    private static EmbeddedPostgres postgres(Path directory, boolean filled) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectory(directory)
                .setCleanDataDirectory(false).setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "1GB").setServerConfig("max_parallel_maintenance_workers", "0")
                .setRegisterShutdownHook(false);
        return filled
                ? builder.setServerConfig("synchronous_commit", "on").setServerConfig("fsync", "on").start()
                : builder.setServerConfig("synchronous_commit", "off").setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off").setServerConfig("wal_level", "minimal")
                        .setServerConfig("max_wal_senders", "0").setServerConfig("autovacuum", "off")
                        .setServerConfig("maintenance_work_mem", "512MB").setServerConfig("work_mem", "64MB").start();
    }

    private static ConfigurableApplicationContext start(Path directory, @Nullable EmbeddedPostgres postgres) {
        String url = postgres == null
                ? "jdbc:h2:file:" + directory.resolve("store") + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"
                : postgres.getJdbcUrl("postgres", "postgres");
        return new SpringApplicationBuilder(MaptriageApplication.class).run("--server.port=0",
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=" + (postgres == null ? "sa" : "postgres"),
                "--logging.level.root=warn");
    }

    private void fill() {
        TransactionTemplate transaction = new TransactionTemplate(
                application.getBean(PlatformTransactionManager.class));
        transaction.executeWithoutResult(ignored -> texts());
        String series = h2 ? "system_range(1, %d) s(n)" : "generate_series(1, %d) s(n)";
        jdbc.update(
                "insert into issue (id, version, fingerprint, title, message, culprit_function, culprit_file, category,"
                        + " kind, status, regressed, incident_count, first_seen, last_seen, first_release, last_release,"
                        + " first_release_at, last_release_at, receiver) select " + id("n", 2)
                        + ", 0, 'load:' || n, 'concurrent map writes in Put' || n, 'concurrent map writes', "
                        + function("n") + ", '/src/area' || mod(n, 97) || '/store.go', " + pick("n", "CONCURRENT_WRITE",
                                "NIL_MAP_WRITE", "CONCURRENT_WRITE", "OTHER", "GROWTH_CONTENTION")
                        + ", " + pick("n", "WRITE_WRITE", "NIL_MAP_ASSIGN", "READ_WRITE", "CUSTOM_PANIC", "LOCK_CONVOY")
                        + ", "
                        + pick("n", "OPEN", "OPEN", "OPEN", "ACKNOWLEDGED", "RESOLVED", "IGNORED", "OPEN")
                        + ", mod(n, 211) = 0, 0, " + time(Long.toString(first)) + ", "
                        + time(Long.toString(first + SPAN)) + ", 'v1.0', 'v1.59', " + time(Long.toString(first)) + ", "
                        + time(Long.toString(first + SPAN))
                        + ", 'example.com/load/area' || mod(n, 97) || '.Store' || n from "
                        + series.formatted(issues));
        jdbc.update(
                "insert into issue_fingerprint (fingerprint, issue_id, home_id) select fingerprint, id, id from issue");
        document(series);
        rows();
        totals();
        known();
        jdbc.execute("drop table load_text");
        jdbc.execute(h2 ? "analyze" : "vacuum analyze");
        said("counts");
    }

    /// The texts, their diagnoses, and the number of the first incident of each, which later ones are duplicates of.
    private void texts() {
        Payloads payloads = application.getBean(Payloads.class);
        jdbc.execute("create table load_text (t integer primary key, first_n bigint, diagnosis "
                + (h2 ? "character large object" : "text") + ")");
        Map<Integer, Long> numbers = new HashMap<>();
        jdbc.query("select t, min(n) from (select n, mod(" + issueOf() + ", " + TEXTS + ") as t from "
                + (h2 ? "system_range(1, %d) s(n)" : "generate_series(1, %d) s(n)")
                        .formatted(Math.min(incidents, LOOKED_AT))
                + ") numbered group by t", row -> {
                    numbers.put(row.getInt(1), row.getLong(2));
                });
        for (int t = 0; t < TEXTS; t++) {
            TraceText text = TraceText.of(Crashes.padded(Crashes.concurrentWrites("Put" + t), TEXT_BYTES));
            Diagnosis diagnosis = new Diagnoser().diagnose(new TraceParser().parse(text), null).getFirst();
            payloads.store(hash(t), text, payloads.pack(text), Instant.now());
            jdbc.update("insert into load_text (t, first_n, diagnosis) values (?, ?, ?)", t, numbers.get(t),
                    new DiagnosisJson().write(diagnosis));
        }
        application.getBean(EntityManager.class).flush();
    }

    private static String hash(int t) {
        return String.format(Locale.ROOT, "%064d", t);
    }

    /// Each batch is committed, so that little of the log is needed at once.
    private void rows() {
        if (h2) {
            jdbc.execute("set referential_integrity false");
        } else {
            jdbc.execute("alter table incident disable trigger all");
            jdbc.execute("alter table upload disable trigger all");
        }
        List<String> rebuilt = dropIndexes();
        for (int from = 1; from <= incidents; from += BATCH) {
            if (directory.toFile().getUsableSpace() < LEFT_FREE) {
                throw new IllegalStateException("no room for more than " + (from - 1) + " incidents");
            }
            int to = Math.min(incidents, from + BATCH - 1);
            rows(from, to);
            if (to % LOOKED_AT == 0) {
                said(String.format(Locale.ROOT, "%,d rows", to));
            }
        }
        said("rows");
        for (String index : rebuilt) {
            jdbc.execute(index);
            said(index.split(" ", -1)[2]);
        }
        if (h2) {
            jdbc.execute("set referential_integrity true");
        } else {
            jdbc.execute("alter table incident enable trigger all");
            jdbc.execute("alter table upload enable trigger all");
        }
        said("indexes");
    }

    private void rows(int from, int to) {
        String numbered = "(select n, i, mod(i, " + TEXTS + ") as t, ms, " + hex("ms") + " as h from (select n, "
                + issueOf() + " as i, " + millis("n") + " as ms from "
                + (h2 ? "system_range(%d, %d) s(n)" : "generate_series(%d, %d) s(n)").formatted(from, to)
                + ") counted) numbered";
        String sha = "lpad(cast(t.t as varchar(12)), 64, '0')";
        jdbc.update("insert into upload (id, identity, sha256, envelope, received_at, notes, bytes, millis) select "
                + timedId("h", "n", 9) + ", lpad(cast(n as varchar(12)), 64, 'f'), " + sha + ", 'PLAIN', " + time("ms")
                + ", '[]', " + TEXT_BYTES + ", 5 from " + numbered
                + " join load_text t on t.t = numbered.t order by n");
        jdbc.update(
                "insert into incident (id, issue_id, upload_id, ordinal, sha256, document_id, fingerprint, category, kind,"
                        + " culprit_function, culprit_short, envelope, service, environment, release_name, received_at, seen_at,"
                        + " duplicate_of, reproduction_state, first_line, diagnosis, diagnosis_version) select "
                        + timedId("h", "n", 8) + ", " + id("i", 2) + ", " + timedId("h", "n", 9) + ", 0, " + sha + ", "
                        + documentId("i") + ", 'load:' || i, "
                        + pick("i", "CONCURRENT_WRITE", "NIL_MAP_WRITE", "CONCURRENT_WRITE", "OTHER",
                                "GROWTH_CONTENTION")
                        + ", " + pick("i", "WRITE_WRITE", "NIL_MAP_ASSIGN", "READ_WRITE", "CUSTOM_PANIC", "LOCK_CONVOY")
                        + ", " + function("i") + ", 'Put' || i, 'PLAIN', 'service-' || mod(i, " + services
                        + "), 'prod', 'v1.' || (cast(n as bigint) * 60 / " + (incidents + 1) + "), " + time("ms") + ", "
                        + time("ms") + ", case when t.first_n < n then "
                        + timedId(hex(millis("t.first_n")), "t.first_n", 8) + " end, 'NONE', 1, t.diagnosis, 1 from "
                        + numbered + " join load_text t on t.t = numbered.t order by n");
    }

    /// The moment of an incident in milliseconds, by its number.
    private String millis(String n) {
        return "(" + first + " + cast(" + n + " as bigint) * " + SPAN + " / " + incidents + ")";
    }

    private String time(String millis) {
        return h2
                ? "dateadd('MILLISECOND', " + millis + ", timestamp with time zone '1970-01-01 00:00:00+00')"
                : "to_timestamp((" + millis + ") / 1000.0)";
    }

    private String hex(String millis) {
        return h2
                ? "lpad(lower(trim(to_char(" + millis + ", 'XXXXXXXXXXXX'))), 12, '0')"
                : "lpad(to_hex(" + millis + "), 12, '0')";
    }

    /// As the service makes ids, with the time in front.
    private static String timedId(String hex, String n, int kind) {
        return "cast(substr(" + hex + ", 1, 8) || '-' || substr(" + hex + ", 9) || '-7000-" + kind
                + "000-' || lpad(cast(" + n + " as varchar(12)), 12, '0') as uuid)";
    }

    private static String documentId(String n) {
        return "lpad(cast(" + n + " as varchar(12)), 64, 'd')";
    }

    /// The issues that have most incidents are those of the bugs that are uploaded.
    private void known() {
        for (int bug = 0; bug < KNOWN; bug++) {
            String fingerprint = new Diagnoser().diagnose(
                    new TraceParser().parse(TraceText.of(Crashes.concurrentWrites("Known" + bug))), null).getFirst()
                    .fingerprint();
            jdbc.update("insert into issue_fingerprint (fingerprint, issue_id, home_id) select ?, id, id from issue"
                    + " where fingerprint = ?", fingerprint, "load:" + (1 + bug));
        }
    }

    /// Indexes of incidents are built after the rows are in; row by row they take many times as long.
    private List<String> dropIndexes() {
        List<String> built = h2
                ? indexesOfH2()
                : texts("select indexdef from pg_indexes where tablename in ('incident',"
                        + " 'upload') and indexdef like 'CREATE INDEX %'");
        built.forEach(index -> jdbc.execute("drop index " + index.split(" ", -1)[2]));
        return built;
    }

    /// All but those that a constraint needs and would make anew at once.
    private List<String> indexesOfH2() {
        return texts(
                """
                        select 'create index ' || lower(i.index_name) || ' on incident ('
                            || listagg(lower(c.column_name) || case c.ordering_specification when 'DESC' then ' desc' else '' end,
                               ', ') within group (order by c.ordinal_position) || ')'
                        from information_schema.indexes i join information_schema.index_columns c
                            on c.index_schema = i.index_schema and c.index_name = i.index_name
                        where i.table_name = 'INCIDENT' and i.index_type_name = 'INDEX'
                            and i.index_name not in ('INCIDENT_ISSUE', 'INCIDENT_ISSUE_SEEN', 'INCIDENT_UPLOAD',
                                'INCIDENT_SAME_TEXT', 'INCIDENT_DOCUMENT')
                            and i.is_generated = false
                        group by i.index_name""");
    }

    private List<String> texts(String query) {
        return jdbc.query(query, (row, number) -> row.getString(1));
    }

    private void said(String what) {
        System.out.printf(Locale.ROOT, "%s after %.0f s%n", what, (System.nanoTime() - BEGAN) / 1e9);
    }

    /// The square makes the first issues much more frequent than the last.
    private String issueOf() {
        return "cast(1 + floor(" + issues + " * power(mod(cast(n as bigint) * 7919, 999983) / 999983.0, 2)) as bigint)";
    }

    private static String function(String n) {
        return "'example.com/load/area' || mod(" + n + ", 97) || '.(*Store' || " + n + " || ').Put'";
    }

    private void document(String series) {
        String words = "'concurrent map writes example com load area' || mod(n, 97) || ' store' || n || ' store put go src'"
                + " || case when mod(n, " + issues / RARE + ") = 0 then ' rareword' else '' end";
        if (h2) {
            jdbc.update("insert into search_document (id, issue_id) select " + documentId("n") + ", "
                    + id("n", 2) + " from "
                    + series.formatted(issues));
            for (String word : List.of("'concurrent'", "'map'", "'writes'", "'example'", "'com'", "'load'",
                    "'area' || mod(n, 97)", "'store' || n", "'store'", "'put'", "'go'", "'src'")) {
                jdbc.update("insert into search_token (token, document_id) select " + word + ", "
                        + documentId("n") + " from "
                        + series.formatted(issues));
            }
            jdbc.update("insert into search_token (token, document_id) select 'rareword', "
                    + documentId("n") + " from "
                    + series.formatted(issues) + " where mod(n, " + issues / RARE + ") = 0");
        } else {
            jdbc.update("insert into search_document (id, issue_id, tokens) select " + documentId("n") + ", "
                    + id("n", 2)
                    + ", to_tsvector('simple', " + words + ") from " + series.formatted(issues));
        }
    }

    private void totals() {
        jdbc.update(
                "insert into issue_day (issue_id, seen_on, incident_count) select issue_id, d, count(*) from (select"
                        + " issue_id, cast(seen_at at time zone 'UTC' as date) as d from incident) x group by issue_id, d");
        jdbc.update("insert into incident_day (seen_on, category, slot, incident_count) select d, category, 0, count(*)"
                + " from (select category, cast(seen_at at time zone 'UTC' as date) as d from incident) x group by d, category");
        jdbc.update(hours());
        jdbc.update(
                "insert into issue_label (issue_id, label, label_value) select distinct issue_id, 'SERVICE', service"
                        + " from incident");
        jdbc.update("insert into issue_label (issue_id, label, label_value) select distinct issue_id, 'RELEASE',"
                + " release_name from incident");
        jdbc.update("update issue set incident_count = coalesce((select sum(d.incident_count) from issue_day d where"
                + " d.issue_id = issue.id), 0)");
        jdbc.update("update issue set last_seen = (select max(i.seen_at) from incident i where i.issue_id = issue.id),"
                + " first_seen = (select min(i.seen_at) from incident i where i.issue_id = issue.id)"
                + " where incident_count > 0");
        jdbc.update("delete from issue_fingerprint where issue_id in (select id from issue where incident_count = 0)");
        jdbc.update("delete from search_document where issue_id in (select id from issue where incident_count = 0)");
        jdbc.update("delete from issue where incident_count = 0");
    }

    private static String hours() {
        StringBuilder columns = new StringBuilder();
        StringBuilder sums = new StringBuilder();
        for (int hour = 0; hour < IncidentCalendar.HOURS; hour++) {
            columns.append(", ").append(IncidentCalendar.column(hour));
            sums.append(", sum(case when h = ").append(hour).append(" then 1 else 0 end)");
        }
        return "insert into incident_hour (seen_on, service, category, slot" + columns
                + ") select d, service, category, 0" + sums + " from (select cast(seen_at at time zone 'UTC' as date)"
                + " as d, service, category, extract(hour from seen_at at time zone 'UTC') as h from incident) x"
                + " group by d, service, category";
    }

    /// Ids of one kind in a row: `kind` and a number.
    private static String id(Object n, int kind) {
        return "cast('01900000-" + String.format(Locale.ROOT, "%04d", kind) + "-7000-8000-' || lpad(cast(" + n
                + " as varchar(12)), 12, '0') as uuid)";
    }

    private static String pick(String n, String... values) {
        StringBuilder cases = new StringBuilder("case mod(" + n + ", " + values.length + ")");
        for (int i = 0; i < values.length; i++) {
            cases.append(" when ").append(i).append(" then '").append(values[i]).append('\'');
        }
        return cases.append(" end").toString();
    }

    /// Something that is done over HTTP, again and again.
    private interface Step {
        HttpRequest.Builder round(int round) throws Exception;
    }

    private void measure(int rounds, List<String> wanted) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        String base = "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
        Map<String, Step> steps = new LinkedHashMap<>();
        pages(http, base).forEach((name, path) -> steps.put(name, round -> request(base + path.apply(round))));
        steps.put("upload of a known bug", round -> upload(base, "Known" + round % KNOWN));
        steps.put("upload of a new bug", round -> upload(base, "New" + System.nanoTime()));
        List<String> victims = new ArrayList<>();
        steps.put("erasure of one incident", round -> {
            if (victims.isEmpty()) {
                victims.addAll(anyIncidents(rounds + WARM_UP));
            }
            return request(base + "/api/v1/incidents/" + victims.removeLast()).DELETE();
        });
        for (Map.Entry<String, Step> step : steps.entrySet()) {
            if (isWanted(step.getKey(), wanted)) {
                time(http, step.getKey(), step.getValue(), rounds);
            }
        }
        if (isWanted("retention", wanted)) {
            retention(http, base, rounds);
        }
        if (isWanted("storage", wanted)) {
            storage();
        }
    }

    private static boolean isWanted(String name, List<String> wanted) {
        return wanted.isEmpty() || wanted.stream().anyMatch(name::startsWith);
    }

    private static void time(HttpClient http, String name, Step step, int rounds) throws Exception {
        double[] millis = new double[rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            HttpRequest request = step.round(round + WARM_UP).build();
            long began = System.nanoTime();
            send(http, request);
            if (round >= 0) {
                millis[round] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f |%n", name, millis[rounds / 2],
                millis[Math.min(rounds - 1, rounds * 99 / 100)]);
    }

    private Map<String, IntFunction<String>> pages(HttpClient http, String base) throws Exception {
        Map<String, IntFunction<String>> pages = new LinkedHashMap<>();
        pages.put("overview", round -> "/");
        pages.put("issue list", round -> "/issues");
        pages.put("issue list, filtered",
                round -> "/issues?category=CONCURRENT_WRITE&status=OPEN&service=service-" + round % services);
        pages.put("search, common words", round -> "/issues?q=store+put");
        pages.put("search, one area", round -> "/issues?q=map+area" + (10 + round % 80));
        pages.put("search, rare word", round -> "/issues?q=rareword+kind:WRITE_WRITE");
        pages.put("issue page", round -> "/issues/01900000-0002-7000-8000-" + "%012d".formatted(1 + round % 50));
        List<String> some = anyIncidents(50);
        pages.put("incident page", round -> "/incidents/" + some.get(round % some.size()));
        String tenth = tenth(http, base);
        pages.put("issue list, tenth page", round -> tenth);
        pages.put("incidents of a service (API)", round -> "/api/v1/incidents?service=service-" + round % services);
        pages.put("incident search (API)", round -> "/api/v1/incidents?q=put+area" + (10 + round % 80));
        return pages;
    }

    /// Incidents of any time, so those of frequent issues more often, and never one twice.
    private List<String> anyIncidents(int many) {
        Random random = new Random(many);
        long newest = Instant.now().toEpochMilli();
        Set<String> some = new LinkedHashSet<>();
        while (some.size() < many) {
            jdbc.queryForList("select id from incident where id >= ? order by id fetch first 1 row only", UUID.class,
                    Ids.earliest(Instant.ofEpochMilli(newest - random.nextLong(SPAN))))
                    .forEach(id -> some.add(id.toString()));
        }
        return new ArrayList<>(some);
    }

    private static HttpRequest.Builder upload(String base, String function) {
        byte[] text = Crashes.padded(Crashes.concurrentWrites(function) + "\nat " + System.nanoTime() + "\n",
                TEXT_BYTES);
        return request(base + "/api/v1/traces?service=service-0&release=v1.59&environment=prod")
                .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofByteArray(text));
    }

    /// Lets the oldest go, some by an erasure that is asked for, as many by age.
    private void retention(HttpClient http, String base, int rounds) throws Exception {
        int many = 10 * rounds;
        Instant before = oldest(many);
        long began = System.nanoTime();
        String erasure = send(http, request(base + "/api/v1/erasures").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers
                        .ofString("{\"receivedBefore\": \"" + before + "\", \"dryRun\": false}"))
                .build());
        String id = erasure.replaceFirst("(?s).*?\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        while (!send(http, request(base + "/api/v1/erasures/" + id).build()).contains("DONE")) {
            Thread.sleep(50);
        }
        told("erasure of the oldest", many, began);
        Instant age = oldest(many);
        Retention retention = new Retention(application.getBean(EntityManager.class),
                application.getBean(IncidentStore.class), application.getBean(IncidentCalendar.class),
                new RetentionProperties(Duration.between(age, Instant.now()), null),
                ignored -> {}, application.getBean(PlatformTransactionManager.class),
                Clock.systemUTC());
        began = System.nanoTime();
        retention.sweep();
        told("retention by age", many, began);
    }

    private Instant oldest(int many) {
        UUID id = jdbc.queryForObject("select id from incident order by id offset " + many
                + " rows fetch next 1 row only", UUID.class);
        return Instant.ofEpochMilli(Objects.requireNonNull(id).getMostSignificantBits() >>> 16);
    }

    private void told(String what, int many, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(Locale.ROOT, "| %s | %,d in %.1f s | %.0f a second | a day of them, %,d: %.0f s |%n", what,
                many, seconds, many / seconds, incidents / DAYS, (double) incidents / DAYS * seconds / many);
    }

    private void storage() {
        if (h2) {
            return;
        }
        jdbc.query(
                "select relname, pg_table_size(oid), pg_indexes_size(oid), reltuples from pg_class where relkind = 'r'"
                        + " and relnamespace = 'public'::regnamespace order by pg_total_relation_size(oid) desc limit 8",
                row -> {
                    System.out.printf(Locale.ROOT, "| %s | %,.0f rows | %,.1f MB | %,.1f MB of indexes |%n",
                            row.getString(1), row.getDouble(4), row.getLong(2) / 1e6, row.getLong(3) / 1e6);
                });
        jdbc.query("select indexrelname, pg_relation_size(indexrelid) from pg_stat_user_indexes"
                + " where relname = 'incident' order by 2 desc", row -> {
                    System.out.printf(Locale.ROOT, "| %s | %,.1f MB |%n", row.getString(1), row.getLong(2) / 1e6);
                });
    }

    private static String tenth(HttpClient http, String base) throws Exception {
        String path = "/issues";
        for (int page = 1; page < 10; page++) {
            String html = send(http, request(base + path).build());
            int rel = html.indexOf("rel=\"next\" href=\"");
            if (rel < 0) {
                return path;
            }
            int from = rel + "rel=\"next\" href=\"".length();
            path = "/issues" + html.substring(from, html.indexOf('"', from)).replace("&amp;", "&");
        }
        return path;
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/html,application/json");
    }

    private static String send(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response.statusCode() + " of " + request.uri() + ": " + response.body());
        }
        return response.body();
    }
}
