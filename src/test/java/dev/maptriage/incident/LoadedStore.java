package dev.maptriage.incident;

import dev.maptriage.Crashes;
import dev.maptriage.MaptriageApplication;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/// Fills a store with incidents by SQL and measures pages over HTTP. Not a test: `main` takes the database (`h2` or
/// `postgresql`), how many incidents, in how many issues, how often each page is opened, and a directory, where a filled
/// store stays and is found again; then, if not all pages are wanted, the names of those that are.
///
/// Incidents lie in issues as in life: a few have very many, most have few. Words, services, kinds and releases differ. Stores of
/// all sizes give equally long answers to the pages that are measured: 500 issues a service, ten with the rare word.
final class LoadedStore {
    private static final int ISSUES_OF_A_SERVICE = 500;
    private static final int RARE = 10;
    private static final int WARM_UP = 60;
    private static final int BATCH = 50_000;
    private static final long BEGAN = System.nanoTime();

    private final JdbcTemplate jdbc;
    private final boolean h2;
    private final int incidents;
    private final int issues;
    private final int services;

    private LoadedStore(JdbcTemplate jdbc, boolean h2, int incidents, int issues) {
        this.jdbc = jdbc;
        this.h2 = h2;
        this.incidents = incidents;
        this.issues = issues;
        services = services(issues);
    }

    private static int services(int issues) {
        return Math.max(1, issues / ISSUES_OF_A_SERVICE);
    }

