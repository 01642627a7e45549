package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Makes incidents of their rows.
///
/// A row keeps naming the first incident of its text when that one is deleted: a text may have come a hundred thousand
/// times, and all these rows would have to be written anew. So it is looked up here whether the first is still there.
@Component
class IncidentRows {
    private final EntityManager entities;
    private final DiagnosisJson json;

    IncidentRows(EntityManager entities, DiagnosisJson json) {
        this.entities = entities;
        this.json = json;
    }

    Incident read(IncidentEntity row) {
        return read(List.of(row)).getFirst();
    }

    List<Incident> read(List<IncidentEntity> rows) {
        Set<UUID> there = there(rows);
        return rows.stream().map(row -> row.toIncident(json.read(row.diagnosis),
                there.contains(row.duplicateOf) ? row.duplicateOf : null)).toList();
    }

    private Set<UUID> there(List<IncidentEntity> rows) {
        List<UUID> named = rows.stream().map(row -> row.duplicateOf).filter(Objects::nonNull).distinct().toList();
        return named.isEmpty()
                ? new HashSet<>()
                : new HashSet<>(entities.createQuery("select id from IncidentEntity where id in :named", UUID.class)
                        .setParameter("named", named).getResultList());
    }
}
