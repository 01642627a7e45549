package dev.maptriage.incident;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Diagnoses stored texts anew by today's rules, first to see what would change, then for good.
///
/// Runs in batches that survive a restart. An incident stays in its issue whatever its new fingerprint is: that one becomes
/// another name of the issue, so an upgrade of the rules splits none, and what comes later finds the same issue.
@Component
public class Rediagnosis {
    private static final Logger log = LoggerFactory.getLogger(Rediagnosis.class);
    static final int BATCH = 25;
    private static final int MAX_VALUE = 1_000;
    private static final int SHOWN = 200;
    /// A larger text is left as it is: nobody wants an upgrade to fill the heap.
    private static final long MAX_BYTES = 64L << 20;

    private final RediagnosisRows runs;
    private final EntityManager entities;
    private final Payloads payloads;
    private final DiagnosisJson json;
    private final UploadWriter writer;
    private final Counterparts counterparts;
    private final ObjectProvider<StoredTextDiagnoser> diagnoser;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Rediagnosis(RediagnosisRows runs, EntityManager entities, Payloads payloads, DiagnosisJson json,
            UploadWriter writer, Counterparts counterparts, ObjectProvider<StoredTextDiagnoser> diagnoser,
            ObjectProvider<SchedulerClient> scheduler, PlatformTransactionManager transactions, Clock clock) {
        this.runs = runs;
        this.entities = entities;
        this.payloads = payloads;
        this.json = json;
        this.writer = writer;
        this.counterparts = counterparts;
        this.diagnoser = diagnoser;
        this.scheduler = scheduler;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /// States of a run.
    public enum State {
        RUNNING,
        DONE
    }

    /// A run.
    ///
    /// @param applying whether it changes incidents, or only finds out what would change
    /// @param everything whether it looks at incidents of today's rules, too
    /// @param seen     incidents looked at so far
    /// @param changed  incidents with another diagnosis
    /// @param failed   incidents whose text gives no diagnosis in their place any more; they stay as they are
    public record Run(UUID id, State state, boolean applying, boolean everything, long seen, long changed, long failed,
            String startedBy, Instant startedAt, @Nullable Instant endedAt) {}

    /// A difference.
    ///
    /// @param field e.g. `category`, `culprit`
    public record Change(UUID incidentId, String field, @Nullable String from, @Nullable String to) {}

    /// Begins a run.
    ///
    /// @param everything whether to look at incidents of today's rules, too
    /// @throws Problem when another one is under way
    public Run start(boolean applying, boolean everything, String actor) {
        UUID id = Ids.next();
        Run run = Objects.requireNonNull(transaction.execute(ignored -> {
            if (runs.existsByState(State.RUNNING)) {
                throw new Problem(HttpStatus.CONFLICT, "problem.rediagnosis-running");
            }
            RediagnosisEntity entity = new RediagnosisEntity();
            entity.id = id;
            entity.state = State.RUNNING;
            entity.applying = applying;
            entity.everything = everything;
            entity.startedBy = actor;
            entity.startedAt = Columns.now(clock);
            runs.saveAndFlush(entity);
            scheduler.getObject().scheduleIfNotExists(
                    TriageTasks.REDIAGNOSE.instance(id.toString()).scheduledTo(clock.instant()));
            return run(entity);
        }));
        return run;
    }

    /// Does what a run found out would change.
    ///
    /// @throws Problem when it is not the last run, or has not ended: what would be done is not what was shown
    public Run apply(UUID id, String actor) {
        Run found = find(id).orElseThrow(() -> Problem.notFound("problem.rediagnosis-not-found", id));
        if (found.state == State.RUNNING || found.applying || !recent(new PageSize(1)).getFirst().id.equals(id)) {
            throw new Problem(HttpStatus.CONFLICT, "problem.rediagnosis-stale");
        }
        return start(true, found.everything, actor);
    }

    public Optional<Run> find(UUID id) {
        return runs.findById(id).map(Rediagnosis::run);
    }

    /// The last runs, newest first.
    public List<Run> recent(PageSize size) {
        return runs.findAllByOrderByIdDesc(Limit.of(size.value())).stream().map(Rediagnosis::run).toList();
    }

    /// The first differences that a run found.
    public List<Change> changes(UUID run) {
        Sql sql = new Sql();
        List<Object[]> rows = sql.list(entities, "select cast(incident_id as varchar(36)), field, old_value, new_value"
                + " from rediagnosis_change where run_id = " + sql.bind(run) + " order by incident_id, field",
                Object[].class, SHOWN);
        return rows.stream().map(row -> new Change(UUID.fromString((String) row[0]), (String) row[1], (String) row[2],
                (String) row[3])).toList();
    }

    static Run run(RediagnosisEntity entity) {
        return new Run(entity.id, entity.state, entity.applying, entity.everything, entity.seen, entity.changed,
                entity.failed, entity.startedBy, entity.startedAt, entity.endedAt);
    }

    /// Looks at the next incidents of a run.
    ///
    /// @return whether there are more
    boolean step(UUID id) {
        RediagnosisEntity run = runs.findById(id).orElse(null);
        if (run == null || run.state == State.DONE) {
            return false;
        }
        List<UUID> next = next(run);
        Map<String, List<Diagnosis>> texts = new LinkedHashMap<>();
        for (UUID incident : next) {
            Outcome outcome = look(id, incident, run.applying, texts);
            transaction.executeWithoutResult(ignored -> progress(id, incident, outcome));
        }
        if (next.size() < BATCH) {
            transaction.executeWithoutResult(ignored -> end(id));
            return false;
        }
        return true;
    }

    private enum Outcome {
        SAME,
        CHANGED,
        FAILED
    }

    private List<UUID> next(RediagnosisEntity run) {
        return entities.createQuery("select id from IncidentEntity where id > :last"
                + (run.everything ? "" : " and diagnosisVersion < " + Diagnoser.VERSION) + " order by id", UUID.class)
                .setParameter("last", run.lastId == null ? new UUID(0, 0) : run.lastId).setMaxResults(BATCH)
                .getResultList();
    }

    private void progress(UUID id, UUID incident, Outcome outcome) {
        RediagnosisEntity run = runs.findById(id).orElseThrow();
        run.lastId = incident;
        run.seen++;
        run.changed += outcome == Outcome.CHANGED ? 1 : 0;
        run.failed += outcome == Outcome.FAILED ? 1 : 0;
    }

    private void end(UUID id) {
        RediagnosisEntity run = runs.findById(id).orElseThrow();
        run.state = State.DONE;
        run.endedAt = Columns.now(clock);
    }

    private Outcome look(UUID run, UUID id, boolean applying, Map<String, List<Diagnosis>> texts) {
        IncidentEntity incident = entities.find(IncidentEntity.class, id);
        if (incident == null) {
            return Outcome.SAME;
        }
        try {
            List<Diagnosis> all = texts.computeIfAbsent(incident.sha256 + " " + incident.title,
                    ignored -> diagnoses(incident));
            Diagnosis fresh = all.stream().filter(one -> one.firstLine() == incident.firstLine).findFirst()
                    .orElse(incident.ordinal < all.size() ? all.get(incident.ordinal) : null);
            if (fresh == null) {
                return Outcome.FAILED;
            }
            Map<String, @Nullable String[]> differences = differences(json.read(incident.diagnosis), fresh);
            return Objects.requireNonNull(
                    transaction.execute(ignored -> keep(run, id, applying, fresh, differences)));
        } catch (RuntimeException e) {
            log.warn("Incident {} could not be diagnosed anew", id, e);
            return Outcome.FAILED;
        }
    }

    private List<Diagnosis> diagnoses(IncidentEntity incident) {
        long bytes = payloads.bytes(incident.sha256).orElse(Long.MAX_VALUE);
        if (bytes > MAX_BYTES) {
            return List.of();
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream((int) bytes);
        try {
            payloads.copyTo(incident.sha256, text);
            return diagnoser.getObject().diagnose(new ByteArrayInputStream(text.toByteArray()), text.size(),
                    incident.title);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, @Nullable String[]> differences(Diagnosis before, Diagnosis after) {
        Map<String, @Nullable String[]> differences = new LinkedHashMap<>();
        put(differences, "category", before.category(), after.category());
        put(differences, "kind", before.kind(), after.kind());
        put(differences, "message", before.message(), after.message());
        put(differences, "operation", before.operation().type(), after.operation().type());
        put(differences, "culprit", place(before.culprit()), place(after.culprit()));
        put(differences, "counterpart", place(before.counterpart().at()), place(after.counterpart().at()));
        put(differences, "fingerprint", before.fingerprint(), after.fingerprint());
        put(differences, "insufficient", before.insufficient(), after.insufficient());
        put(differences, "confidence", before.confidence(), after.confidence());
        return differences;
    }

    private static void put(Map<String, @Nullable String[]> differences, String field, @Nullable Object before,
            @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            differences.put(field, new @Nullable String[]{before == null ? null : before.toString(),
                after == null ? null : after.toString()});
        }
    }

    private static @Nullable String place(@Nullable CodePoint point) {
        return point == null ? null : point.function() + (point.line() == null ? "" : ":" + point.line());
    }

    private Outcome keep(UUID run, UUID id, boolean applying, Diagnosis fresh,
            Map<String, @Nullable String[]> differences) {
        differences.forEach((field, values) -> entities.createNativeQuery("""
                insert into rediagnosis_change (run_id, incident_id, field, old_value, new_value)
                values (:run, :incident, :field, nullif(cast(:before as varchar(1000)), ''),
                  nullif(cast(:after as varchar(1000)), ''))""")
                .setParameter("run", run).setParameter("incident", id).setParameter("field", field)
                .setParameter("before", text(values[0]))
                .setParameter("after", text(values[1])).executeUpdate());
        if (applying) {
            IncidentEntity incident = entities.find(IncidentEntity.class, id);
            if (incident == null) {
                return Outcome.SAME;
            }
            IssueEntity issue = entities.find(IssueEntity.class, incident.issueId, LockModeType.PESSIMISTIC_WRITE);
            entities.refresh(incident);
            if (issue != null && issue.id.equals(incident.issueId)) {
                apply(incident, issue, fresh);
            }
        }
        return differences.isEmpty() ? Outcome.SAME : Outcome.CHANGED;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : Columns.text(value, MAX_VALUE);
    }

    private void apply(IncidentEntity incident, IssueEntity issue, Diagnosis fresh) {
        alias(incident, UploadWriter.fingerprint(fresh));
        counterparts.count(issue.id, incident, -1);
        writer.describe(incident, fresh, issue.id);
        counterparts.count(issue.id, incident, 1);
        writer.describe(issue, fresh);
        entities.flush();
    }

    /// Makes the new fingerprint another name of the issue, unless it is the name of one already.
    private void alias(IncidentEntity incident, String fingerprint) {
        if (fingerprint.equals(incident.fingerprint)
                || entities.find(IssueFingerprintEntity.class, fingerprint) != null) {
            return;
        }
        IssueFingerprintEntity old = entities.find(IssueFingerprintEntity.class, incident.fingerprint);
        IssueFingerprintEntity alias = new IssueFingerprintEntity();
        alias.fingerprint = fingerprint;
        alias.issueId = incident.issueId;
        alias.homeId = old == null ? incident.issueId : old.homeId;
        entities.persist(alias);
        entities.flush();
    }
}
