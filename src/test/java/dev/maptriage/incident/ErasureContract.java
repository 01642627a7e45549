package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.Crashes;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.unit.DataSize;

/// What goes, what stays, and that all counts are those of what stayed; the same on every database.
@SpringBootTest(properties = {"spring.devtools.restart.enabled=false", "maptriage.reproduction.automatic=false"})
@NullUnmarked
abstract class ErasureContract {
    @Autowired
    IncidentStore store;
    @Autowired
    Incidents incidents;
    @Autowired
    Issues issues;
    @Autowired
    Erasures erasures;
    @Autowired
    IncidentCalendar calendar;
    @Autowired
    Overviews overviews;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    jakarta.persistence.EntityManager entities;
    @Autowired
    PlatformTransactionManager transactions;
    @Autowired
    ApplicationEventPublisher listeners;
    @Autowired
    Clock clock;

    @BeforeEach
    void empty() {
        List<UUID> all = jdbc.sql("select id from incident").query(UUID.class).list();
        all.forEach(store::delete);
        calendar.forgetGone();
        jdbc.sql("delete from audit_entry").update();
    }

    private StoredUpload put(String function, String service, String host) {
        String crash = Crashes.concurrentWrites(function);
        TraceText text = TraceText.of(crash);
        List<Diagnosis> diagnoses = new Diagnoser().diagnose(new TraceParser().parse(text), null);
        return store.record(new NewUpload(Hashes.sha256(crash), text, "PLAIN",
                new SourceLabels(service, "prod", "v1", host, null, null), null, diagnoses, List.of()));
    }

