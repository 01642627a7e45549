package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.FunctionName;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who the other party was, by history: one crash rarely names it, many do. Counted when an incident is stored.
@Component
public class Counterparts {
    /// A goroutine less suspect than this is no name worth keeping.
    private static final double WORTH_COUNTING = 0.5;
    private static final int MOST = 10;

    private final EntityManager entities;

    Counterparts(EntityManager entities) {
        this.entities = entities;
    }

    /// How a function is known to be the other party.
    public enum Basis {
        /** The text names it, as a race report does. */
        NAMED,
        /** It was the most suspect goroutine of the dump. */
        SUSPECTED,
        /** It failed itself: the issue it failed in is merged into this one, or of the same type. */
        FAILED
    }

    /// Keeps who the other party of an incident is.
    void name(IncidentEntity incident, Diagnosis diagnosis) {
        CodePoint named = diagnosis.counterpart().at();
        if (named != null) {
            set(incident, named.function(), Basis.NAMED);
        } else if (diagnosis.category().isMapFailure() && !diagnosis.suspects().isEmpty()
                && diagnosis.suspects().getFirst().score() >= WORTH_COUNTING) {
            set(incident, diagnosis.suspects().getFirst().function(), Basis.SUSPECTED);
        } else {
            incident.otherFunction = null;
            incident.otherBasis = null;
        }
    }

    private static void set(IncidentEntity incident, String function, Basis basis) {
        incident.otherFunction = Columns.text(FunctionName.withoutTypeArguments(function), 500);
        incident.otherBasis = basis;
    }

    /// Counts an incident in, or out by -1. The issue's row is locked.
    void count(UUID issue, IncidentEntity incident, int by) {
        String function = incident.otherFunction;
        Basis basis = incident.otherBasis;
        if (function == null || basis == null) {
            return;
        }
        int counted = change(
                "update issue_counterpart set incident_count = incident_count + :by where issue_id = :issue"
                        + " and basis = :basis and function_name = :function",
                issue, basis, function, by);
        if (counted == 0) {
            change("insert into issue_counterpart (issue_id, basis, function_name, incident_count)"
                    + " values (:issue, :basis, :function, :by)", issue, basis, function, by);
        }
    }

    private int change(String statement, UUID issue, Basis basis, String function, int by) {
        return entities.createNativeQuery(statement).setParameter("issue", issue).setParameter("basis", basis.name())
                .setParameter("function", function).setParameter("by", by).executeUpdate();
    }

    /// The functions that were the other party most often, those that are named first.
    public List<CounterpartStatistic> of(UUID id) {
        IssueEntity issue = entities.find(IssueEntity.class, id);
        if (issue == null) {
            return List.of();
        }
        List<CounterpartStatistic> found = new ArrayList<>();
        Sql sql = new Sql();
        List<Object[]> rows = sql.list(entities, "select basis, function_name, incident_count from issue_counterpart"
                + " where issue_id = " + sql.bind(id) + " and incident_count > 0 order by incident_count desc",
                Object[].class, MOST);
        rows.forEach(row -> found.add(new CounterpartStatistic((String) row[1], ((Number) row[2]).longValue(),
                issue.incidentCount, Basis.valueOf((String) row[0]))));
        found.addAll(failed(issue));
        found.sort(Comparator.comparing(CounterpartStatistic::basis)
                .thenComparing(Comparator.comparingLong(CounterpartStatistic::crashes).reversed()));
        return found.stream().limit(MOST).toList();
    }

    /// Of all crashes in methods of one type, those in which another method failed: if the type holds one map, that is the
    /// other party.
    private List<CounterpartStatistic> failed(IssueEntity issue) {
        String type = issue.receiver;
        @Nullable
        String own = issue.culpritFunction;
        if (type == null || own == null || !issue.category.isMapFailure()) {
            return List.of();
        }
        List<Object[]> rows = entities.createQuery("""
                select culpritFunction, sum(incidentCount) from IssueEntity
                where receiver = :type and category = :category and mergedInto is null
                group by culpritFunction""", Object[].class).setParameter("type", type)
                .setParameter("category", issue.category).getResultList();
        long all = rows.stream().mapToLong(row -> (Long) row[1]).sum();
        return rows.stream().filter(row -> !own.equals(row[0]))
                .map(row -> new CounterpartStatistic((String) row[0], (Long) row[1], all, Basis.FAILED)).toList();
    }
}
