package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.FunctionName;
import dev.maptriage.incident.IncidentCalendar.Tick;
import dev.maptriage.incident.IssueLabelEntity.Label;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes uploads: text, incidents and their issues in one transaction, each upload once.
///
/// Two writers that need the same new row (text, issue, upload) collide on its unique key; the loser starts again and
/// finds the row. Counters are changed under a lock on the issue's row. Issues that are there are locked in the order of
/// their ids, then new ones are made in the order of their fingerprints, so writers wait for each other but never in a
/// circle.
@Component
public class IncidentStore {
    private static final int ATTEMPTS = 12;
    private static final Duration STORM = Duration.ofMinutes(1);

    private final EntityManager entities;
    private final Payloads payloads;
    private final DiagnosisJson json;
    private final IssueHistory history;
    private final IssueTotals totals;
    private final TextIndex text;
    private final Counterparts counterparts;
    private final IncidentCalendar calendar;
    private final Clock clock;
    private final ApplicationEventPublisher listeners;
    private final LiveEvents live;
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;

    IncidentStore(EntityManager entities, Payloads payloads, DiagnosisJson json, IssueHistory history,
            IssueTotals totals, TextIndex text, Counterparts counterparts, IncidentCalendar calendar, Clock clock,
            ApplicationEventPublisher listeners, LiveEvents live, PlatformTransactionManager transactions) {
        this.entities = entities;
        this.payloads = payloads;
        this.json = json;
        this.history = history;
        this.totals = totals;
        this.text = text;
        this.counterparts = counterparts;
        this.calendar = calendar;
        this.clock = clock;
        this.listeners = listeners;
        this.live = live;
        this.writing = new TransactionTemplate(transactions);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
    }

    /// The upload that the same text with the same labels, or with the same key, was stored as. The title does not count.
    ///
    /// @throws KeyReusedException when the key stands for another text
    public Optional<StoredUpload> find(String sha256, SourceLabels labels, @Nullable String idempotencyKey) {
        return Optional.ofNullable(reading.execute(ignored -> {
            UploadEntity upload = findUpload(sha256, labels, idempotencyKey);
            return upload == null ? null : read(upload, false);
        }));
    }

    /// Stores an upload, or finds it stored. When this returns, it is durable.
    ///
    /// @throws KeyReusedException when the key stands for another text
    public StoredUpload record(NewUpload upload) {
        return retrying(() -> recordOnce(upload));
    }

    /// Stores an upload that is known to be a new occurrence, however equal it is to others, or only counts it where its
    /// issues have had enough texts in the last minute: a crash loop must not fill the database with one text.
    ///
    /// @param occurrence what tells it from other occurrences
    /// @param perMinute  texts that are kept of one issue in a minute
    /// @param also       is written in the same transaction; hears the upload, or nothing when it was only counted
    public void recordOccurrence(NewUpload upload, String occurrence, int perMinute,
            Consumer<Optional<StoredUpload>> also) {
        retrying(() -> {
            Instant now = Columns.now(clock);
            Map<String, IssueEntity> issues = lockIssues(upload, now);
            Optional<StoredUpload> stored = Optional.empty();
            if (issues.values().stream().allMatch(issue -> hasEnough(issue, perMinute, now))) {
                upload.diagnoses().forEach(diagnosis -> countOnly(upload, diagnosis, issues, now));
                calendar.count(upload.diagnoses().stream().map(diagnosis -> tick(upload.labels(), diagnosis, now))
                        .toList(), 1);
            } else {
                stored = Optional.of(store(upload, occurrence(upload, occurrence), now));
            }
            also.accept(stored);
            return stored;
        });
    }

    private boolean hasEnough(IssueEntity issue, int perMinute, Instant now) {
        return entities
                .createQuery("select i.id from IncidentEntity i where i.issueId = :issue and i.id >= :since",
                        UUID.class)
                .setParameter("issue", issue.id).setParameter("since", Ids.earliest(now.minus(STORM)))
                .setMaxResults(perMinute).getResultList().size() >= perMinute;
    }