    private Erasure run(ErasureRequest request) throws InterruptedException {
        UUID id = erasures.start(request, "tester").id();
        for (int i = 0; i < 600; i++) {
            Optional<Erasure> run = erasures.find(id);
            if (run.isPresent() && run.get().state() == Erasure.State.DONE) {
                return run.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the erasure does not end");
    }

    private static ErasureRequest of(String service, String host, String q, boolean dryRun) {
        return new ErasureRequest(null, null, service, null, host, q, dryRun);
    }

    private long rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    /// The counts that lists and charts show, against those of the rows.
    private void countsAreRight() {
        List<String> wrong = new ArrayList<>();
        jdbc.sql("select id, incident_count from issue where merged_into is null").query(row -> {
            long counted = jdbc.sql("select count(*) from incident where issue_id = ?")
                    .params(row.getObject(1, UUID.class)).query(Long.class).single();
            if (counted != row.getLong(2)) {
                wrong.add(row.getString(1) + " says " + row.getLong(2) + " and has " + counted);
            }
        });
        assertThat(wrong).isEmpty();
        Long byDay = jdbc.sql("select coalesce(sum(incident_count), 0) from incident_day").query(Long.class).single();
        assertThat(byDay).isEqualTo(rows("incident"));
        long byHour = overviews.between(clock.instant().minus(Duration.ofHours(5)), clock.instant(), 9).services()
                .stream().mapToLong(Overview.ServiceHours::sum).sum();
        assertThat(byHour).isEqualTo(rows("incident"));
        Long byIssue = jdbc.sql("select coalesce(sum(incident_count), 0) from issue_day").query(Long.class).single();
        assertThat(byIssue).isEqualTo(rows("incident"));
    }

    @Test
    void aServiceGoesAndTheOthersStayCounted() throws Exception {
        for (int i = 0; i < 120; i++) {
            put("Erased" + i % 7, i % 2 == 0 ? "cart" : "stock", "pod-" + i);
        }
        assertThat(run(of("cart", null, null, true)).incidents()).isEqualTo(60);
        assertThat(rows("incident")).isEqualTo(120);

        Erasure done = run(of("cart", null, null, false));

        assertThat(done.incidents()).isEqualTo(60);
        assertThat(rows("incident")).isEqualTo(60);
        assertThat(incidents.list(IncidentQuery.ALL).items()).allMatch(one -> "stock".equals(one.labels().service()));
        assertThat(issues.list(new IssueQuery(null, null, null, null, null, null, null)).items())
                .allMatch(issue -> issue.services().equals(List.of("stock")));
        countsAreRight();
        assertThat(jdbc.sql("select action from audit_entry order by id").query(String.class).list())
                .containsExactly("ERASURE_STARTED", "ERASED");
        assertThat(jdbc.sql("select actor || ' ' || subject from audit_entry where action = 'ERASED'")
                .query(String.class).single()).isEqualTo("tester service=cart incidents=60");
    }

    @Test
    void nothingOfAnIncidentIsLeft() throws Exception {
        put("LeftOver", "cart", "a");
        put("LeftOver", "cart", "b");
        run(of("cart", null, null, false));
        for (String table : List.of("incident", "upload", "payload", "payload_chunk", "issue", "issue_label",
                "issue_day", "issue_fingerprint", "search_document", "issue_counterpart", "rediagnosis_change",
                "incident_hour")) {
            assertThat(rows(table)).as(table).isZero();
        }
        assertThat(put("LeftOver", "cart", "a").created()).isTrue();
    }

    @Test
    void whatAnIssueSaysOfItsIncidentsIsTrueAfterEachThatGoes() {
        Random random = new Random(7);
        List<UUID> left = new ArrayList<>();
        String crash = Crashes.concurrentWrites("Random");
        TraceText text = TraceText.of(crash);
        List<Diagnosis> diagnoses = new Diagnoser().diagnose(new TraceParser().parse(text), null);
        for (int i = 0; i < 90; i++) {
            String release = random.nextInt(4) == 0 ? null : "v" + i / 15;
            SourceLabels labels = new SourceLabels("s" + random.nextInt(3), i % 40 == 3 ? "test" : "prod", release,
                    "pod-" + i, null, Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * random.nextInt(50)));
            left.add(
                    store.record(new NewUpload(Hashes.sha256(crash), text, "PLAIN", labels, null, diagnoses, List.of()))
                            .incidents().getFirst().id());
        }
        UUID issue = incidents.find(left.getFirst()).orElseThrow().issueId();
        while (left.size() > 1) {
            // Now the oldest, as retention does it, now any.
            assertThat(store.delete(left.remove(left.size() % 3 == 0 ? 0 : random.nextInt(left.size())))).isTrue();
            assertThat(said(issue)).as("%d left", left.size()).isEqualTo(counted(issue));
        }
    }

    private List<String> said(UUID issue) {
        List<String> said = new ArrayList<>(jdbc.sql("select label || ' ' || label_value from issue_label"
                + " where issue_id = ? order by 1").param(issue).query(String.class).list());
        said.add(jdbc.sql("select first_seen, last_seen, first_release, last_release from issue where id = ?")
                .param(issue).query().singleRow().values().toString());
        return said;
    }

    private List<String> counted(UUID issue) {
        List<String> counted = new ArrayList<>(jdbc.sql("""
                select 'SERVICE ' || service from incident where issue_id = :issue
                union select 'ENVIRONMENT ' || environment from incident where issue_id = :issue
                union select 'RELEASE ' || release_name from incident
                where issue_id = :issue and release_name is not null order by 1""").param("issue", issue)
                .query(String.class).list());
        counted.add(jdbc.sql("""
                select min(seen_at) as first_seen, max(seen_at) as last_seen,
                  (select release_name from incident where issue_id = :issue and release_name is not null
                   order by seen_at, id fetch first 1 row only) as first_release,
                  (select release_name from incident where issue_id = :issue and release_name is not null
                   order by seen_at desc, id desc fetch first 1 row only) as last_release
                from incident where issue_id = :issue""").param("issue", issue).query().singleRow().values()
                .toString());
        return counted;
    }

    @Test
    void searchIssueAndHostNarrowTogether() throws Exception {
        UUID issue = put("Narrow", "cart", "a").incidents().getFirst().issueId();
        put("Narrow", "cart", "b");
        put("Wide", "cart", "a");
        assertThat(run(new ErasureRequest(null, issue, null, null, "b", null, true)).incidents()).isEqualTo(1);
        assertThat(run(of(null, null, "function:cart.(*Store).Narrow", true)).incidents()).isEqualTo(2);
        assertThat(run(of("cart", "a", "Wide", true)).incidents()).isEqualTo(1);
        assertThat(run(new ErasureRequest(Instant.now().minusSeconds(3_600), issue, null, null, null, null, true))
                .incidents()).isZero();
        assertThat(run(of(null, null, "Narrow", false)).incidents()).isEqualTo(2);
        assertThat(issues.find(issue)).isEmpty();
        countsAreRight();
    }

    @Test
    void askingForNothingErasesNothing() {
        assertThatThrownBy(() -> erasures.start(of(" ", null, "", false), "tester")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> erasures.start(of(null, null, "colour:red", false), "tester"))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> erasures.start(of("s".repeat(201), null, null, false), "tester"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void uploadsOfTheSameIssueGoOnMeanwhile() throws Exception {
        for (int i = 0; i < 100; i++) {
            put("Busy", "old", "pod-" + i);
        }
        UUID id = erasures.start(of("old", null, null, false), "tester").id();
        for (int i = 0; i < 40; i++) {
            put("Busy", "new", "pod-" + i);
        }
        for (int i = 0; i < 600 && erasures.find(id).orElseThrow().state() != Erasure.State.DONE; i++) {
            Thread.sleep(50);
        }
        assertThat(rows("incident")).isEqualTo(40);
        countsAreRight();
    }

    /// Of a storm most crashes are only counted; they go with the last one that is there.
    @Test
    void whatWasOnlyCountedGoesWithTheRest() throws Exception {
        UUID issue = put("Storm", "cart", "a").incidents().getFirst().issueId();
        jdbc.sql("update issue set incident_count = 500 where id = ?").params(issue).update();
        run(of("cart", null, null, false));
        assertThat(issues.find(issue)).isEmpty();
    }

    private Retention retention(Duration age, DataSize size, Clock at) {
        return new Retention(entities, store, calendar, new RetentionProperties(age, size), listeners, transactions,
                at);
    }

    @Test
    void theOldGoByThemselves() {
        put("Aged", "cart", "a");
        retention(Duration.ofDays(9), null, Clock.offset(clock, Duration.ofDays(8))).sweep();
        assertThat(rows("incident")).isEqualTo(1);
        retention(Duration.ofDays(9), null, Clock.offset(clock, Duration.ofDays(10))).sweep();
        assertThat(rows("incident")).isZero();
        assertThat(jdbc.sql("select actor || ' ' || action || ' ' || subject from audit_entry").query(String.class)
                .single()).isEqualTo("maptriage EXPIRED age=PT216H incidents=1");
    }

    @Test
    void theOldestGoWhenTextsTakeTooMuch() {
        UUID oldest = put("FirstOfThree", "cart", "a").incidents().getFirst().id();
        UUID second = put("NextOfThree", "cart", "b").incidents().getFirst().id();
        UUID newest = put("LastOfThree", "cart", "c").incidents().getFirst().id();
        long bytes = jdbc.sql("select sum(bytes) from payload").query(Long.class).single();
        retention(null, DataSize.ofBytes(bytes), clock).sweep();
        assertThat(rows("incident")).isEqualTo(3);
        retention(null, DataSize.ofBytes(bytes - 1), clock).sweep();
        assertThat(incidents.find(oldest)).isEmpty();
        assertThat(incidents.find(second)).isPresent();
        assertThat(incidents.find(newest)).isPresent();
        retention(null, null, clock).sweep();
        assertThat(rows("incident")).isEqualTo(2);
        countsAreRight();
    }
}
