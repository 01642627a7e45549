package dev.maptriage.incident;

import dev.maptriage.incident.IncidentCalendar.Tick;
import dev.maptriage.incident.IssueLabelEntity.Label;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes uploads: text, incidents and their issues in one transaction, each upload once. Small uploads that come at the
/// same time share a transaction.
///
/// Two writers that need the same new row (text, issue, upload) collide on its unique key; the loser starts again and
/// finds the row. Counters are changed under a lock on the issue's row. Issues that are there are locked in the order of
/// their ids, then new ones are made in the order of their fingerprints, so writers wait for each other but never in a
/// circle.
@Component
public class IncidentStore {
    /// While one waits for the disk another is written; more would only make the groups smaller.
    private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    private static final int TOGETHER = 64;
    private static final int NEIGHBOURS = 20;
    private static final Duration STORM = Duration.ofMinutes(1);

    private final EntityManager entities;
    private final UploadWriter writer;
    private final DiagnosisJson json;
    private final IncidentRows rows;
    private final IssueTotals totals;
    private final Counterparts counterparts;
    private final IncidentCalendar calendar;
    private final Clock clock;
    private final ApplicationEventPublisher listeners;
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;
    private final GroupCommit<Draft, StoredUpload> groups;

    IncidentStore(EntityManager entities, UploadWriter writer, DiagnosisJson json, IncidentRows rows,
            IssueTotals totals,
            Counterparts counterparts, IncidentCalendar calendar, Clock clock, ApplicationEventPublisher listeners,
            PlatformTransactionManager transactions) {
        this.entities = entities;
        this.writer = writer;
        this.json = json;
        this.rows = rows;
        this.totals = totals;
        this.counterparts = counterparts;
        this.calendar = calendar;
        this.clock = clock;
        this.listeners = listeners;
        this.writing = new TransactionTemplate(transactions);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
        this.groups = new GroupCommit<>(LANES, TOGETHER, this::recordTogether,
                draft -> retrying(() -> recordOnce(draft)));
    }

    /// Uploads that are being stored or wait for it.
    public int storing() {
        return groups.inside();
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
        Draft draft = writer.draft(upload, identity(upload.sha256(), upload.labels()), storedKey(upload));
        return draft.packed().isPresent()
                ? groups.write(draft, draft.firstFingerprint())
                : retrying(() -> recordOnce(draft));
    }

    private List<@Nullable StoredUpload> recordTogether(List<Draft> drafts) {
        return Objects.requireNonNull(writing.execute(ignored -> {
            UploadWriter.Known known = writer.known(drafts);
            // What is stored already, or comes twice in one group, is looked at by itself.
            Set<String> taken = new HashSet<>(known.uploads());
            List<Draft> fresh = drafts.stream().filter(draft -> taken.add(draft.identity())
                    && draft.key().map(taken::add).orElse(true)).toList();
            if (fresh.isEmpty()) {
                return Collections.nCopies(drafts.size(), null);
            }
            Instant now = Columns.now(clock);
            List<StoredUpload> stored = writer.write(fresh, known, writer.lockIssues(fresh, known, now), now);
            IdentityHashMap<Draft, StoredUpload> results = new IdentityHashMap<>();
            for (int i = 0; i < stored.size(); i++) {
                results.put(fresh.get(i), stored.get(i));
            }
            List<@Nullable StoredUpload> answers = new ArrayList<>();
            drafts.forEach(draft -> answers.add(results.get(draft)));
            return answers;
        }), "no results");
    }

