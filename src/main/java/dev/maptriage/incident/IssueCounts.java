package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How many issues the filters of a list would leave. The cost grows with the number of issues, not of incidents.
@Component
public class IssueCounts {
    private final EntityManager entities;

    IssueCounts(EntityManager entities) {
        this.entities = entities;
    }

    /// Counts of this moment.
    public Counts now() {
        Map<Cell, Long> cells = new HashMap<>();
        List<Object[]> rows = entities
                .createQuery("select category, status, count(*) from IssueEntity group by category, status",
                        Object[].class)
                .getResultList();
        for (Object[] row : rows) {
            cells.put(new Cell((Category) row[0], (Issue.Status) row[1]), (Long) row[2]);
        }
        return new Counts(cells);
    }

    private record Cell(Category category, Issue.Status status) {}

    /// Issues by category and status.
    public static final class Counts {
        private final Map<Cell, Long> cells;

        private Counts(Map<Cell, Long> cells) {
            this.cells = Map.copyOf(cells);
        }

        /// Issues of a category and a status; null stands for any.
        public long of(@Nullable Category category, Issue.@Nullable Status status) {
            return cells.entrySet().stream()
                    .filter(cell -> category == null || cell.getKey().category() == category)
                    .filter(cell -> status == null || cell.getKey().status() == status)
                    .mapToLong(Map.Entry::getValue).sum();
        }
    }
}