    private void countOnly(NewUpload upload, Diagnosis diagnosis, Map<String, IssueEntity> issues, Instant now) {
        SourceLabels labels = upload.labels();
        IssueEntity issue = Objects.requireNonNull(issues.get(fingerprint(diagnosis)));
        count(issue, null, seenAt(labels, now), labels, diagnosis, now);
        live.publish(LiveEvents.Type.ISSUE, issue.id, LiveEventFacts.of(issue, false));
    }

    private <T> T retrying(Supplier<T> work) {
        for (int attempt = 1;; attempt++) {
            try {
                return Objects.requireNonNull(writing.execute(ignored -> work.get()), "no result");
            } catch (DataIntegrityViolationException | TransientDataAccessException | PersistenceException collision) {
                // A PersistenceException is the same thing thrown where Spring does not translate.
                backOff(attempt, collision);
            }
        }
    }

    private static void backOff(int attempt, RuntimeException collision) {
        if (attempt >= ATTEMPTS) {
            throw collision;
        }
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, 1L + 10L * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw collision;
        }
    }

    private StoredUpload recordOnce(NewUpload upload) {
        UploadEntity known = findUpload(upload.sha256(), upload.labels(), upload.idempotencyKey());
        if (known != null) {
            rememberKey(upload, known.id);
            return read(known, false);
        }
        return store(upload, identity(upload.sha256(), upload.labels()), Columns.now(clock));
    }

    private StoredUpload store(NewUpload upload, String identity, Instant now) {
        payloads.store(upload.sha256(), upload.text(), now);
        UploadEntity entity = persistUpload(upload, identity, now);
        rememberKey(upload, entity.id);
        Map<String, IssueEntity> issues = lockIssues(upload, now);
        List<Incident> incidents = new ArrayList<>();
        for (int i = 0; i < upload.diagnoses().size(); i++) {
            Diagnosis diagnosis = upload.diagnoses().get(i);
            IssueEntity issue = Objects.requireNonNull(issues.get(fingerprint(diagnosis)));
            IncidentEntity incident = persistIncident(upload, entity, i, diagnosis, issue);
            boolean newIssue = issue.incidentCount == 0;
            count(issue, incident.id, incident.seenAt, upload.labels(), diagnosis, now);
            counterparts.count(issue.id, incident, 1);
            Incident recorded = incident.toIncident(json);
            listeners.publishEvent(new IncidentRecorded(recorded, newIssue));
            announce(recorded, issue, newIssue);
            incidents.add(recorded.with(incident.reproduction()));
        }
        entities.flush();
        calendar.count(incidents.stream().map(IncidentStore::tick).toList(), 1);
        return new StoredUpload(entity.id, upload.sha256(), upload.bytes(), upload.millis(), upload.envelope(),
                incidents,
                json.readNotes(entity.notes), true);
    }

    private static Tick tick(Incident incident) {
        return new Tick(incident.seenAt(), incident.diagnosis().category(), incident.labels().service());
    }

    private static Tick tick(SourceLabels labels, Diagnosis diagnosis, Instant now) {
        return new Tick(seenAt(labels, now), diagnosis.category(), labels.service());
    }

    private static Instant seenAt(SourceLabels labels, Instant now) {
        return labels.occurredAt() != null ? labels.occurredAt() : now;
    }

    private void announce(Incident incident, IssueEntity issue, boolean newIssue) {
        live.publish(LiveEvents.Type.INCIDENT, Objects.requireNonNull(incident.id()), LiveEventFacts.of(incident));
        live.publish(LiveEvents.Type.ISSUE, issue.id, LiveEventFacts.of(issue, newIssue));
    }

    private @Nullable UploadEntity findUpload(String sha256, SourceLabels labels, @Nullable String key) {
        if (key != null) {
            UploadKeyEntity known = entities.find(UploadKeyEntity.class, storedKey(key));
            if (known != null) {
                if (!known.sha256.equals(sha256)) {
                    throw new KeyReusedException();
                }
                return entities.find(UploadEntity.class, known.uploadId);
            }
        }
        return entities.createQuery("from UploadEntity where identity = :identity", UploadEntity.class)
                .setParameter("identity", identity(sha256, labels)).getResultList().stream().findFirst().orElse(null);
    }

    private static String identity(String sha256, SourceLabels labels) {
        return Hashes.sha256(sha256, labels.service(), labels.environment(), labels.release(), labels.host(),
                labels.occurredAt());
    }

    private static String occurrence(NewUpload upload, String occurrence) {
        return Hashes.sha256(identity(upload.sha256(), upload.labels()), occurrence);
    }

    /// Keys are the sender's words, of any length and content; their hash always fits.
    private static String storedKey(String key) {
        return Hashes.sha256(key);
    }

    private void rememberKey(NewUpload upload, UUID uploadId) {
        String key = upload.idempotencyKey();
        if (key == null || entities.find(UploadKeyEntity.class, storedKey(key)) != null) {
            return;
        }
        UploadKeyEntity entity = new UploadKeyEntity();
        entity.senderKey = storedKey(key);
        entity.uploadId = uploadId;
        entity.sha256 = upload.sha256();
        entities.persist(entity);
        entities.flush();
    }

    private UploadEntity persistUpload(NewUpload upload, String identity, Instant now) {
        UploadEntity entity = new UploadEntity();
        entity.id = Ids.next();
        entity.identity = identity;
        entity.sha256 = upload.sha256();
        entity.bytes = upload.bytes();
        entity.millis = upload.millis();
        entity.envelope = Columns.text(upload.envelope(), 200);
        entity.receivedAt = now;
        entity.notes = json.writeNotes(upload.notes());
        entities.persist(entity);
        entities.flush();
        return entity;
    }

    private Map<String, IssueEntity> lockIssues(NewUpload upload, Instant now) {
        Map<String, Diagnosis> wanted = new TreeMap<>();
        upload.diagnoses().forEach(diagnosis -> wanted.putIfAbsent(fingerprint(diagnosis), diagnosis));
        Map<String, UUID> known = owners(wanted.keySet());
        Map<UUID, IssueEntity> locked = new HashMap<>();
        known.values().stream().distinct().sorted().forEach(id -> locked.put(id, lock(id)));
        if (!known.isEmpty() && !owners(known.keySet()).equals(known)) {
            throw new OptimisticLockException("an issue was merged or taken apart meanwhile");
        }
        Map<String, IssueEntity> issues = new HashMap<>();
        wanted.forEach((fingerprint, diagnosis) -> issues.put(fingerprint, known.containsKey(fingerprint)
                ? Objects.requireNonNull(locked.get(known.get(fingerprint)))
                : persistIssue(diagnosis, upload.labels(), now)));
        return issues;
    }

    /// The issues that fingerprints lead to. Reads columns, which unlike entities always come from the database.
    private Map<String, UUID> owners(Set<String> fingerprints) {
        Map<String, UUID> owners = new HashMap<>();
        entities.createQuery("select fingerprint, issueId from IssueFingerprintEntity where fingerprint in :all",
                Object[].class).setParameter("all", fingerprints).getResultList().stream()
                .forEach(row -> owners.put((String) row[0], (UUID) row[1]));
        return owners;
    }

    private IssueEntity lock(UUID id) {
        IssueEntity issue = entities.find(IssueEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (issue == null) {
            throw new OptimisticLockException("an issue was deleted meanwhile");
        }
        return issue;
    }

    private IssueEntity persistIssue(Diagnosis diagnosis, SourceLabels labels, Instant now) {
        IssueEntity issue = new IssueEntity();
        issue.id = Ids.next();
        issue.fingerprint = fingerprint(diagnosis);
        describe(issue, diagnosis);
        issue.firstSeen = labels.occurredAt() != null ? labels.occurredAt() : now;
        issue.lastSeen = issue.firstSeen;
        entities.persist(issue);
        IssueFingerprintEntity fingerprint = new IssueFingerprintEntity();
        fingerprint.fingerprint = issue.fingerprint;
        fingerprint.issueId = issue.id;
        fingerprint.homeId = issue.id;
        entities.persist(fingerprint);
        history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.CREATED, null, null, null);
        entities.flush();
        return issue;
    }

    private static @Nullable String receiver(String function) {
        String type = FunctionName.parse(function).type();
        return type.isEmpty() ? null : Columns.text(type, 500);
    }

    private IncidentEntity persistIncident(NewUpload upload, UploadEntity entity, int ordinal, Diagnosis diagnosis,
            IssueEntity issue) {
        SourceLabels labels = upload.labels();
        IncidentEntity incident = new IncidentEntity();
        incident.id = Ids.next();
        incident.issueId = issue.id;
        incident.uploadId = entity.id;
        incident.ordinal = ordinal;
        incident.sha256 = upload.sha256();
        describe(incident, diagnosis, issue.id);
        incident.envelope = entity.envelope;
        incident.service = labels.service();
        incident.environment = labels.environment();
        incident.release = labels.release();
        incident.host = labels.host();
        incident.title = labels.title();
        incident.occurredAt = labels.occurredAt();
        incident.receivedAt = entity.receivedAt;
        incident.seenAt = labels.occurredAt() != null ? labels.occurredAt() : entity.receivedAt;
        incident.duplicateOf = firstOfSameText(upload.sha256(), diagnosis.firstLine(), entity.id);
        entities.persist(incident);
        return incident;
    }

    /// Writes what a diagnosis says into the columns of an incident.
    void describe(IncidentEntity incident, Diagnosis diagnosis, UUID issue) {
        incident.documentId = storeDocument(diagnosis, issue);
        incident.fingerprint = fingerprint(diagnosis);
        incident.category = diagnosis.category();
        incident.kind = diagnosis.kind();
        CodePoint culprit = diagnosis.culprit();
        incident.culpritFunction = culprit == null ? null : Columns.text(culprit.function(), 500);
        incident.culpritShort = culprit == null ? null : Columns.text(IssueTitle.shortName(culprit.function()), 500);
        counterparts.name(incident, diagnosis);
        incident.diagnosisVersion = Diagnoser.VERSION;
        incident.firstLine = diagnosis.firstLine();
        incident.diagnosis = json.write(diagnosis);
    }

    /// Writes what a diagnosis says into the columns of an issue.
    void describe(IssueEntity issue, Diagnosis diagnosis) {
        issue.title = Columns.text(IssueTitle.of(diagnosis), 1_000);
        issue.message = Columns.text(diagnosis.message(), 500);
        CodePoint culprit = diagnosis.culprit();
        issue.culpritFunction = culprit == null ? null : Columns.text(culprit.function(), 500);
        issue.culpritFile = culprit == null ? null : Columns.textOrNull(culprit.file(), 500);
        issue.receiver = culprit == null ? null : receiver(culprit.function());
        issue.category = diagnosis.category();
        issue.kind = diagnosis.kind();
    }

    private String storeDocument(Diagnosis diagnosis, UUID issue) {
        SearchDocument document = SearchDocument.of(diagnosis);
        if (entities.find(SearchDocumentEntity.class, document.id()) == null) {
            SearchDocumentEntity entity = new SearchDocumentEntity();
            entity.id = document.id();
            entity.issueId = issue;
            entities.persist(entity);
            entities.flush();
            text.put(document.id(), document.tokens());
        }
        return document.id();
    }

    private @Nullable UUID firstOfSameText(String sha256, int firstLine, UUID uploadId) {
        return entities.createQuery("""
                select i.id from IncidentEntity i
                where i.sha256 = :sha256 and i.firstLine = :firstLine and i.uploadId <> :upload
                order by i.id""", UUID.class).setParameter("sha256", sha256).setParameter("firstLine", firstLine)
                .setParameter("upload", uploadId).setMaxResults(1).getResultList().stream().findFirst().orElse(null);
    }

    /// Counts an incident where its issue shows it. The issue's row is locked, which guards these rows, too.
    private void count(IssueEntity issue, @Nullable UUID incident, Instant seenAt, SourceLabels labels,
            Diagnosis diagnosis, Instant now) {
        IssueEntity.Effect effect = issue.add(seenAt, labels.release(), now);
        switch (effect) {
            case REGRESSED -> history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.REGRESSED,
                    Issue.Status.RESOLVED.name(), issue.status.name(), labels.release());
            case WOKEN -> history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.WOKEN,
                    Issue.Status.IGNORED.name(), issue.status.name(), null);
            case NONE -> {
            }
        }
        entities.flush();
        LocalDate day = LocalDate.ofInstant(seenAt, ZoneOffset.UTC);
        int counted = entities
                .createNativeQuery("update issue_day set incident_count = incident_count + 1"
                        + " where issue_id = :issue and seen_on = :day")
                .setParameter("issue", issue.id).setParameter("day", day).executeUpdate();
        if (counted == 0) {
            entities.createNativeQuery(
                    "insert into issue_day (issue_id, seen_on, incident_count) values (:issue, :day, 1)")
                    .setParameter("issue", issue.id).setParameter("day", day).executeUpdate();
        }
        label(issue, Label.SERVICE, labels.service());
        label(issue, Label.ENVIRONMENT, labels.environment());
        label(issue, Label.RELEASE, labels.release());
        diagnosis.relatedFingerprints().forEach(related -> relate(issue, related));
        listeners.publishEvent(new IssueSeen(issue.id, incident, issue.incidentCount == 1,
                effect == IssueEntity.Effect.REGRESSED, issue.status == Issue.Status.IGNORED, issue.category, labels));
    }

    private void label(IssueEntity issue, Label label, @Nullable String value) {
        if (value != null) {
            entities.createNativeQuery("""
                    insert into issue_label (issue_id, label, label_value)
                    select i.id, cast(:label as varchar(16)), cast(:value as varchar(200)) from issue i
                    where i.id = :issue and not exists (select 1 from issue_label x
                      where x.issue_id = :issue and x.label = :label and x.label_value = :value)""")
                    .setParameter("issue", issue.id).setParameter("label", label.name()).setParameter("value", value)
                    .executeUpdate();
        }
    }

    private void relate(IssueEntity issue, Diagnosis.RelatedFingerprint related) {
        entities.createNativeQuery("""
                insert into issue_relation (issue_id, fingerprint, because)
                select i.id, cast(:fingerprint as varchar(100)), cast(:because as varchar(2000)) from issue i
                where i.id = :issue and not exists
                  (select 1 from issue_relation x where x.issue_id = :issue and x.fingerprint = :fingerprint)""")
                .setParameter("issue", issue.id).setParameter("fingerprint", related.fingerprint())
                .setParameter("because", json.writePhrase(related.because())).executeUpdate();
    }

    private StoredUpload read(UploadEntity upload, boolean created) {
        long bytes = upload.bytes != null
                ? upload.bytes
                : Objects.requireNonNull(entities.find(PayloadEntity.class, upload.sha256)).bytes;
        List<Incident> incidents = entities
                .createQuery("from IncidentEntity where uploadId = :upload order by ordinal", IncidentEntity.class)
                .setParameter("upload", upload.id).getResultList().stream().map(entity -> entity.toIncident(json))
                .toList();
        return new StoredUpload(upload.id, upload.sha256, bytes, upload.millis, upload.envelope, incidents,
                json.readNotes(upload.notes), created);
    }

    /// Deletes an incident, and with it what only it needed: upload, text, issue.
    ///
    /// @return whether there was one
    public boolean delete(UUID id) {
        return delete(id, () -> {});
    }

    /// Deletes an incident as [#delete(UUID)] does.
    ///
    /// @param also is written in the same transaction, if there was one
    boolean delete(UUID id, Runnable also) {
        return retrying(() -> {
            boolean deleted = deleteOnce(id);
            if (deleted) {
                also.run();
            }
            return deleted;
        });
    }

    private boolean deleteOnce(UUID id) {
        IncidentEntity incident = entities.find(IncidentEntity.class, id);
        if (incident == null) {
            return false;
        }
        IssueEntity issue = lock(incident.issueId);
        int deleted = update("delete from IncidentEntity where id = ?1 and issueId = ?2", id, issue.id);
        if (deleted == 0) {
            // It went to another issue before this one was locked, or somebody else was faster.
            entities.clear();
            throw new OptimisticLockException("the incident moved meanwhile");
        }
        listeners.publishEvent(new IncidentDeleted(id));
        update("update IncidentEntity set duplicateOf = null where duplicateOf = ?1", id);
        uncount(issue, incident);
        update("""
                delete from UploadEntity u where u.id = ?1 and not exists
                (select 1 from IncidentEntity i where i.uploadId = ?1)""", incident.uploadId);
        update("""
                delete from PayloadEntity p where p.sha256 = ?1 and not exists
                (select 1 from UploadEntity u where u.sha256 = ?1)""", incident.sha256);
        forgetWords(incident);
        calendar.count(List.of(tick(incident.toIncident(json))), -1);
        return true;
    }

    /// The words by which it was found, unless others are found by the same ones, and what runs of better rules said of it.
    private void forgetWords(IncidentEntity incident) {
        update("delete from SearchDocumentEntity d where d.id = ?1 and not exists"
                + " (select 1 from IncidentEntity i where i.documentId = ?1)", incident.documentId);
        entities.createNativeQuery("delete from rediagnosis_change where incident_id = :incident")
                .setParameter("incident", incident.id).executeUpdate();
    }

    private void uncount(IssueEntity issue, IncidentEntity incident) {
        issue.incidentCount--;
        // Those that were only counted, in a storm, have nothing of their own to stay for.
        if (issue.incidentCount <= 0 || !hasIncidents(issue.id)) {
            entities.remove(issue);
            entities.flush();
            return;
        }
        LocalDate day = LocalDate.ofInstant(incident.seenAt, ZoneOffset.UTC);
        update("update IssueDayEntity set incidentCount = incidentCount - 1 where key.issueId = ?1 and key.seenOn = ?2",
                issue.id, day);
        update("delete from IssueDayEntity where key.issueId = ?1 and key.seenOn = ?2 and incidentCount <= 0", issue.id,
                day);
        counterparts.count(issue.id, incident, -1);
        unlabel(issue, Label.SERVICE, "service", incident.service);
        unlabel(issue, Label.ENVIRONMENT, "environment", incident.environment);
        unlabel(issue, Label.RELEASE, "release", incident.release);
        totals.dates(issue);
        entities.flush();
    }

    private boolean hasIncidents(UUID issue) {
        return !entities.createQuery("select id from IncidentEntity where issueId = :issue", UUID.class)
                .setParameter("issue", issue).setMaxResults(1).getResultList().isEmpty();
    }

    private void unlabel(IssueEntity issue, Label label, String attribute, @Nullable String value) {
        if (value != null) {
            update("delete from IssueLabelEntity l where l.key.issueId = ?1 and l.key.label = ?2"
                    + " and l.key.labelValue = ?3 and not exists (select 1 from IncidentEntity i where i.issueId = ?1"
                    + " and i." + attribute + " = ?3)", issue.id, label, value);
        }
    }

    private int update(String statement, Object... parameters) {
        var query = entities.createQuery(statement);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.executeUpdate();
    }

    private static String fingerprint(Diagnosis diagnosis) {
        return Columns.text(diagnosis.fingerprint(), 100);
    }
}
