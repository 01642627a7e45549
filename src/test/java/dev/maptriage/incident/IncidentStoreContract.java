package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.maptriage.Crashes;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.trace.ParseNote;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import jakarta.persistence.EntityManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import java.time.temporal.ChronoUnit;
import java.time.LocalDate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.support.TransactionTemplate;

/// What the store does, the same on every database. Each test uses functions, and so issues, of its own.
@SpringBootTest(properties = "spring.devtools.restart.enabled=false")
@NullUnmarked
abstract class IncidentStoreContract {
    @Autowired
    IncidentStore store;
    @Autowired
    Incidents incidents;
    @Autowired
    Issues issues;
    @Autowired
    Payloads payloads;
    @Autowired
    Overviews overviews;
    @Autowired
    IncidentCalendar calendar;
    @Autowired
    EntityManager entities;
    @Autowired
    TransactionTemplate transaction;

    @Test
    void storesAnUploadOnceAndFindsItAgain() {
        StoredUpload first = store.record(upload("PutOnce", labels("cart", "v1")));
        StoredUpload second = store.record(upload("PutOnce", labels("cart", "v1")));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.incidents()).isEqualTo(first.incidents());
        assertThat(second.notes()).isEqualTo(first.notes());
        assertThat(issue(first).count()).isEqualTo(1);
        assertThat(incidents.find(only(first).id())).contains(only(first));
    }

    @Test
    void keepsTheSameTextOfAnotherReleaseAsADuplicate() {
        StoredUpload first = store.record(upload("PutAgain", labels("cart", "v1")));
        StoredUpload second = store.record(upload("PutAgain", labels("cart", "v2")));
        StoredUpload third = store.record(upload("PutAgain", new SourceLabels("cart", null, "v2", null, null,
                Instant.parse("2026-01-02T03:04:05Z"))));

        assertThat(second.created()).isTrue();
        assertThat(only(second).duplicateOf()).isEqualTo(only(first).id());
        assertThat(only(third).duplicateOf()).isEqualTo(only(first).id());
        assertThat(issue(first).count()).isEqualTo(3);
        assertThat(entities.createQuery("select count(*) from PayloadEntity where sha256 = :sha256", Long.class)
                .setParameter("sha256", first.sha256()).getSingleResult()).isEqualTo(1);
    }

    @Test
    void takesAKeyForOneTextOnly() {
        NewUpload upload = upload("PutKeyed", SourceLabels.NONE);
        NewUpload keyed = new NewUpload(upload.sha256(), upload.text(), "PLAIN", labels("a", null), "key 1",
                upload.diagnoses(), List.of());
        NewUpload other = upload("PutKeyedElsewhere", SourceLabels.NONE);

        StoredUpload first = store.record(keyed);
        assertThat(store.find(keyed.sha256(), labels("b", null), "key 1")).map(StoredUpload::id).contains(first.id());
        assertThatThrownBy(() -> store.record(new NewUpload(other.sha256(), other.text(), "PLAIN", SourceLabels.NONE,
                "key 1", other.diagnoses(), List.of()))).isInstanceOf(KeyReusedException.class);
        assertThat(store.find(other.sha256(), SourceLabels.NONE, null)).isEmpty();
    }

    @Test
    void joinsConcurrentUploadsOfOneNewBug() throws Exception {
        List<StoredUpload> stored = together(24, number -> store.record(upload("PutTogether",
                labels("service-" + number % 3, "v" + number))));

        assertThat(stored).allMatch(StoredUpload::created);
        assertThat(stored.stream().map(upload -> only(upload).issueId()).distinct()).hasSize(1);
        Issue issue = issue(stored.getFirst());
        assertThat(issue.count()).isEqualTo(24);
        assertThat(issue.services()).containsExactly("service-0", "service-1", "service-2");
        assertThat(issue.trend().getLast()).isEqualTo(24);
    }

    @Test
    void storesAnUploadThatComesManyTimesAtOnceOnce() throws Exception {
        List<StoredUpload> stored = together(16, number -> store.record(upload("PutRush", labels("cart", "v1"))));

        assertThat(stored.stream().filter(StoredUpload::created)).hasSize(1);
        assertThat(stored.stream().map(StoredUpload::id).distinct()).hasSize(1);
        assertThat(issue(stored.getFirst()).count()).isEqualTo(1);
    }

    @Test
    void locksSeveralIssuesOfOneUploadInOneOrder() throws Exception {
        String a = Crashes.concurrentWrites("PutLeft");
        String b = Crashes.nilMapWrite("PutRight");
        List<StoredUpload> stored = together(16, number -> store
                .record(uploadOf(number % 2 == 0 ? a + "\n" + b : b + "\n" + a, labels("cart", "v" + number))));

        assertThat(stored).allMatch(upload -> upload.created() && upload.incidents().size() == 2);
        assertThat(stored.getFirst().incidents()).extracting(Incident::issueId).doesNotHaveDuplicates();
        assertThat(stored.getFirst().incidents())
                .allSatisfy(
                        incident -> assertThat(issues.find(incident.issueId()).orElseThrow().count()).isEqualTo(16));
    }

    @Test
    void listsEachIncidentOnOnePage() {
        List<UUID> stored = IntStream.range(0, 7)
                .mapToObj(number -> only(store.record(upload("PutPaged", labels("paged", "v" + number)))).id())
                .toList();

        List<UUID> listed = new ArrayList<>();
        String cursor = null;
        do {
            Slice<Incident> page = incidents.list(new IncidentQuery(null, null, "paged", null, null, null, null, null,
                    null, null, new PageSize(3), cursor));
            page.items().forEach(incident -> listed.add(incident.id()));
            cursor = page.next();
        } while (cursor != null);

        assertThat(listed).containsExactlyElementsOf(stored.reversed());
    }

    @Test
    void refusesACursorOfAnotherList() {
        store.record(upload("PutCursorA", SourceLabels.NONE));
        store.record(upload("PutCursorB", SourceLabels.NONE));
        String cursor = issues
                .list(new IssueQuery(null, null, null, null, IssueQuery.Sort.COUNT, new PageSize(1), null))
                .next();

        assertThat(cursor).isNotNull();
        assertThatThrownBy(() -> issues.list(new IssueQuery(null, null, null, null, IssueQuery.Sort.LAST_SEEN, null,
                cursor))).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> incidents.list(new IncidentQuery(null, null, null, null, null, null, null, null, null,
                null, null, "no cursor"))).isInstanceOf(Problem.class);
    }

    @Test
    void listsIssuesInEveryOrderWithoutGaps() {
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j <= i; j++) {
                store.record(upload("PutSorted" + i, labels("sorted", "v" + j)));
            }
        }
        for (IssueQuery.Sort sort : List.of(IssueQuery.Sort.COUNT, IssueQuery.Sort.FIRST_SEEN,
                IssueQuery.Sort.LAST_SEEN)) {
            List<Issue> listed = new ArrayList<>();
            String cursor = null;
            do {
                Slice<Issue> page = issues
                        .list(new IssueQuery(null, null, "sorted", null, sort, new PageSize(2), cursor));
                listed.addAll(page.items());
                cursor = page.next();
            } while (cursor != null);
            assertThat(listed).extracting(Issue::function).as(sort.toString()).containsExactlyElementsOf(IntStream
                    .of(4, 3, 2, 1, 0).mapToObj(i -> "example.com/shop/cart.(*Store).PutSorted" + i).toList());
        }
    }

    @Test
    void filtersByEverything() {
        Instant then = Instant.parse("2026-02-03T04:05:06.123456Z");
        Incident incident = only(store.record(upload("PutFiltered",
                new SourceLabels("filtered", "prod", "v9", "host-1", "a title", then))));

        assertThat(found(query("category", Category.CONCURRENT_WRITE))).contains(incident.id());
        assertThat(found(query("category", Category.OTHER))).doesNotContain(incident.id());
        assertThat(found(new IncidentQuery(Category.CONCURRENT_WRITE, incident.diagnosis().kind(), "filtered", "prod",
                "v9", incident.issueId(), "cart.(*Store).PutFiltered", "MAP writes putfiltered store.go", then,
                then.plusNanos(1000), null, null))).containsExactly(incident.id());
        assertThat(found(new IncidentQuery(null, null, null, null, null, null,
                "example.com/shop/cart.(*Store).PutFiltered", null, null, null, null, null)))
                .containsExactly(incident.id());
        assertThat(found(new IncidentQuery(null, null, "filtered", null, null, null, null, null, null, then, null,
                null))).isEmpty();
        assertThat(found(new IncidentQuery(null, null, "filtered", null, null, null, null, "100%_\\", null, null, null,
                null))).isEmpty();
        assertThat(issues.list(new IssueQuery(Issue.Status.OPEN, Category.CONCURRENT_WRITE, "filtered", "putfiltered",
                null, null, null)).items()).extracting(Issue::id).containsExactly(incident.issueId());
    }

    private static IncidentQuery query(String ignored, Category category) {
        return new IncidentQuery(category, null, null, null, null, null, null, null, null, null, new PageSize(200),
                null);
    }

    private List<UUID> found(IncidentQuery query) {
        return incidents.list(query).items().stream().map(Incident::id).toList();
    }

    @Test
    void reopensAResolvedIssueUnlessTheReleaseIsOlder() {
        UUID id = only(store.record(upload("PutFixed", labels("cart", "v1.9.0")))).issueId();
        resolve(id, "v1.10.0");

        store.record(upload("PutFixed", labels("cart", "v1.9.1")));
        assertThat(issues.find(id)).map(Issue::status).contains(Issue.Status.RESOLVED);

        store.record(upload("PutFixed", labels("cart", "v1.10.0")));
        assertThat(issues.find(id)).hasValueSatisfying(issue -> {
            assertThat(issue.status()).isEqualTo(Issue.Status.OPEN);
            assertThat(issue.regressed()).isTrue();
            assertThat(issue.firstRelease()).isEqualTo("v1.9.0");
            assertThat(issue.lastRelease()).isEqualTo("v1.10.0");
        });
    }

    private void resolve(UUID id, String release) {
        transaction.executeWithoutResult(status -> {
            IssueEntity issue = entities.find(IssueEntity.class, id);
            issue.status = Issue.Status.RESOLVED;
            issue.resolvedIn = release;
        });
    }

    @Test
    void givesAnyWindowOfALargeText() throws IOException {
        StringBuilder text = new StringBuilder(Crashes.concurrentWrites("PutLarge"));
        int head = (int) text.chars().filter(c -> c == '\n').count();
        for (int line = head + 1; line <= 60_000; line++) {
            text.append("line ").append(line).append(" ".repeat(line % 80)).append(line % 1000 == 0 ? "\r\n" : "\n");
        }
        text.append("x".repeat(2_000_000)).append("\nlast line");
        StoredUpload upload = store.record(uploadOf(text.toString(), SourceLabels.NONE));

        assertThat(payloads.lines(upload.sha256(), 1, 1).orElseThrow().lines())
                .containsExactly("fatal error: concurrent map writes");
        for (int line = head + 1; line <= 60_000; line += 977) {
            TextWindow window = payloads.lines(upload.sha256(), line, line + 2).orElseThrow();
            assertThat(window.firstLine()).isEqualTo(line);
            assertThat(window.lines().getFirst()).startsWith("line " + line + " ".repeat(line % 80));
        }
        TextWindow end = payloads.lines(upload.sha256(), 60_000, 99_999_999).orElseThrow();
        assertThat(end.lineCount()).isEqualTo(60_002);
        assertThat(end.lines()).hasSize(3).first().asString().isEqualTo("line 60000");
        assertThat(end.lines().get(1)).matches("x{" + Payloads.MAX_LINE + "}");
        assertThat(end.lines().get(2)).isEqualTo("last line");
        assertThat(payloads.lines("no such text", 1, 2)).isEmpty();
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        payloads.copyTo(upload.sha256(), copy);
        assertThat(copy.toString(StandardCharsets.UTF_8).equals(text.toString())).isTrue();
    }

    @Test
    void deletesWhatOnlyTheIncidentNeeded() {
        StoredUpload first = store.record(upload("PutDeleted", labels("gone-1", "v1")));
        StoredUpload second = store.record(upload("PutDeleted", labels("gone-2", "v1")));

        assertThat(store.delete(only(first).id())).isTrue();
        assertThat(store.delete(only(first).id())).isFalse();
        assertThat(issue(second).count()).isEqualTo(1);
        assertThat(issue(second).services()).containsExactly("gone-2");
        assertThat(incidents.find(only(second).id()).orElseThrow().duplicateOf()).isNull();
        assertThat(payloads.bytes(first.sha256())).isPresent();

        assertThat(store.delete(only(second).id())).isTrue();
        assertThat(issues.find(only(second).issueId())).isEmpty();
        assertThat(payloads.bytes(first.sha256())).isEmpty();
        assertThat(store.record(upload("PutDeleted", labels("gone-1", "v1"))).created()).isTrue();
    }

    @Test
    void namesNoIncidentThatIsGoneAsTheFirstOfATextAndTheNextOneFromThenOn() {
        StoredUpload first = store.record(upload("PutManyTimes", labels("first", "v1")));
        StoredUpload second = store.record(upload("PutManyTimes", labels("second", "v1")));
        StoredUpload third = store.record(upload("PutManyTimes", labels("third", "v1")));
        assertThat(incidents.find(only(third).id()).orElseThrow().duplicateOf()).isEqualTo(only(first).id());

        assertThat(store.delete(only(first).id())).isTrue();

        assertThat(incidents.find(only(third).id()).orElseThrow().duplicateOf()).isNull();
        StoredUpload again = store.record(upload("PutManyTimes", labels("third", "v1")));
        assertThat(again.created()).isFalse();
        assertThat(only(again).duplicateOf()).isNull();
        StoredUpload fourth = store.record(upload("PutManyTimes", labels("fourth", "v1")));
        assertThat(only(fourth).duplicateOf()).isEqualTo(only(second).id());
        assertThat(incidents.list(new IncidentQuery(null, null, null, null, null, only(third).issueId(), null, null,
                null, null, null, null)).items()).extracting(Incident::id, Incident::duplicateOf).containsExactly(
                        tuple(only(fourth).id(), only(second).id()), tuple(only(third).id(), null),
                        tuple(only(second).id(), null));
    }

    @Test
    void keepsCharactersThatDatabasesDislike() {
        String odd = "a\0b \uD83D\uDCA5 ' \" \\ % _ ";
        StoredUpload upload = store.record(uploadOf(Crashes.concurrentWrites("PutOdd"),
                new SourceLabels(odd, odd, odd, odd, "t".repeat(499) + "\uD83D\uDCA5", null)));

        SourceLabels labels = incidents.find(only(upload).id()).orElseThrow().labels();
        assertThat(labels.service()).isEqualTo("a\uFFFDb \uD83D\uDCA5 ' \" \\ % _");
        assertThat(labels.title()).isEqualTo("t".repeat(499));
    }

    @Test
    void countsPerDayAndCategory() {
        int before = lastDays(3).perStep().get(Category.NIL_MAP_WRITE).getLast();
        store.record(uploadOf(Crashes.nilMapWrite("PutCounted"), SourceLabels.NONE));
        store.record(uploadOf(Crashes.nilMapWrite("PutCounted"),
                new SourceLabels(null, null, null, null, null, Instant.now().minusSeconds(86_400 * 30L))));

        Overview overview = lastDays(3);
        assertThat(overview.step()).isEqualTo(Duration.ofHours(1));
        assertThat(overview.perStep()).containsKeys(Category.values());
        assertThat(overview.perStep().get(Category.NIL_MAP_WRITE)).hasSizeBetween(72, 73);
        assertThat(overview.perStep().get(Category.NIL_MAP_WRITE).getLast()).isEqualTo(before + 1);
        assertThat(lastDays(10).perStep().get(Category.NIL_MAP_WRITE)).hasSizeBetween(10, 11)
                .last(InstanceOfAssertFactories.INTEGER).isGreaterThan(before);
    }

    @Test
    void countsPerServiceAndHour() {
        Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(40)).plus(Duration.ofHours(12));
        for (int hour = 0; hour < 3; hour++) {
            for (int n = 0; n <= hour; n++) {
                store.record(
                        uploadOf(Crashes.nilMapWrite("PutHourly"), new SourceLabels("clock", null, null, null, null,
                                noon.plus(Duration.ofHours(hour)).plusSeconds(n))));
            }
        }
        Overview days = overviews.between(noon.minus(Duration.ofDays(5)), noon.plus(Duration.ofDays(5)), 1);
        assertThat(days.services()).singleElement().satisfies(service -> {
            assertThat(service.service()).isEqualTo("clock");
            assertThat(service.perHour().subList(11, 16)).containsExactly(0L, 1L, 2L, 3L, 0L);
            assertThat(service.sum()).isEqualTo(6);
        });
        Overview hours = overviews.between(noon.plus(Duration.ofHours(1)), noon.plus(Duration.ofHours(2)), 1);
        assertThat(hours.perStep().get(Category.NIL_MAP_WRITE)).containsExactly(2);
        assertThat(hours.services()).singleElement().extracting(Overview.ServiceHours::sum).isEqualTo(2L);

        List<LocalDate> past = calendar.unfolded();
        past.forEach(calendar::fold);
        assertThat(calendar.unfolded()).isEmpty();
        assertThat(overviews.between(noon.minus(Duration.ofDays(5)), noon.plus(Duration.ofDays(5)), 1).services())
                .isEqualTo(days.services());
        assertThat(overviews.mostFrequent(noon, noon.plus(Duration.ofHours(3)), 5)).singleElement()
                .satisfies(top -> assertThat(top.count()).isEqualTo(6));
    }

    private Overview lastDays(int days) {
        Instant now = Instant.now();
        return overviews.between(now.minus(Duration.ofDays(days)), now, 5);
    }

    private static SourceLabels labels(String service, String release) {
        return new SourceLabels(service, null, release, null, null, null);
    }

    private static NewUpload upload(String function, SourceLabels labels) {
        return uploadOf(Crashes.concurrentWrites(function), labels);
    }

    private static NewUpload uploadOf(String crash, SourceLabels labels) {
        TraceText text = TraceText.of(crash);
        List<Diagnosis> diagnoses = new Diagnoser().diagnose(new TraceParser().parse(text), null);
        return new NewUpload(Hashes.sha256(crash), text, "PLAIN", labels, null, diagnoses,
                List.of(new ParseNote(3, "note.test", List.of(12, "x"))));
    }

    private static Incident only(StoredUpload upload) {
        assertThat(upload.incidents()).hasSize(1);
        return upload.incidents().getFirst();
    }

    private Issue issue(StoredUpload upload) {
        return issues.find(only(upload).issueId()).orElseThrow();
    }

    private interface Work<T> {
        T run(int number) throws Exception;
    }

    private static <T> List<T> together(int count, Work<T> work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<T> task = () -> {
                    start.await();
                    return work.run(number);
                };
                running.add(threads.submit(task));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        }
    }
}
