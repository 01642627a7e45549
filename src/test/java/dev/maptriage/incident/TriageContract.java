package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.Crashes;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/// What people decide about issues, the same on every database. Each test uses functions, and so issues, of its own.
@SpringBootTest(properties = "spring.devtools.restart.enabled=false")
@NullUnmarked
abstract class TriageContract {
    private static final String ANN = "ann";

    @Autowired
    IncidentStore store;
    @Autowired
    Incidents incidents;
    @Autowired
    Issues issues;
    @Autowired
    IssueWorkflow workflow;
    @Autowired
    IssueHistory history;
    @Autowired
    EntityManager entities;
    @Autowired
    TransactionTemplate transaction;

    @Test
    void keepsEveryDecisionWithTheValueBefore() {
        UUID id = crash("DecideA", "v1.0.0");
        workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "ACKNOWLEDGED").and(IssueField.ASSIGNEE, "bob"),
                ANN);
        workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "resolved").and(IssueField.RESOLVED_IN, "v1.1.0"),
                "eve");
        Issue issue = workflow.change(id, null, IssuePatch.of(IssueField.NOTE, "see the wiki"), ANN);

        assertThat(issue.status()).isEqualTo(Issue.Status.RESOLVED);
        assertThat(issue.resolvedIn()).isEqualTo("v1.1.0");
        assertThat(issue.assignee()).isEqualTo("bob");
        assertThat(issue.note()).isEqualTo("see the wiki");
        assertThat(lines(id)).containsExactly("ann note null -> see the wiki", "eve resolvedIn null -> v1.1.0",
                "eve status ACKNOWLEDGED -> RESOLVED", "ann assignee null -> bob",
                "ann status OPEN -> ACKNOWLEDGED", "maptriage CREATED");
        assertThat(history.list(id, new PageSize(200), null).items())
                .allSatisfy(event -> assertThat(event.at()).isBetween(Instant.now().minusSeconds(60), Instant.now()));
    }

    @Test
    void keepsNothingWhereNothingChanges() {
        UUID id = crash("DecideNothing", null);
        Issue before = issues.find(id).orElseThrow();
        Issue after = workflow.change(id, before.tag(), IssuePatch.of(IssueField.STATUS, "OPEN"), ANN);
        assertThat(after.version()).isEqualTo(before.version());
        assertThat(lines(id)).containsExactly("maptriage CREATED");
    }

    @Test
    void listsHistoryInPages() {
        UUID id = crash("DecidePaged", null);
        for (int i = 0; i < 5; i++) {
            workflow.change(id, null, IssuePatch.of(IssueField.NOTE, "note " + i), ANN);
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Slice<IssueEvent> page = history.list(id, new PageSize(2), cursor);
            page.items().forEach(event -> seen.add(event.to() == null ? event.action().name() : event.to()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).containsExactly("note 4", "note 3", "note 2", "note 1", "note 0", "CREATED");
    }

    @Test
    void refusesADecisionAboutAnOlderState() {
        UUID id = crash("DecideStale", "v1");
        String tag = issues.find(id).orElseThrow().tag();
        workflow.change(id, tag, IssuePatch.of(IssueField.ASSIGNEE, "bob"), ANN);

        assertProblem(HttpStatus.PRECONDITION_FAILED, "problem.stale",
                () -> workflow.change(id, tag, IssuePatch.of(IssueField.ASSIGNEE, "eve"), ANN));
        assertThat(issues.find(id)).map(Issue::assignee).contains("bob");
        workflow.change(id, "*", IssuePatch.of(IssueField.ASSIGNEE, "eve"), ANN);
        String fresh = issues.find(id).orElseThrow().tag();
        crash("DecideStale", "v2");
        assertProblem(HttpStatus.PRECONDITION_FAILED, "problem.stale",
                () -> workflow.change(id, fresh, IssuePatch.of(IssueField.ASSIGNEE, "bob"), ANN));
        assertProblem(HttpStatus.NOT_FOUND, "problem.issue-not-found",
                () -> workflow.change(UUID.randomUUID(), null, IssuePatch.of(IssueField.NOTE, "x"), ANN));
    }

    @Test
    void takesOneOfTwoDecisionsMadeAtOnce() throws Exception {
        UUID id = crash("DecideTogether", null);
        String tag = issues.find(id).orElseThrow().tag();
        List<Boolean> taken = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> both = new ArrayList<>();
            for (String who : List.of("bob", "eve", "ann", "joe")) {
                both.add(threads.submit(() -> {
                    try {
                        workflow.change(id, tag, IssuePatch.of(IssueField.ASSIGNEE, who), who);
                        return true;
                    } catch (Problem stale) {
                        return false;
                    }
                }));
            }
            for (Future<Boolean> one : both) {
                taken.add(one.get());
            }
        }
        assertThat(taken).containsOnlyOnce(true);
    }

    @Test
    void refusesValuesThatDoNotFit() {
        UUID id = crash("DecideWrong", null);
        assertProblem(HttpStatus.BAD_REQUEST, "problem.issue-field",
                () -> workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "CLOSED"), ANN));
        assertProblem(HttpStatus.BAD_REQUEST, "problem.issue-field",
                () -> workflow.change(id, null, IssuePatch.of(IssueField.STATUS, null), ANN));
        assertProblem(HttpStatus.BAD_REQUEST, "problem.ignore-past", () -> workflow.change(id, null,
                IssuePatch.of(IssueField.IGNORE_UNTIL, "2020-01-01T00:00:00Z"), ANN));
        assertProblem(HttpStatus.BAD_REQUEST, "problem.issue-field",
                () -> workflow.change(id, null, IssuePatch.of(IssueField.IGNORE_UNTIL, "tomorrow"), ANN));
        assertProblem(HttpStatus.BAD_REQUEST, "problem.ignore-count",
                () -> workflow.change(id, null, IssuePatch.of(IssueField.IGNORE_UNTIL_COUNT, "1"), ANN));
        assertProblem(HttpStatus.BAD_REQUEST, "problem.issue-too-long",
                () -> workflow.change(id, null, IssuePatch.of(IssueField.NOTE, "x".repeat(4_001)), ANN));
        assertThat(lines(id)).containsExactly("maptriage CREATED");
    }

    @ParameterizedTest
    @CsvSource({"v1.10.0, v1.9.1, v1.10.0", "2026-11-23, 2026-11-22, 2026-11-23.1",
        "build-1200, build-1199, build-1201",
        "1.4.0, v1.4.0-rc.2, 1.4.0-3-gabcdef1"})
    void comesBackWithAReleaseThatShouldHaveTheFix(String fixed, String older, String newer) {
        String function = "Regress" + Integer.toUnsignedString(fixed.hashCode());
        UUID id = crash(function, "0.1");
        workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "RESOLVED").and(IssueField.RESOLVED_IN, fixed), ANN);

        crash(function, older);
        assertThat(issues.find(id)).map(Issue::status).contains(Issue.Status.RESOLVED);
        crash(function, newer);
        assertThat(issues.find(id)).hasValueSatisfying(issue -> {
            assertThat(issue.status()).isEqualTo(Issue.Status.OPEN);
            assertThat(issue.regressed()).isTrue();
            assertThat(issue.resolvedIn()).isEqualTo(fixed);
        });
        assertThat(lines(id).getFirst()).isEqualTo("maptriage REGRESSED RESOLVED -> OPEN");

        Issue again = workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "RESOLVED"), ANN);
        assertThat(again.regressed()).isFalse();
    }

    @Test
    void wakesAtTheCountItWasIgnoredUntil() {
        UUID id = crash("IgnoreCount", "v1");
        workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "IGNORED").and(IssueField.IGNORE_UNTIL_COUNT, "3"),
                ANN);
        crash("IgnoreCount", "v2");
        assertThat(issues.find(id)).map(Issue::status).contains(Issue.Status.IGNORED);
        crash("IgnoreCount", "v3");
        assertThat(issues.find(id)).hasValueSatisfying(issue -> {
            assertThat(issue.status()).isEqualTo(Issue.Status.OPEN);
            assertThat(issue.regressed()).isFalse();
            assertThat(issue.ignoreUntilCount()).isNull();
        });
        assertThat(lines(id).getFirst()).isEqualTo("maptriage WOKEN IGNORED -> OPEN");
    }

    @Test
    void wakesWhenTheTimeItWasIgnoredUntilHasCome() {
        UUID byTask = crash("IgnoreTimeA", "v1");
        UUID byCrash = crash("IgnoreTimeB", "v1");
        UUID later = crash("IgnoreTimeC", "v1");
        String soon = Instant.now().plusSeconds(3_600).toString();
        for (UUID id : List.of(byTask, byCrash, later)) {
            workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "IGNORED").and(IssueField.IGNORE_UNTIL, soon),
                    ANN);
        }
        passTime(byCrash);
        crash("IgnoreTimeB", "v2");
        assertThat(issues.find(byCrash)).map(Issue::status).contains(Issue.Status.OPEN);
        passTime(byTask);
        assertThat(workflow.wakeDue()).isLessThanOrEqualTo(1);
        assertThat(issues.find(byTask)).map(Issue::status).contains(Issue.Status.OPEN);
        assertThat(issues.find(later)).map(Issue::status).contains(Issue.Status.IGNORED);
        crash("IgnoreTimeC", "v2");
        assertThat(issues.find(later)).map(Issue::status).contains(Issue.Status.IGNORED);
    }

    private void passTime(UUID id) {
        transaction.executeWithoutResult(status -> entities.find(IssueEntity.class, id).ignoreUntil = Instant.now()
                .minusSeconds(1));
    }

    @Test
    void mergesAndTakesApart() {
        UUID source = crash("MergeA", "v1", "cart");
        UUID target = crash("MergeB", "v2", "shop");
        Issue merged = workflow.merge(source, target, null, "one lock", ANN);

        assertThat(merged.id()).isEqualTo(target);
        assertThat(merged.count()).isEqualTo(2);
        assertThat(merged.services()).containsExactly("cart", "shop");
        assertThat(merged.trend().getLast()).isEqualTo(2);
        assertThat(merged.firstRelease()).isEqualTo("v1");
        assertThat(merged.lastRelease()).isEqualTo("v2");
        assertThat(merged.merged()).containsExactly(source);
        assertThat(issues.find(source)).hasValueSatisfying(issue -> {
            assertThat(issue.mergedInto()).isEqualTo(target);
            assertThat(issue.count()).isZero();
        });
        assertThat(listed("MergeA")).containsExactly(target);
        assertThat(incidents.list(IncidentQuery.ofIssue(target, new PageSize(10))).items()).hasSize(2);

        assertThat(crash("MergeA", "v3", "cart")).isEqualTo(target);
        assertThat(issues.find(target)).map(Issue::count).contains(3L);
        assertThat(lines(target).getFirst()).isEqualTo("ann ABSORBED " + source + " -> null (one lock)");

        assertThat(workflow.unmerge(source, null, "two locks", ANN)).extracting(Issue::id).containsExactly(source);
        assertThat(issues.find(source)).hasValueSatisfying(issue -> {
            assertThat(issue.mergedInto()).isNull();
            assertThat(issue.count()).isEqualTo(2);
            assertThat(issue.services()).containsExactly("cart");
            assertThat(issue.lastRelease()).isEqualTo("v3");
        });
        assertThat(issues.find(target)).hasValueSatisfying(issue -> {
            assertThat(issue.count()).isEqualTo(1);
            assertThat(issue.services()).containsExactly("shop");
            assertThat(issue.trend().getLast()).isEqualTo(1);
            assertThat(issue.merged()).isEmpty();
        });
        assertThat(listed("MergeA")).containsExactly(source);
        assertThat(crash("MergeA", "v4", "cart")).isEqualTo(source);
    }

    private List<UUID> listed(String function) {
        return issues.list(new IssueQuery(null, null, null, function, null, null, null)).items().stream()
                .map(Issue::id).toList();
    }

    @Test
    void takesAllApartThatWereMergedIntoOne() {
        UUID a = crash("MergeManyA", null);
        UUID b = crash("MergeManyB", null);
        UUID c = crash("MergeManyC", null);
        workflow.merge(a, c, null, null, ANN);
        workflow.merge(b, c, null, null, ANN);
        assertThat(workflow.unmerge(c, null, null, ANN)).extracting(Issue::id).containsExactlyInAnyOrder(a, b);
        for (UUID id : List.of(a, b, c)) {
            assertThat(issues.find(id)).map(Issue::count).contains(1L);
        }
    }

    @Test
    void refusesChainsAndCircles() {
        UUID a = crash("MergeChainA", null);
        UUID b = crash("MergeChainB", null);
        UUID c = crash("MergeChainC", null);
        assertProblem(HttpStatus.CONFLICT, "problem.merge-itself", () -> workflow.merge(a, a, null, null, ANN));
        assertProblem(HttpStatus.CONFLICT, "problem.unmerge-alone", () -> workflow.unmerge(a, null, null, ANN));
        workflow.merge(a, b, null, null, ANN);
        assertProblem(HttpStatus.CONFLICT, "problem.merge-merged", () -> workflow.merge(a, c, null, null, ANN));
        assertProblem(HttpStatus.CONFLICT, "problem.merge-chain", () -> workflow.merge(c, a, null, null, ANN));
        assertProblem(HttpStatus.CONFLICT, "problem.merge-holder", () -> workflow.merge(b, c, null, null, ANN));
        assertProblem(HttpStatus.CONFLICT, "problem.merge-chain", () -> workflow.merge(b, a, null, null, ANN));
        assertProblem(HttpStatus.CONFLICT, "problem.issue-merged",
                () -> workflow.change(a, null, IssuePatch.of(IssueField.NOTE, "x"), ANN));
        assertProblem(HttpStatus.NOT_FOUND, "problem.issue-not-found",
                () -> workflow.merge(c, UUID.randomUUID(), null, null, ANN));
    }

    @Test
    void storesIntoTheRightIssueWhileItIsMergedAndTakenApart() throws Exception {
        UUID a = crash("MergeRushA", "v0");
        UUID b = crash("MergeRushB", "v0");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                int number = i;
                running.add(threads.submit(() -> crash(number % 2 == 0 ? "MergeRushA" : "MergeRushB", "v" + number)));
            }
            running.add(threads.submit(() -> {
                for (int i = 0; i < 3; i++) {
                    workflow.merge(a, b, null, null, ANN);
                    workflow.unmerge(a, null, null, ANN);
                }
            }));
            for (Future<?> one : running) {
                one.get();
            }
        }
        assertThat(issues.find(a)).map(Issue::count).contains(16L);
        assertThat(issues.find(b)).map(Issue::count).contains(16L);
        assertThat(incidents.list(IncidentQuery.ofIssue(a, new PageSize(100))).items()).hasSize(16)
                .allMatch(incident -> incident.diagnosis().culprit().function().endsWith("MergeRushA"));
    }

    @Test
    void deletesMergedIssuesWithTheLastIncident() {
        UUID a = crash("MergeGoneA", null);
        UUID b = crash("MergeGoneB", null);
        workflow.merge(a, b, null, null, ANN);
        for (Incident incident : incidents.list(IncidentQuery.ofIssue(b, new PageSize(10))).items()) {
            assertThat(store.delete(incident.id())).isTrue();
        }
        assertThat(issues.find(a)).isEmpty();
        assertThat(issues.find(b)).isEmpty();
        assertThat(crash("MergeGoneA", null)).isNotEqualTo(a);
    }

    @Test
    void changesManyAtOnceAndTakesItBack() {
        UUID a = crash("BulkA", null);
        UUID b = crash("BulkB", null);
        UUID c = crash("BulkC", null);
        workflow.change(b, null, IssuePatch.of(IssueField.STATUS, "ACKNOWLEDGED"), ANN);
        workflow.change(c, null, IssuePatch.of(IssueField.STATUS, "RESOLVED").and(IssueField.RESOLVED_IN, "v9"), ANN);
        IssueWorkflow.Bulk bulk = workflow.changeAll(List.of(a, b, c, a, UUID.randomUUID()),
                IssuePatch.of(IssueField.STATUS, "IGNORED"), ANN);
        assertThat(bulk.changed()).isEqualTo(3);
        assertThat(bulk.refused()).isEqualTo(1);
        assertThat(issues.find(c)).map(Issue::resolvedIn).isEmpty();

        workflow.change(a, null, IssuePatch.of(IssueField.STATUS, "OPEN"), "eve");
        assertThat(workflow.undo(bulk.batch(), ANN)).isEqualTo(2);
        assertThat(issues.find(a)).map(Issue::status).contains(Issue.Status.OPEN);
        assertThat(issues.find(b)).map(Issue::status).contains(Issue.Status.ACKNOWLEDGED);
        assertThat(issues.find(c)).hasValueSatisfying(issue -> {
            assertThat(issue.status()).isEqualTo(Issue.Status.RESOLVED);
            assertThat(issue.resolvedIn()).isEqualTo("v9");
        });
        assertThat(workflow.undo(bulk.batch(), ANN)).isZero();
    }

    @Test
    void suggestsIssuesOfTheSameType() {
        UUID put = crash("SameTypePut", null);
        UUID get = crash("SameTypeGet", null);
        assertThat(issues.find(put).orElseThrow().related()).anySatisfy(related -> {
            assertThat(related.because().key()).isEqualTo("related.same-type");
            assertThat(related.because().args()).containsExactly("cart.Store");
        });
        assertThat(issues.find(get).orElseThrow().related()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void linksBothSidesThatARaceReportNames() {
        UUID write = crash("RacePut", null);
        UUID read = storeOne(Crashes.concurrentWrites("RaceGet"), "v1", null).issueId();
        UUID race = storeOne(Crashes.race("RaceGet", "RacePut"), "v1", null).issueId();
        assertThat(issues.find(write).orElseThrow().related().getFirst().id()).isEqualTo(race);
        assertThat(issues.find(race).orElseThrow().related()).extracting(Issue.Related::id).contains(write, read);

        UUID other = crash("RaceElsewhere", null);
        workflow.merge(race, other, null, null, ANN);
        assertThat(issues.find(other).orElseThrow().related()).extracting(Issue.Related::id).contains(write, read)
                .doesNotContain(race);
        assertThat(issues.find(write).orElseThrow().related()).extracting(Issue.Related::id).contains(other);
    }

    @Test
    void countsAnewWhenAnIncidentIsDeleted() {
        Incident first = storeOne(Crashes.concurrentWrites("DeleteDates"), "v1", Instant.parse("2026-01-01T00:00:00Z"));
        Incident second = storeOne(Crashes.concurrentWrites("DeleteDates"), "v2",
                Instant.parse("2026-01-02T00:00:00Z"));
        Incident third = storeOne(Crashes.concurrentWrites("DeleteDates"), "v3", Instant.parse("2026-01-03T00:00:00Z"));
        store.delete(first.id());
        store.delete(third.id());
        assertThat(issues.find(second.issueId())).hasValueSatisfying(issue -> {
            assertThat(issue.count()).isEqualTo(1);
            assertThat(issue.firstSeen()).isEqualTo("2026-01-02T00:00:00Z").isEqualTo(issue.lastSeen());
            assertThat(issue.firstRelease()).isEqualTo("v2").isEqualTo(issue.lastRelease());
        });
    }

    @Autowired
    IssueInsights insights;
    @Autowired
    Owners owners;
    @Autowired
    Feedback feedback;
    @Autowired
    Rediagnosis rediagnosis;
    @Autowired
    Counterparts counterparts;

    @Test
    void countsWhoTheOtherPartyWas() {
        Incident race = storeOne(Crashes.race("PartyGet", "PartyPut"), "v1", null);
        storeOne(Crashes.race("PartyGet", "PartyPut"), "v2", null);
        UUID other = crash("PartyElse", null);
        assertThat(counterparts.of(race.issueId()).getFirst()).isEqualTo(new CounterpartStatistic(
                "example.com/shop/cart.(*Store).PartyPut", 2, 2, Counterparts.Basis.NAMED));

        workflow.merge(race.issueId(), other, null, null, ANN);
        assertThat(counterparts.of(other).getFirst()).satisfies(first -> {
            assertThat(first.crashes()).isEqualTo(2);
            assertThat(first.of()).isEqualTo(3);
        });
        store.delete(race.id());
        assertThat(counterparts.of(other).getFirst().crashes()).isEqualTo(1);
        assertThat(counterparts.of(crash("PartyFails", null))).anySatisfy(
                one -> assertThat(one.basis()).isEqualTo(Counterparts.Basis.FAILED));
    }

    @Test
    void suggestsAnOwnerAndTheOddsOfAFix() {
        UUID id = crash("OwnedPut", "v1");
        owners.replace("* @all\nexample.com/shop/cart.(*Store).Owned* @cart\n", ANN);
        assertThat(insights.of(id).suggestedAssignee()).isEqualTo("@cart");
        assertThat(insights.of(id).fix()).isNull();
        owners.replace("", ANN);
        assertThat(insights.of(id).suggestedAssignee()).isNull();

        workflow.change(id, null, IssuePatch.of(IssueField.STATUS, "RESOLVED"), ANN);
        assertThat(insights.of(id).fix().silenceByChance()).isGreaterThan(0.99);
        assertThat(insights.of(id).fix().hoursToBeSure()).isBetween(100.0, 120.0);
    }

    @Test
    void countsOneOpinionPerReader() {
        Incident incident = storeOne(Crashes.concurrentWrites("OpinionPut"), null, null);
        feedback.give(incident.id(), Feedback.Verdict.CONFIRMED, null, ANN);
        feedback.give(incident.id(), Feedback.Verdict.WRONG_PARTY, "it was Get", ANN);
        feedback.give(incident.id(), Feedback.Verdict.CONFIRMED, " ", "bob");
        assertThat(feedback.ofIncident(incident.id())).containsEntry(Feedback.Verdict.CONFIRMED, 1L)
                .containsEntry(Feedback.Verdict.WRONG_PARTY, 1L);
        assertThat(insights.of(incident.issueId()).feedback()).isEqualTo(feedback.ofIncident(incident.id()));
        assertProblem(HttpStatus.NOT_FOUND, "problem.incident-not-found",
                () -> feedback.give(UUID.randomUUID(), Feedback.Verdict.CONFIRMED, null, ANN));
        CorpusCase entry = CorpusCase.of(incident, feedback.ofIncident(incident.id()));
        assertThat(entry.label()).containsEntry("confirmed_by", 1L).containsEntry("runtime_impl", "classic");
        assertThat(entry.label().get("expected")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("class", "CONCURRENT_MAP_ACCESS").containsEntry("subclass", "WRITE_WRITE")
                .containsEntry("culprit_line", 57);
        assertThat(store.delete(incident.id())).isTrue();
    }

    @Test
    void diagnosesAnewWithoutSplittingAnIssue() {
        Incident incident = storeOne(Crashes.concurrentWrites("RediagnosePut"), "v1", null);
        String today = incident.diagnosis().fingerprint();
        // As if older rules had named another function and fingerprint.
        transaction.executeWithoutResult(status -> {
            IncidentEntity row = entities.find(IncidentEntity.class, incident.id());
            row.diagnosisVersion = 0;
            row.fingerprint = "v0:" + incident.id();
            row.diagnosis = row.diagnosis.replace(today, row.fingerprint).replace("RediagnosePut", "Wrong");
            entities.createQuery("update IssueFingerprintEntity set fingerprint = :old where fingerprint = :new")
                    .setParameter("old", row.fingerprint).setParameter("new", today).executeUpdate();
        });
        Rediagnosis.Run dry = finished(rediagnosis.start(false, false, ANN));
        assertThat(dry.changed()).isEqualTo(1);
        assertThat(rediagnosis.changes(dry.id())).extracting(Rediagnosis.Change::field).containsExactly("culprit",
                "fingerprint");
        assertThat(incidents.find(incident.id()).orElseThrow().diagnosis().culprit().function()).endsWith("Wrong");

        Rediagnosis.Run run = finished(rediagnosis.start(true, false, ANN));
        assertThat(run.seen()).isEqualTo(1);
        assertThat(run.failed()).isZero();
        assertThat(incidents.find(incident.id())).hasValueSatisfying(now -> {
            assertThat(now.diagnosis().fingerprint()).isEqualTo(today);
            assertThat(now.diagnosis().culprit().function()).endsWith("RediagnosePut");
            assertThat(now.issueId()).isEqualTo(incident.issueId());
            assertThat(now.diagnosisVersion()).isEqualTo(dev.maptriage.diagnosis.Diagnoser.VERSION);
        });
        assertThat(crash("RediagnosePut", "v2")).isEqualTo(incident.issueId());
        assertThat(finished(rediagnosis.start(true, false, ANN)).seen()).isZero();
    }

    private Rediagnosis.Run finished(Rediagnosis.Run run) {
        for (int i = 0; i < 600; i++) {
            Rediagnosis.Run now = rediagnosis.find(run.id()).orElseThrow();
            if (now.state() == Rediagnosis.State.DONE) {
                return now;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("the run does not end");
    }

    @Test
    void findsIssuesByWordsAndFields() {
        UUID alpha = store.record(upload(Crashes.concurrentWrites("FindAlphaOne"),
                new SourceLabels("svc-a", "prod", "r1", null, null, null))).incidents().getFirst().issueId();
        UUID beta = store.record(upload(Crashes.nilMapWrite("FindBetaTwo"),
                new SourceLabels("svc b", "dev", "r2", null, null, null))).incidents().getFirst().issueId();
        workflow.change(alpha, null, IssuePatch.of(IssueField.ASSIGNEE, "findann"), ANN);
        workflow.change(beta, null, IssuePatch.of(IssueField.STATUS, "IGNORED"), ANN);

        for (String query : List.of("findalphaone", "Alpha find", "FindAl", "cart.(*Store).FindAlphaOne",
                "\"alpha\" find",
                "function:cart.(*Store).FindAlphaOne", "function:FindAlpha*", "service:svc-a", "release:r1 find",
                "environment:prod find", "kind:WRITE_WRITE find -two", "category:concurrent_write find alpha",
                "assignee:findann", "find status:open one", "find -service:\"svc b\" alpha", "find is:assigned alpha",
                "find age:<1h alpha", "find since:1h alpha", "find alpha -until:1h",
                "find module:example.com/shop alpha",
                "find file:store.go", "service:svc-a,nothing find", "function:FindAlphaOne,x")) {
            assertThat(found(query)).as(query).containsExactly(alpha);
        }
        for (String query : List.of("find service:\"svc b\"", "find module:stock", "find is:ignored beta",
                "find -kind:WRITE_WRITE beta", "find beta -assignee:findann", "find is:unassigned beta",
                "find -alpha two")) {
            assertThat(found(query)).as(query).containsExactly(beta);
        }
        for (String query : List.of("\"find\" \"alph\"", "findalphaone -alpha", "find alpha two",
                "find age:>1h alpha", "find alpha until:1h", "find alpha is:regressed", "indalpha",
                "function:FindAlpha")) {
            assertThat(found(query)).as(query).isEmpty();
        }
    }

    private List<UUID> found(String query) {
        List<UUID> byIssue = issues.list(new IssueQuery(null, null, null, query, null, null, null)).items().stream()
                .map(Issue::id).toList();
        List<UUID> byIncident = incidents
                .list(new IncidentQuery(null, null, null, null, null, null, null, query, null, null, null, null))
                .items()
                .stream().map(Incident::issueId).distinct().toList();
        assertThat(byIncident).as("incidents of " + query).isEqualTo(byIssue);
        return byIssue;
    }

    UUID crash(String function, String release) {
        return crash(function, release, null);
    }

    UUID crash(String function, String release, String service) {
        return store.record(upload(Crashes.concurrentWrites(function),
                new SourceLabels(service, null, release, null, null, null))).incidents().getFirst().issueId();
    }

    Incident storeOne(String text, String release, Instant at) {
        return store.record(upload(text, new SourceLabels(null, null, release, null, null, at))).incidents().getFirst();
    }

    static NewUpload upload(String crash, SourceLabels labels) {
        TraceText text = TraceText.of(crash);
        return new NewUpload(Hashes.sha256(crash), text, "PLAIN", labels, null,
                new Diagnoser().diagnose(new TraceParser().parse(text), null), List.of());
    }

    private List<String> lines(UUID issue) {
        return history.list(issue, new PageSize(200), null).items().stream()
                .map(event -> event.actor() + " " + (event.field() == null ? event.action() : event.field())
                        + (event.from() == null && event.to() == null ? "" : " " + event.from() + " -> " + event.to())
                        + (event.reason() == null || event.reason().startsWith("v")
                                || event.reason().matches("[\\d2b].*")
                                        ? ""
                                        : " (" + event.reason() + ")"))
                .toList();
    }

    static void assertProblem(HttpStatus status, String key,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.getStatusCode()).isEqualTo(status);
            assertThat(problem.getDetailMessageCode()).isEqualTo(key);
        });
    }
}
