package dev.maptriage.incident;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.incident.Rediagnosis.Change;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What there is to diagnose anew, and all that a run found, counted and in pages.
@Component
public class RediagnosisReport {
    private static final char CURSOR = 'r';

    private final RediagnosisRows runs;
    private final EntityManager entities;
    private final Incidents incidents;

    RediagnosisReport(RediagnosisRows runs, EntityManager entities, Incidents incidents) {
        this.runs = runs;
        this.entities = entities;
        this.incidents = incidents;
    }

    /// How many incidents have another value in a field.
    public record FieldCount(String field, long incidents) {}

    /// How many incidents have one value instead of another.
    public record ValueCount(@Nullable String from, @Nullable String to, long incidents) {}

    /// What is different in one incident.
    public record Difference(Incident incident, List<Change> changes) {
        public Difference {
            changes = List.copyOf(changes);
        }
    }

    /// The rules that texts are read by today.
    public int version() {
        return Diagnoser.VERSION;
    }

    /// How many incidents were diagnosed by older rules.
    public long older() {
        return entities.createQuery("select count(*) from IncidentEntity where diagnosisVersion < :version", Long.class)
                .setParameter("version", Diagnoser.VERSION).getSingleResult();
    }

    /// How many incidents a run has still to look at.
    public long remaining(UUID run) {
        RediagnosisEntity entity = runs.findById(run).orElse(null);
        if (entity == null || entity.state == Rediagnosis.State.DONE) {
            return 0;
        }
        return entities.createQuery("select count(*) from IncidentEntity where id > :last"
                + (entity.everything ? "" : " and diagnosisVersion < " + Diagnoser.VERSION), Long.class)
                .setParameter("last", entity.lastId == null ? new UUID(0, 0) : entity.lastId).getSingleResult();
    }

    /// The fields that differ.
    public List<FieldCount> fields(UUID run) {
        Sql sql = new Sql();
        return sql.list(entities, "select field, count(*) from rediagnosis_change where run_id = " + sql.bind(run)
                + " group by field order by field", Object[].class, PageSize.DEFAULT.value()).stream()
                .map(row -> new FieldCount((String) row[0], ((Number) row[1]).longValue())).toList();
    }

    /// The commonest differences in a field.
    public List<ValueCount> values(UUID run, String field, PageSize size) {
        Sql sql = new Sql();
        return sql.list(entities, "select old_value, new_value, count(*) as incidents from rediagnosis_change"
                + " where run_id = " + sql.bind(run) + " and field = " + sql.bind(field)
                + " group by old_value, new_value order by incidents desc, old_value, new_value", Object[].class,
                size.value()).stream()
                .map(row -> new ValueCount((String) row[0], (String) row[1], ((Number) row[2]).longValue())).toList();
    }

    /// What is different, by incident.
    ///
    /// @param field only incidents that differ in it; null for all
    /// @throws Problem when the cursor is none
    public Slice<Difference> list(UUID run, @Nullable String field, PageSize size, @Nullable String cursor) {
        List<UUID> ids = ids(run, field, size.value() + 1, Incidents.filled(cursor));
        List<UUID> shown = ids.stream().limit(size.value()).toList();
        Map<UUID, List<Change>> changes = changes(run, shown);
        return new Slice<>(shown.stream()
                .map(id -> incidents.find(id)
                        .map(incident -> new Difference(incident, changes.getOrDefault(id, List.of()))))
                .flatMap(Optional::stream).toList(),
                ids.size() > shown.size() ? new Cursor(CURSOR, 0, shown.getLast()).toString() : null);
    }

    private List<UUID> ids(UUID run, @Nullable String field, int limit, @Nullable String cursor) {
        Sql sql = new Sql();
        sql.and("run_id = " + sql.bind(run));
        if (field != null) {
            sql.and("field = " + sql.bind(field));
        }
        if (cursor != null) {
            sql.and("incident_id > " + sql.bind(Cursor.parse(cursor, CURSOR).id()));
        }
        return sql.list(entities, "select incident_id from rediagnosis_change where " + sql.where()
                + " group by incident_id order by incident_id", UUID.class, limit);
    }

    private Map<UUID, List<Change>> changes(UUID run, List<UUID> ids) {
        Map<UUID, List<Change>> changes = new LinkedHashMap<>();
        if (ids.isEmpty()) {
            return changes;
        }
        Sql sql = new Sql();
        sql.list(entities, "select cast(incident_id as varchar(36)), field, old_value, new_value"
                + " from rediagnosis_change where run_id = " + sql.bind(run) + " and incident_id in (" + sql.bind(ids)
                + ")", Object[].class, Integer.MAX_VALUE).forEach(row -> {
                    UUID id = UUID.fromString((String) row[0]);
                    changes.computeIfAbsent(id, ignored -> new ArrayList<>())
                            .add(new Change(id, (String) row[1], (String) row[2], (String) row[3]));
                });
        return changes;
    }
}