    /// Stores an upload that is known to be a new occurrence, however equal it is to others, or only counts it where its
    /// issues have had enough texts in the last minute: a crash loop must not fill the database with one text.
    ///
    /// @param occurrence what tells it from other occurrences
    /// @param perMinute  texts that are kept of one issue in a minute
    /// @param also       is written in the same transaction; hears the upload, or nothing when it was only counted
    public void recordOccurrence(NewUpload upload, String occurrence, int perMinute,
            Consumer<Optional<StoredUpload>> also) {
        Draft draft = writer.draft(upload, occurrence(upload, occurrence), storedKey(upload));
        retrying(() -> {
            Instant now = Columns.now(clock);
            UploadWriter.Known known = writer.known(List.of(draft));
            Map<String, IssueEntity> issues = writer.lockIssues(List.of(draft), known, now);
            Optional<StoredUpload> stored = Optional.empty();
            if (issues.values().stream().allMatch(issue -> hasEnough(issue, perMinute, now))) {
                writer.countOnly(draft, issues, now);
            } else {
                stored = Optional.of(writer.write(List.of(draft), known, issues, now).getFirst());
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

    private <T> T retrying(Supplier<T> work) {
        return Collisions.retrying(
                () -> Objects.requireNonNull(writing.execute(ignored -> work.get()), "no result"));
    }

    private StoredUpload recordOnce(Draft draft) {
        UploadWriter.Known known = writer.known(List.of(draft));
        if (!known.uploads().isEmpty()) {
            NewUpload upload = draft.upload();
            UploadEntity stored = findUpload(upload.sha256(), upload.labels(), upload.idempotencyKey());
            if (stored != null) {
                rememberKey(draft, stored.id);
                return read(stored, false);
            }
        }
        Instant now = Columns.now(clock);
        return writer.write(List.of(draft), known, writer.lockIssues(List.of(draft), known, now), now).getFirst();
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

    private static @Nullable String storedKey(NewUpload upload) {
        return upload.idempotencyKey() == null ? null : storedKey(upload.idempotencyKey());
    }

    /// Keys are the sender's words, of any length and content; their hash always fits.
    private static String storedKey(String key) {
        return Hashes.sha256(key);
    }

    private void rememberKey(Draft draft, UUID upload) {
        draft.key().filter(key -> entities.find(UploadKeyEntity.class, key) == null).ifPresent(key -> {
            writer.persistKey(draft, key, upload);
            entities.flush();
        });
    }

    private IssueEntity lock(UUID id) {
        IssueEntity issue = entities.find(IssueEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (issue == null) {
            throw new OptimisticLockException("an issue was deleted meanwhile");
        }
        return issue;
    }

    private StoredUpload read(UploadEntity upload, boolean created) {
        long bytes = upload.bytes != null
                ? upload.bytes
                : Objects.requireNonNull(entities.find(PayloadEntity.class, upload.sha256)).bytes;
        List<Incident> incidents = rows.read(entities
                .createQuery("from IncidentEntity where uploadId = :upload order by ordinal", IncidentEntity.class)
                .setParameter("upload", upload.id).getResultList());
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
        uncount(issue, incident);
        update("""
                delete from UploadEntity u where u.id = ?1 and not exists
                (select 1 from IncidentEntity i where i.uploadId = ?1)""", incident.uploadId);
        update("""
                delete from PayloadEntity p where p.sha256 = ?1 and not exists
                (select 1 from UploadEntity u where u.sha256 = ?1)""", incident.sha256);
        forgetWords(incident);
        calendar.count(List.of(new Tick(incident.seenAt, incident.category, incident.service)), -1);
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
        totals.datesWithout(incident, issue);
        unlabel(issue, incident);
        entities.flush();
    }

    /// Incidents of an issue have the labels of those before them, as a rule. To find the few of another release among very
    /// many takes reading them all, so that is done only where it is in doubt.
    private void unlabel(IssueEntity issue, IncidentEntity gone) {
        List<Object[]> before = entities.createQuery("""
                select service, environment, release from IncidentEntity where issueId = :issue and id < :id
                order by issueId desc, id desc""", Object[].class).setParameter("issue", issue.id)
                .setParameter("id", gone.id).setMaxResults(NEIGHBOURS).getResultList();
        Set<Object> releases = new HashSet<>(Arrays.asList(issue.firstRelease, issue.lastRelease));
        before.forEach(row -> releases.add(row[2]));
        if (before.stream().noneMatch(row -> Objects.equals(row[0], gone.service))) {
            unlabel(issue, Label.SERVICE, "service", gone.service);
        }
        if (before.stream().noneMatch(row -> Objects.equals(row[1], gone.environment))) {
            unlabel(issue, Label.ENVIRONMENT, "environment", gone.environment);
        }
        if (!releases.contains(gone.release)) {
            unlabel(issue, Label.RELEASE, "release", gone.release);
        }
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
}
