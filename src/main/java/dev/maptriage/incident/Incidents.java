package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Clock;
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
    private final IncidentRows rows;
    private final TextIndex text;
    private final Clock clock;

    Incidents(EntityManager entities, IncidentRows rows, TextIndex text, Clock clock) {
        this.entities = entities;
        this.rows = rows;
        this.text = text;
        this.clock = clock;
    }

    public Optional<Incident> find(UUID id) {
        return Optional.ofNullable(entities.find(IncidentEntity.class, id)).map(rows::read);
    }

    /// Incidents by the time they came in, newest first.
    ///
    /// @throws Problem when the cursor is none, or the search names what does not exist
    public Slice<Incident> list(IncidentQuery query) {
        int size = (query.size() == null ? PageSize.DEFAULT : query.size()).value();
        Sql sql = new Sql();
        IncidentFilter.Plan plan = IncidentFilter.apply(query, clock.instant(), text, entities, sql);
        String cursor = filled(query.cursor());
        if (cursor != null) {
            sql.and("i.id < " + sql.bind(Cursor.parse(cursor, CURSOR).id()));
        }
        if (plan.few().isPresent() && plan.few().get().isEmpty()) {
            return new Slice<>(List.of(), null);
        }
        String from = plan.few().map(few -> {
            sql.and("i.id in (" + sql.bind(few) + ")");
            return "";
        }).orElseGet(() -> text.along(plan.index()));
        List<IncidentEntity> found = sql.list(entities, "select i.* from incident i" + from + " where " + sql.where()
                + " order by " + (plan.few().isPresent() ? "i.id desc" : plan.order()), IncidentEntity.class, size + 1);
        String next = found.size() > size ? new Cursor(CURSOR, 0, found.get(size - 1).id).toString() : null;
        return new Slice<>(rows.read(found.stream().limit(size).toList()), next);
    }

    static @Nullable String filled(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
