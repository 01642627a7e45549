package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// How many issues the filters of a list would leave.
///
/// Counting all issues costs more the more there are, so that count is kept for a moment; what this instance changes itself
/// is counted at once, what another one changes is seen a few seconds late.
@Component
public class IssueCounts {
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int SERVICES = 8;

    private final EntityManager entities;
    private final Issues issues;
    private final Clock clock;
    private volatile @Nullable Kept kept;

    IssueCounts(EntityManager entities, Issues issues, Clock clock) {
        this.entities = entities;
        this.issues = issues;
        this.clock = clock;
    }

    private record Kept(Instant at, Counts counts) {}

    /// Counts of the issues that words and service leave, for choosing among categories, statuses and services; empty when
    /// these are too many to be counted while somebody waits.
    public Optional<Counts> of(IssueQuery query) {
        boolean all = Incidents.filled(query.q()) == null && Incidents.filled(query.service()) == null;
        if (all) {
            return Optional.of(now());
        }
        boolean anyService = Incidents.filled(query.service()) == null;
        return issues.few(new IssueQuery(null, null, query.service(), query.q(), null, null, null))
                .map(ids -> among(ids, anyService));
    }

    private Counts now() {
        Kept last = kept;
        Instant now = clock.instant();
        if (last != null && now.isBefore(last.at.plus(KEPT))) {
            return last.counts;
        }
        Counts counts = new Counts(
                cells(entities.createQuery("select category, status, count(*) from IssueEntity where mergedInto is null"
                        + " group by category, status", Object[].class).getResultList()),
                Map.of());
        kept = new Kept(now, counts);
        return counts;
    }

    /// Counts anew at the next question.
    void forget() {
        kept = null;
    }

    @EventListener
    void recorded(IncidentsRecorded event) {
        if (event.all().stream().anyMatch(IncidentsRecorded.Recorded::newIssue)) {
            forget();
        }
    }

    private Counts among(List<UUID> ids, boolean anyService) {
        if (ids.isEmpty()) {
            return new Counts(Map.of(), Map.of());
        }
        return new Counts(cells(entities.createQuery(
                "select category, status, count(*) from IssueEntity where id in :ids group by category, status",
                Object[].class).setParameter("ids", ids).getResultList()),
                anyService ? services(ids) : Map.of());
    }

    private Map<String, Long> services(List<UUID> ids) {
        Map<String, Long> services = new LinkedHashMap<>();
        entities.createQuery("""
                select l.key.labelValue, count(*) from IssueEntity i
                join IssueLabelEntity l on l.key.issueId = i.id and l.key.label = :service where i.id in :ids
                group by l.key.labelValue order by count(*) desc, l.key.labelValue""", Object[].class)
                .setParameter("ids", ids).setParameter("service", IssueLabelEntity.Label.SERVICE)
                .setMaxResults(SERVICES).getResultList().stream()
                .forEach(row -> services.put((String) row[0], (Long) row[1]));
        return services;
    }

    private static Map<Cell, Long> cells(List<Object[]> rows) {
        Map<Cell, Long> cells = new HashMap<>();
        rows.forEach(row -> cells.put(new Cell((Category) row[0], (Issue.Status) row[1]), (Long) row[2]));
        return cells;
    }

    private record Cell(Category category, Issue.Status status) {}

    /// Issues by category and status, and by the services that have most of them.
    public static final class Counts {
        private final Map<Cell, Long> cells;
        private final Map<String, Long> services;

        private Counts(Map<Cell, Long> cells, Map<String, Long> services) {
            this.cells = Map.copyOf(cells);
            this.services = new LinkedHashMap<>(services);
        }

        /// Issues of a category and a status; null stands for any.
        public long of(@Nullable Category category, Issue.@Nullable Status status) {
            return cells.entrySet().stream()
                    .filter(cell -> category == null || cell.getKey().category() == category)
                    .filter(cell -> status == null || cell.getKey().status() == status)
                    .mapToLong(Map.Entry::getValue).sum();
        }

        /// Services with the number of their issues, most first; empty when all issues are counted, or one service is chosen.
        public Map<String, Long> services() {
            return new LinkedHashMap<>(services);
        }
    }
}
