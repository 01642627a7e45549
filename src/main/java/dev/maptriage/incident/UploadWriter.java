package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.FunctionName;
import dev.maptriage.incident.Draft.Part;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/// Writes the rows of uploads, of several with the statements of one. All of it belongs into the caller's transaction.
///
/// Rows of each table are written in an order that all writers share, and tables in the same order, so that two writers
/// wait for each other but not in a circle. Issues that are there are locked in the order of their ids first; what many
/// share, the counts per day, comes last.
@Component
class UploadWriter {
    private final EntityManager entities;
    private final NamedParameterJdbcTemplate jdbc;
    private final Payloads payloads;
    private final DiagnosisJson json;
    private final IssueHistory history;
    private final TextIndex text;
    private final Counterparts counterparts;
    private final IncidentCalendar calendar;
    private final Upserts upserts;
    private final ApplicationEventPublisher listeners;
    private final LiveEvents live;

    UploadWriter(EntityManager entities, NamedParameterJdbcTemplate jdbc, Payloads payloads, DiagnosisJson json,
            IssueHistory history, TextIndex text, Counterparts counterparts, IncidentCalendar calendar, Upserts upserts,
            ApplicationEventPublisher listeners, LiveEvents live) {
        this.entities = entities;
        this.jdbc = jdbc;
        this.payloads = payloads;
        this.json = json;
        this.history = history;
        this.text = text;
        this.counterparts = counterparts;
        this.calendar = calendar;
        this.upserts = upserts;
        this.listeners = listeners;
        this.live = live;
    }

    /// Makes an upload ready. Needs no transaction.
    Draft draft(NewUpload upload, String identity, @Nullable String key) {
        return new Draft(upload, identity, Optional.ofNullable(key), json.writeNotes(upload.notes()),
                payloads.pack(upload.text()), upload.diagnoses().stream().map(this::part).toList());
    }

    private Part part(Diagnosis diagnosis) {
        return new Part(diagnosis, fingerprint(diagnosis), json.write(diagnosis), SearchDocument.of(diagnosis));
    }

    static String fingerprint(Diagnosis diagnosis) {
        return Columns.text(diagnosis.fingerprint(), 100);
    }

    /// What the database holds already of some uploads.
    ///
    /// @param uploads identities and keys of uploads that are stored
    /// @param owners  the issues that fingerprints lead to
    record Known(Set<String> uploads, Set<String> texts, Set<String> documents, Map<String, UUID> owners) {}

    Known known(Collection<Draft> drafts) {
        Known known = new Known(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());
        jdbc.query("""
                select 'upload' as what, identity as name, cast(null as varchar(36)) as issue
                  from upload where identity in (:identities)
                union all select 'upload', sender_key, null from upload_key where sender_key in (:keys)
                union all select 'text', sha256, null from payload where sha256 in (:texts)
                union all select 'document', id, null from search_document where id in (:documents)
                union all select 'owner', fingerprint, cast(issue_id as varchar(36))
                  from issue_fingerprint where fingerprint in (:fingerprints)""",
                Map.of("identities", Padded.of(drafts.stream().map(Draft::identity)), "keys",
                        Padded.of(drafts.stream().map(Draft::key).flatMap(Optional::stream)), "texts",
                        Padded.of(drafts.stream().map(draft -> draft.upload().sha256())), "documents",
                        Padded.of(parts(drafts).map(part -> part.document().id())), "fingerprints",
                        Padded.of(parts(drafts).map(Part::fingerprint))),
                row -> {
                    String name = row.getString("name");
                    switch (row.getString("what").strip()) {
                        case "upload" -> known.uploads.add(name);
                        case "text" -> known.texts.add(name);
                        case "document" -> known.documents.add(name);
                        default -> known.owners.put(name, UUID.fromString(row.getString("issue")));
                    }
                });
        return known;
    }

    private static Stream<Part> parts(Collection<Draft> drafts) {
        return drafts.stream().flatMap(draft -> draft.parts().stream());
    }

