package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Finds incidents that may help with another one: the same bug, the same bug from another side, the same function, the
/// same file.
@Component
class SimilarIncidents {
    private static final int PER_REASON = 5;

    private final EntityManager entities;
    private final IncidentRows rows;

    SimilarIncidents(EntityManager entities, IncidentRows rows) {
        this.entities = entities;
        this.rows = rows;
    }

    /// An incident and why it is near.
    ///
    /// @param score 0 to 1
    /// @param because key of the sentence that says why
    record Similar(Incident incident, double score, String because) {}

    /// Most similar first; of other issues the latest incident each.
    List<Similar> of(Incident incident) {
        Map<UUID, Similar> found = new LinkedHashMap<>();
        List<IncidentEntity> same = entities
                .createQuery("from IncidentEntity where issueId = :issue and id <> :id order by id desc",
                        IncidentEntity.class)
                .setParameter("issue", incident.issueId()).setParameter("id", incident.id())
                .setMaxResults(PER_REASON).getResultList();
        for (Incident other : rows.read(same)) {
            found.put(Objects.requireNonNull(other.id()), new Similar(other, 1.0, "api.similar.issue"));
        }
        addLatest(found, related(incident), 0.9, "api.similar.related");
        CodePoint culprit = incident.diagnosis().culprit();
        if (culprit != null) {
            addLatest(found, issues("culpritFunction", culprit.function(), incident), 0.7, "api.similar.function");
            if (culprit.file() != null) {
                addLatest(found, issues("culpritFile", culprit.file(), incident), 0.5, "api.similar.file");
            }
        }
        return new ArrayList<>(found.values());
    }

    private List<UUID> related(Incident incident) {
        return entities.createQuery("""
                select i.id from IssueEntity i where i.id <> :issue and (
                  i.fingerprint in (select r.key.fingerprint from IssueRelationEntity r where r.key.issueId = :issue)
                  or i.id in (select r.key.issueId from IssueRelationEntity r where r.key.fingerprint = :fingerprint))
                order by i.lastSeen desc""", UUID.class).setParameter("issue", incident.issueId())
                .setParameter("fingerprint", Columns.text(incident.diagnosis().fingerprint(), 100))
                .setMaxResults(PER_REASON).getResultList();
    }

    private List<UUID> issues(String attribute, String value, Incident incident) {
        return entities.createQuery("select i.id from IssueEntity i where i." + attribute
                + " = :value and i.id <> :issue order by i.lastSeen desc", UUID.class)
                .setParameter("value", Columns.text(value, 500)).setParameter("issue", incident.issueId())
                .setMaxResults(PER_REASON).getResultList();
    }

    private void addLatest(Map<UUID, Similar> found, List<UUID> issues, double score, String because) {
        for (UUID issue : issues) {
            entities.createQuery("from IncidentEntity where issueId = :issue order by id desc", IncidentEntity.class)
                    .setParameter("issue", issue).setMaxResults(1).getResultList().stream()
                    .forEach(row -> found.putIfAbsent(row.id, new Similar(rows.read(row), score, because)));
        }
    }
}