    public static void main(String[] args) throws Exception {
        // Devtools would start this very method again.
        System.setProperty("spring.devtools.restart.enabled", "false");
        boolean h2 = args[0].equals("h2");
        int incidents = Integer.parseInt(args[1]);
        int issues = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        Path directory = Path.of(args[4], args[0] + "-" + incidents);
        boolean filled = Files.exists(directory);
        Files.createDirectories(directory);
        try (EmbeddedPostgres postgres = h2 ? null : postgres(directory);
                ConfigurableApplicationContext application = start(directory, postgres)) {
            if (!filled) {
                new LoadedStore(application.getBean(JdbcTemplate.class), h2, incidents, issues).fill();
            }
            System.out.printf(Locale.ROOT, "%s: %,d incidents in %,d issues%n", args[0], incidents, issues);
            if (rounds > 0) {
                measure("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"), rounds,
                        services(issues), List.of(args).subList(5, args.length));
            }
            if (!filled && h2) {
                // So much at once leaves old versions of pages behind, many times the size of what is kept.
                application.getBean(JdbcTemplate.class).execute("shutdown compact");
            }
        }
        System.exit(0);
    }

    private static EmbeddedPostgres postgres(Path directory) throws IOException {
        return EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on").setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "4GB").setRegisterShutdownHook(false).start();
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
        Diagnosis sample = new Diagnoser().diagnose(new TraceParser().parse(
                TraceText.of(Crashes.concurrentWrites("Template"))), null).getFirst();
        String diagnosis = new DiagnosisJson().write(sample);
        jdbc.update("insert into payload (sha256, bytes, line_count, stored_at) values ('load', 10, 1, now())");
        jdbc.update("insert into upload (id, identity, sha256, envelope, received_at, notes)"
                + " values (" + id(1, 0) + ", 'load', 'load', 'PLAIN', now(), '[]')");
        String series = h2 ? "system_range(1, %d) s(n)" : "generate_series(1, %d) s(n)";
        String time = h2
                ? "dateadd('SECOND', -cast(mod(cast(n as bigint) * 7919, 5184000) as integer), current_timestamp)"
                : "now() - make_interval(secs => mod(cast(n as bigint) * 7919, 5184000))";
        jdbc.update(
                "insert into issue (id, version, fingerprint, title, message, culprit_function, culprit_file, category,"
                        + " kind, status, regressed, incident_count, first_seen, last_seen, receiver) select "
                        + id("n", 2)
                        + ", 0, 'load:' || n, 'concurrent map writes in Put' || n, 'concurrent map writes', "
                        + function("n") + ", '/src/area' || mod(n, 97) || '/store.go', " + pick("n", "CONCURRENT_WRITE",
                                "NIL_MAP_WRITE", "CONCURRENT_WRITE", "OTHER", "GROWTH_CONTENTION")
                        + ", " + pick("n", "WRITE_WRITE", "NIL_MAP_ASSIGN", "READ_WRITE", "CUSTOM_PANIC", "LOCK_CONVOY")
                        + ", "
                        + pick("n", "OPEN", "OPEN", "OPEN", "ACKNOWLEDGED", "RESOLVED", "IGNORED", "OPEN")
                        + ", mod(n, 211) = 0, 0, " + time
                        + ", now(), 'example.com/load/area' || mod(n, 97) || '.Store' || n from "
                        + series.formatted(issues));
        jdbc.update(
                "insert into issue_fingerprint (fingerprint, issue_id, home_id) select fingerprint, id, id from issue");
        document(series);
        jdbc.execute(h2 ? "set referential_integrity false" : "alter table incident disable trigger all");
        List<String> rebuilt = dropIndexes();
        for (int from = 1; from <= incidents; from += BATCH) {
            incidents(from, Math.min(incidents, from + BATCH - 1), time, diagnosis);
        }
        said("incidents");
        rebuilt.forEach(jdbc::execute);
        jdbc.execute(h2 ? "set referential_integrity true" : "alter table incident enable trigger all");
        said("indexes");
        totals();
        jdbc.execute(h2 ? "analyze" : "vacuum analyze");
    }

    private void incidents(int from, int to, String time, String diagnosis) {
        String series = h2 ? "system_range(%d, %d) s(n)" : "generate_series(%d, %d) s(n)";
        jdbc.update(
                "insert into incident (id, issue_id, upload_id, ordinal, sha256, document_id, fingerprint, category, kind,"
                        + " culprit_function, culprit_short, envelope, service, environment, release_name, received_at, seen_at,"
                        + " reproduction_state, first_line, diagnosis, diagnosis_version) select " + id("n", 3) + ", "
                        + id("i", 2) + ", " + id(1, 0) + ", 0, 'load', 'doc' || i, 'load:' || i, "
                        + pick("i", "CONCURRENT_WRITE", "NIL_MAP_WRITE", "CONCURRENT_WRITE", "OTHER",
                                "GROWTH_CONTENTION")
                        + ", " + pick("i", "WRITE_WRITE", "NIL_MAP_ASSIGN", "READ_WRITE", "CUSTOM_PANIC", "LOCK_CONVOY")
                        + ", " + function("i") + ", 'Put' || i, 'PLAIN', 'service-' || mod(i, " + services
                        + "), 'prod', 'v1.' || mod(n, 60), now(), " + time + ", 'NONE', 1, ?, 1 from (select n, "
                        + issueOf()
                        + " as i from " + series.formatted(from, to) + ") numbered",
                diagnosis);
    }

    /// Indexes of incidents are built after the rows are in; row by row they take many times as long.
    private List<String> dropIndexes() {
        List<String> built = h2
                ? indexesOfH2()
                : texts("select indexdef from pg_indexes where tablename ="
                        + " 'incident' and indexname not like '%_pkey'");
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
            jdbc.update("insert into search_document (id, issue_id) select 'doc' || n, " + id("n", 2) + " from "
                    + series.formatted(issues));
            for (String word : List.of("'concurrent'", "'map'", "'writes'", "'example'", "'com'", "'load'",
                    "'area' || mod(n, 97)", "'store' || n", "'store'", "'put'", "'go'", "'src'")) {
                jdbc.update("insert into search_token (token, document_id) select " + word + ", 'doc' || n from "
                        + series.formatted(issues));
            }
            jdbc.update("insert into search_token (token, document_id) select 'rareword', 'doc' || n from "
                    + series.formatted(issues) + " where mod(n, " + issues / RARE + ") = 0");
        } else {
            jdbc.update("insert into search_document (id, issue_id, tokens) select 'doc' || n, " + id("n", 2)
                    + ", to_tsvector('simple', " + words + ") from " + series.formatted(issues));
        }
    }

    private void totals() {
        jdbc.update(
                "insert into issue_day (issue_id, seen_on, incident_count) select issue_id, d, count(*) from (select"
                        + " issue_id, cast(seen_at as date) as d from incident) x group by issue_id, d");
        jdbc.update("insert into incident_day (seen_on, category, slot, incident_count) select d, category, 0, count(*)"
                + " from (select category, cast(seen_at as date) as d from incident) x group by d, category");
        jdbc.update(hours());
        jdbc.update(
                "insert into issue_label (issue_id, label, label_value) select distinct issue_id, 'SERVICE', service"
                        + " from incident");
        jdbc.update("insert into issue_label (issue_id, label, label_value) select distinct issue_id, 'RELEASE',"
                + " release_name from incident");
        jdbc.update("update issue set incident_count = coalesce((select sum(d.incident_count) from issue_day d where"
                + " d.issue_id = issue.id), 0)");
        String last = h2
                ? "dateadd('SECOND', cast(mod(incident_count * 40503, 86399) as integer), cast((select max(d.seen_on) from"
                        + " issue_day d where d.issue_id = issue.id) as timestamp))"
                : "(select max(d.seen_on) from issue_day d where d.issue_id = issue.id)"
                        + " + make_interval(secs => mod(incident_count * 40503, 86399))";
        jdbc.update("update issue set last_seen = " + last + " where incident_count > 0");
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

    private static void measure(String base, int rounds, int services, List<String> wanted) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        Map<String, IntFunction<String>> pages = new LinkedHashMap<>();
        pages.put("overview", round -> "/");
        pages.put("issue list", round -> "/issues");
        pages.put("issue list, filtered",
                round -> "/issues?category=CONCURRENT_WRITE&status=OPEN&service=service-" + round % services);
        pages.put("search, common words", round -> "/issues?q=store+put");
        pages.put("search, one area", round -> "/issues?q=map+area" + (10 + round % 80));
        pages.put("search, rare word", round -> "/issues?q=rareword+kind:WRITE_WRITE");
        pages.put("issue page", round -> "/issues/01900000-0002-7000-8000-" + "%012d".formatted(1 + round % 50));
        String tenth = tenth(http, base);
        pages.put("issue list, tenth page", round -> tenth);
        pages.put("incidents of a service (API)", round -> "/api/v1/incidents?service=service-" + round % services);
        pages.put("incident search (API)", round -> "/api/v1/incidents?q=put+area" + (10 + round % 80));
        if (!wanted.isEmpty()) {
            pages.keySet().retainAll(wanted);
        }
        for (Map.Entry<String, IntFunction<String>> page : pages.entrySet()) {
            double[] millis = new double[rounds];
            for (int round = -WARM_UP; round < rounds; round++) {
                long began = System.nanoTime();
                get(http, base + page.getValue().apply(round + WARM_UP));
                if (round >= 0) {
                    millis[round] = (System.nanoTime() - began) / 1e6;
                }
            }
            Arrays.sort(millis);
            System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f |%n", page.getKey(), millis[rounds / 2],
                    millis[Math.min(rounds - 1, rounds * 99 / 100)]);
        }
    }

    private static String tenth(HttpClient http, String base) throws Exception {
        String path = "/issues";
        for (int page = 1; page < 10; page++) {
            String html = get(http, base + path);
            int rel = html.indexOf("rel=\"next\" href=\"");
            if (rel < 0) {
                return path;
            }
            int from = rel + "rel=\"next\" href=\"".length();
            path = "/issues" + html.substring(from, html.indexOf('"', from)).replace("&amp;", "&");
        }
        return path;
    }

    private static String get(HttpClient http, String url) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/html,application/json").build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " of " + url);
        }
        return response.body();
    }
}