    /// Locks the issues of uploads, and makes those that are not there. These are written later, with what will have been
    /// counted by then.
    ///
    /// @return issues by fingerprint
    Map<String, IssueEntity> lockIssues(Collection<Draft> drafts, Known known, Instant now) {
        Map<UUID, IssueEntity> locked = lock(known.owners.values());
        if (!known.owners.isEmpty() && !owners(known.owners.keySet()).equals(known.owners)) {
            throw new OptimisticLockException("an issue was merged or taken apart meanwhile");
        }
        Map<String, IssueEntity> issues = new TreeMap<>();
        known.owners.forEach((fingerprint, id) -> issues.put(fingerprint, Objects.requireNonNull(locked.get(id))));
        drafts.forEach(draft -> draft.parts().forEach(part -> issues.computeIfAbsent(part.fingerprint(),
                ignored -> newIssue(part.diagnosis(), draft.upload().labels(), now))));
        return issues;
    }

    private Map<String, UUID> owners(Set<String> fingerprints) {
        Map<String, UUID> owners = new HashMap<>();
        jdbc.query("select fingerprint, cast(issue_id as varchar(36)) as issue from issue_fingerprint"
                + " where fingerprint in (:all)", Map.of("all", Padded.of(fingerprints.stream())),
                row -> {
                    owners.put(row.getString("fingerprint"), UUID.fromString(row.getString("issue")));
                });
        return owners;
    }

    private Map<UUID, IssueEntity> lock(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Set<UUID> all = new TreeSet<>(ids);
        Map<UUID, IssueEntity> locked = new HashMap<>();
        entities.createQuery("from IssueEntity where id in :ids order by id", IssueEntity.class)
                .setParameter("ids", all).setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList()
                .forEach(issue -> locked.put(issue.id, issue));
        if (locked.size() < all.size()) {
            throw new OptimisticLockException("an issue was deleted meanwhile");
        }
        return locked;
    }

    private IssueEntity newIssue(Diagnosis diagnosis, SourceLabels labels, Instant now) {
        IssueEntity issue = new IssueEntity();
        issue.id = Ids.next();
        issue.fingerprint = fingerprint(diagnosis);
        describe(issue, diagnosis);
        issue.firstSeen = seenAt(labels, now);
        issue.lastSeen = issue.firstSeen;
        return issue;
    }

