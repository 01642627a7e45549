package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What people say about diagnoses: whether the right party was blamed. One opinion per person and incident, the last counts.
@Component
@Transactional
public class Feedback {
    private final EntityManager entities;
    private final Clock clock;

    Feedback(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /// What somebody can say.
    public enum Verdict {
        CONFIRMED,
        WRONG_PARTY
    }

    /// Keeps an opinion.
    ///
    /// @throws Problem when there is no such incident
    public void give(UUID incident, Verdict verdict, @Nullable String remark, String actor) {
        if (entities.find(IncidentEntity.class, incident) == null) {
            throw Problem.notFound("problem.incident-not-found", incident);
        }
        entities.createNativeQuery("delete from incident_feedback where incident_id = :incident and actor = :actor")
                .setParameter("incident", incident).setParameter("actor", actor).executeUpdate();
        entities.createNativeQuery("insert into incident_feedback (incident_id, actor, verdict, remark, given_at)"
                + " values (:incident, :actor, :verdict, nullif(cast(:remark as varchar(1000)), ''), :at)")
                .setParameter("incident", incident).setParameter("actor", actor)
                .setParameter("verdict", verdict.name())
                .setParameter("remark", remark == null ? "" : Columns.text(remark.strip(), 1_000))
                .setParameter("at", Columns.now(clock)).executeUpdate();
    }

    /// Opinions about one incident.
    @Transactional(readOnly = true)
    public Map<Verdict, Long> ofIncident(UUID incident) {
        Sql sql = new Sql();
        sql.and("f.incident_id = " + sql.bind(incident));
        return counts(sql);
    }

    /// Opinions about all incidents of an issue.
    @Transactional(readOnly = true)
    public Map<Verdict, Long> ofIssue(UUID issue) {
        // Opinions are few: H2 would begin a join with all incidents of the issue.
        Sql sql = new Sql();
        sql.and("exists (select 1 from incident i where i.id = f.incident_id and i.issue_id = " + sql.bind(issue)
                + ")");
        return counts(sql);
    }

    private Map<Verdict, Long> counts(Sql sql) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, 0L);
        }
        List<Object[]> rows = sql.list(entities, "select f.verdict, count(*) from incident_feedback f where "
                + sql.where() + " group by f.verdict", Object[].class, Verdict.values().length);
        rows.forEach(row -> counts.put(Verdict.valueOf((String) row[0]), ((Number) row[1]).longValue()));
        return counts;
    }
}
