package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.criteria.Subquery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads incidents.
@Component
public class Incidents {
    private static final char CURSOR = 'i';

    private final EntityManager entities;
    private final DiagnosisJson json;

    Incidents(EntityManager entities, DiagnosisJson json) {
        this.entities = entities;
        this.json = json;
    }

    public Optional<Incident> find(UUID id) {
        return Optional.ofNullable(entities.find(IncidentEntity.class, id)).map(entity -> entity.toIncident(json));
    }

    /// Incidents by the time they came in, newest first.
    ///
    /// @throws Problem when the cursor is none
    public Slice<Incident> list(IncidentQuery query) {
        int size = (query.size() == null ? PageSize.DEFAULT : query.size()).value();
        CriteriaBuilder builder = entities.getCriteriaBuilder();
        CriteriaQuery<IncidentEntity> select = builder.createQuery(IncidentEntity.class);
        Root<IncidentEntity> incident = select.from(IncidentEntity.class);
        select.where(new Filter(builder, select, incident).of(query)).orderBy(builder.desc(incident.get("id")));
        List<IncidentEntity> found = entities.createQuery(select).setMaxResults(size + 1).getResultList();
        String next = found.size() > size ? new Cursor(CURSOR, 0, found.get(size - 1).id).toString() : null;
        return new Slice<>(found.stream().limit(size).map(entity -> entity.toIncident(json)).toList(), next);
    }

    private record Filter(CriteriaBuilder builder, CriteriaQuery<?> select, Root<IncidentEntity> incident) {

        Predicate[] of(IncidentQuery query) {
            List<Predicate> all = new ArrayList<>();
            equal(all, "category", query.category());
            equal(all, "kind", query.kind());
            equal(all, "service", filled(query.service()));
            equal(all, "environment", filled(query.environment()));
            equal(all, "release", filled(query.release()));
            equal(all, "issueId", query.issueId());
            String function = filled(query.function());
            if (function != null) {
                boolean full = function.indexOf('/') >= 0;
                all.add(builder.equal(incident.get(full ? "culpritFunction" : "culpritShort"), function));
            }
            if (query.since() != null) {
                all.add(builder.greaterThanOrEqualTo(incident.get("seenAt"), query.since()));
            }
            if (query.until() != null) {
                all.add(builder.lessThan(incident.get("seenAt"), query.until()));
            }
            String q = filled(query.q());
            if (q != null) {
                all.add(incident.get("documentId").in(documents(q)));
            }
            String cursor = filled(query.cursor());
            if (cursor != null) {
                all.add(builder.lessThan(incident.get("id"), Cursor.parse(cursor, CURSOR).id()));
            }
            return all.toArray(Predicate[]::new);
        }

        private void equal(List<Predicate> all, String attribute, @Nullable Object value) {
            if (value != null) {
                all.add(builder.equal(incident.get(attribute), value));
            }
        }

        private Subquery<String> documents(String q) {
            Subquery<String> documents = select.subquery(String.class);
            Root<SearchDocumentEntity> document = documents.from(SearchDocumentEntity.class);
            Predicate[] words = SearchDocument.patterns(q).stream()
                    .map(pattern -> builder.like(document.get("content"), pattern, '\\')).toArray(Predicate[]::new);
            return documents.select(document.get("id")).where(words);
        }
    }

    static @Nullable String filled(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