    /// Writes the issues that are new, in the order of their fingerprints.
    ///
    /// @param issues by fingerprint, sorted
    private void persistNew(Map<String, IssueEntity> issues) {
        List<IssueEntity> fresh = issues.values().stream().filter(issue -> !entities.contains(issue)).toList();
        fresh.forEach(entities::persist);
        fresh.forEach(issue -> {
            IssueFingerprintEntity fingerprint = new IssueFingerprintEntity();
            fingerprint.fingerprint = issue.fingerprint;
            fingerprint.issueId = issue.id;
            fingerprint.homeId = issue.id;
            entities.persist(fingerprint);
            history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.CREATED, null, null, null);
        });
    }

    /// Writes uploads of which none is stored.
    ///
    /// @param issues locked, by fingerprint
    List<StoredUpload> write(List<Draft> drafts, Known known, Map<String, IssueEntity> issues, Instant now) {
        List<Draft> sorted = drafts.stream().sorted(Comparator.comparing(Draft::identity)).toList();
        writeTexts(sorted, known, now);
        IdentityHashMap<Draft, UploadEntity> uploads = new IdentityHashMap<>();
        sorted.forEach(draft -> uploads.put(draft, persist(draft, now)));
        sorted.forEach(draft -> draft.key().ifPresent(key -> persistKey(draft, key,
                Objects.requireNonNull(uploads.get(draft)).id)));
        Tally tally = new Tally();
        FirstOfText firsts = new FirstOfText(sorted, known);
        IdentityHashMap<Draft, List<Written>> written = new IdentityHashMap<>();
        drafts.forEach(draft -> written.put(draft, incidents(draft, Objects.requireNonNull(uploads.get(draft)), issues,
                firsts, tally, now)));
        persistNew(issues);
        writeDocuments(sorted, known, issues);
        List<Written> all = drafts.stream().flatMap(draft -> of(written, draft).stream()).toList();
        listeners.publishEvent(new IncidentsRecorded(all.stream().map(Written::recorded).toList()));
        // Only now they are complete; a row that is written twice costs twice.
        all.forEach(each -> entities.persist(each.entity));
        entities.flush();
        tally.write();
        all.forEach(this::announce);
        return drafts.stream()
                .map(draft -> stored(draft, Objects.requireNonNull(uploads.get(draft)), of(written, draft))).toList();
    }

    private static List<Written> of(IdentityHashMap<Draft, List<Written>> written, Draft draft) {
        return Objects.requireNonNull(written.get(draft));
    }

    private record Written(IncidentEntity entity, Incident incident, IssueEntity issue, boolean newIssue) {
        IncidentsRecorded.Recorded recorded() {
            return new IncidentsRecorded.Recorded(incident, newIssue, entity::reproduction);
        }
    }

    private void writeTexts(List<Draft> drafts, Known known, Instant now) {
        Map<String, Draft> texts = new TreeMap<>();
        drafts.stream().filter(draft -> !known.texts.contains(draft.upload().sha256()))
                .forEach(draft -> texts.putIfAbsent(draft.upload().sha256(), draft));
        texts.forEach((sha256, draft) -> payloads.store(sha256, draft.upload().text(), draft.packed(), now));
    }

    private UploadEntity persist(Draft draft, Instant now) {
        NewUpload upload = draft.upload();
        UploadEntity entity = new UploadEntity();
        entity.id = Ids.next();
        entity.identity = draft.identity();
        entity.sha256 = upload.sha256();
        entity.bytes = upload.bytes();
        entity.millis = upload.millis();
        entity.envelope = Columns.text(upload.envelope(), 200);
        entity.receivedAt = now;
        entity.notes = draft.notes();
        entities.persist(entity);
        return entity;
    }

    void persistKey(Draft draft, String key, UUID upload) {
        UploadKeyEntity entity = new UploadKeyEntity();
        entity.senderKey = key;
        entity.uploadId = upload;
        entity.sha256 = draft.upload().sha256();
        entities.persist(entity);
    }

    private void writeDocuments(List<Draft> drafts, Known known, Map<String, IssueEntity> issues) {
        Map<String, TextIndex.Document> documents = new TreeMap<>();
        parts(drafts).filter(part -> !known.documents.contains(part.document().id()))
                .forEach(part -> documents.putIfAbsent(part.document().id(), new TextIndex.Document(
                        part.document().id(), issue(issues, part).id, part.document().tokens())));
        if (!documents.isEmpty()) {
            entities.flush();
            text.put(documents.values());
        }
    }

    private static IssueEntity issue(Map<String, IssueEntity> issues, Part part) {
        return Objects.requireNonNull(issues.get(part.fingerprint()));
    }

    private List<Written> incidents(Draft draft, UploadEntity upload, Map<String, IssueEntity> issues,
            FirstOfText firsts, Tally tally, Instant now) {
        List<Written> written = new ArrayList<>();
        for (Part part : draft.parts()) {
            IssueEntity issue = issue(issues, part);
            boolean newIssue = issue.incidentCount == 0;
            IncidentEntity incident = incident(draft, upload, part, issue);
            incident.ordinal = written.size();
            incident.duplicateOf = firsts.before(incident);
            tally.add(issue, incident, incident.seenAt, draft.upload().labels(), part.diagnosis(), now);
            written.add(new Written(incident, incident.toIncident(part.diagnosis(), incident.duplicateOf), issue,
                    newIssue));
        }
        return written;
    }

    private IncidentEntity incident(Draft draft, UploadEntity upload, Part part, IssueEntity issue) {
        SourceLabels labels = draft.upload().labels();
        IncidentEntity incident = new IncidentEntity();
        incident.id = Ids.next();
        incident.issueId = issue.id;
        incident.uploadId = upload.id;
        incident.sha256 = upload.sha256;
        describe(incident, part);
        incident.envelope = upload.envelope;
        incident.service = labels.service();
        incident.environment = labels.environment();
        incident.release = labels.release();
        incident.host = labels.host();
        incident.title = labels.title();
        incident.occurredAt = labels.occurredAt();
        incident.receivedAt = upload.receivedAt;
        incident.seenAt = seenAt(labels, upload.receivedAt);
        return incident;
    }

    private static Instant seenAt(SourceLabels labels, Instant received) {
        return labels.occurredAt() != null ? labels.occurredAt() : received;
    }

    /// Writes what a diagnosis says into the columns of an incident, and the words it is found by into the index.
    void describe(IncidentEntity incident, Diagnosis diagnosis, UUID issue) {
        Part part = part(diagnosis);
        if (entities.find(SearchDocumentEntity.class, part.document().id()) == null) {
            entities.flush();
            text.put(List.of(new TextIndex.Document(part.document().id(), issue, part.document().tokens())));
        }
        describe(incident, part);
    }

    private void describe(IncidentEntity incident, Part part) {
        Diagnosis diagnosis = part.diagnosis();
        incident.documentId = part.document().id();
        incident.fingerprint = part.fingerprint();
        incident.category = diagnosis.category();
        incident.kind = diagnosis.kind();
        CodePoint culprit = diagnosis.culprit();
        incident.culpritFunction = culprit == null ? null : Columns.text(culprit.function(), 500);
        incident.culpritShort = culprit == null ? null : Columns.text(IssueTitle.shortName(culprit.function()), 500);
        counterparts.name(incident, diagnosis);
        incident.diagnosisVersion = Diagnoser.VERSION;
        incident.firstLine = diagnosis.firstLine();
        incident.diagnosis = part.json();
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

    private static @Nullable String receiver(String function) {
        String type = FunctionName.parse(function).type();
        return type.isEmpty() ? null : Columns.text(type, 500);
    }

    private void announce(Written written) {
        live.publish(LiveEvents.Type.INCIDENT, written.entity.id, LiveEventFacts.of(written.incident));
        live.publish(LiveEvents.Type.ISSUE, written.issue.id, LiveEventFacts.of(written.issue, written.newIssue));
    }

    private StoredUpload stored(Draft draft, UploadEntity entity, List<Written> written) {
        NewUpload upload = draft.upload();
        return new StoredUpload(entity.id, upload.sha256(), upload.bytes(), upload.millis(), upload.envelope(),
                written.stream().map(each -> each.incident.with(each.entity.reproduction())).toList(), upload.notes(),
                true);
    }

    /// Counts uploads whose texts are not kept.
    void countOnly(Draft draft, Map<String, IssueEntity> issues, Instant now) {
        Tally tally = new Tally();
        SourceLabels labels = draft.upload().labels();
        draft.parts().forEach(part -> tally.add(issue(issues, part), null, seenAt(labels, now), labels,
                part.diagnosis(), now));
        persistNew(issues);
        entities.flush();
        tally.write();
        draft.parts().stream().map(part -> issue(issues, part)).forEach(
                issue -> live.publish(LiveEvents.Type.ISSUE, issue.id, LiveEventFacts.of(issue, false)));
    }

    /// Incidents that the same line of the same text was first stored as.
    private final class FirstOfText {
        private final Map<String, UUID> firsts = new HashMap<>();

        FirstOfText(List<Draft> drafts, Known known) {
            Map<String, Object> values = new HashMap<>();
            Set<String> wanted = new TreeSet<>();
            drafts.stream().filter(draft -> known.texts.contains(draft.upload().sha256()))
                    .forEach(draft -> draft.parts().forEach(part -> wanted.add(
                            name(draft.upload().sha256(), part.diagnosis().firstLine()))));
            if (wanted.isEmpty()) {
                return;
            }
            List<String> rows = new ArrayList<>();
            for (String name : Padded.of(wanted.stream())) {
                int at = rows.size();
                values.put("text" + at, name.substring(0, 64));
                values.put("line" + at, Integer.valueOf(name.substring(65)));
                rows.add("(cast(:text" + at + " as varchar(64)), cast(:line" + at + " as integer))");
            }
            jdbc.query("""
                    select w.sha256, w.first_line, (
                      select cast(i.id as varchar(36)) from incident i
                      where i.sha256 = w.sha256 and i.first_line = w.first_line
                      order by i.sha256, i.first_line, i.id fetch first 1 row only) as id
                    from (values""" + " " + String.join(", ", rows) + ") w(sha256, first_line)", values, row -> {
                String id = row.getString("id");
                if (id != null) {
                    firsts.put(name(row.getString("sha256"), row.getInt("first_line")), UUID.fromString(id));
                }
            });
        }

        /// The first one; null for itself.
        @Nullable
        UUID before(IncidentEntity incident) {
            return firsts.putIfAbsent(name(incident.sha256, incident.firstLine), incident.id);
        }

        private static String name(String sha256, int line) {
            return sha256 + ":" + line;
        }
    }

    /// Counts incidents where their issues show them, and writes the sums. Issues' rows are locked, which guards most of
    /// these rows, too.
    private final class Tally {
        private static final List<Upserts.Column> ISSUE = List.of(Upserts.column("issue_id", "uuid"));
        private static final List<Upserts.Column> DAYS = with(Upserts.column("seen_on", "date"));
        private static final List<Upserts.Column> COUNTERPARTS = with(Upserts.column("basis", "varchar(16)"),
                Upserts.column("function_name", "varchar(500)"));
        private static final List<Upserts.Column> LABELS = with(Upserts.column("label", "varchar(16)"),
                Upserts.column("label_value", "varchar(200)"));
        private static final List<Upserts.Column> RELATIONS = with(Upserts.column("fingerprint", "varchar(100)"));

        private final Map<List<Object>, Integer> days = new LinkedHashMap<>();
        private final Map<List<Object>, Integer> others = new LinkedHashMap<>();
        private final Set<List<Object>> labels = new HashSet<>();
        private final Map<List<Object>, String> relations = new LinkedHashMap<>();
        private final List<IncidentCalendar.Tick> ticks = new ArrayList<>();
        private final List<IssueSeen> seen = new ArrayList<>();

        private static List<Upserts.Column> with(Upserts.Column... more) {
            return Stream.concat(ISSUE.stream(), Stream.of(more)).toList();
        }

        void add(IssueEntity issue, @Nullable IncidentEntity incident, Instant seenAt, SourceLabels from,
                Diagnosis diagnosis, Instant now) {
            IssueEntity.Effect effect = issue.add(seenAt, from.release(), now);
            switch (effect) {
                case REGRESSED -> history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.REGRESSED,
                        Issue.Status.RESOLVED.name(), issue.status.name(), from.release());
                case WOKEN -> history.add(issue.id, IssueHistory.ITSELF, IssueEvent.Action.WOKEN,
                        Issue.Status.IGNORED.name(), issue.status.name(), null);
                case NONE -> {
                }
            }
            IncidentCalendar.Tick tick = new IncidentCalendar.Tick(seenAt, diagnosis.category(), from.service());
            ticks.add(tick);
            days.merge(List.of(issue.id, tick.day()), 1, Integer::sum);
            if (incident != null && incident.otherFunction != null && incident.otherBasis != null) {
                others.merge(List.of(issue.id, incident.otherBasis.name(), incident.otherFunction), 1, Integer::sum);
            }
            label(issue, IssueLabelEntity.Label.SERVICE, from.service());
            label(issue, IssueLabelEntity.Label.ENVIRONMENT, from.environment());
            label(issue, IssueLabelEntity.Label.RELEASE, from.release());
            diagnosis.relatedFingerprints().forEach(related -> relations
                    .putIfAbsent(List.of(issue.id, related.fingerprint()), json.writePhrase(related.because())));
            seen.add(new IssueSeen(issue.id, incident == null ? null : incident.id, issue.incidentCount == 1,
                    effect == IssueEntity.Effect.REGRESSED, issue.status == Issue.Status.IGNORED, issue.category,
                    from));
        }

        private void label(IssueEntity issue, IssueLabelEntity.Label label, @Nullable String value) {
            if (value != null) {
                labels.add(List.of(issue.id, label.name(), value));
            }
        }

        void write() {
            upserts.add("issue_day", DAYS, "incident_count", counted(days));
            upserts.add("issue_counterpart", COUNTERPARTS, "incident_count", counted(others));
            upserts.remember("issue_label", LABELS, List.of(),
                    labels.stream().sorted(Comparator.comparing(Object::toString)).map(List::toArray).toList());
            upserts.remember("issue_relation", RELATIONS, List.of(Upserts.column("because", "varchar(2000)")),
                    relations.entrySet().stream().map(each -> and(each.getKey(), each.getValue())).toList());
            seen.forEach(listeners::publishEvent);
            calendar.count(ticks, 1);
        }

        private static List<Object[]> counted(Map<List<Object>, Integer> counts) {
            return counts.entrySet().stream().sorted(Comparator.comparing(each -> each.getKey().toString()))
                    .map(each -> and(each.getKey(), each.getValue())).collect(Collectors.toList());
        }

        private static Object[] and(List<Object> key, Object value) {
            return Stream.concat(key.stream(), Stream.of(value)).toArray();
        }
    }
}
