package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Counts over all incidents, from counts per day and category: the cost grows with neither bugs nor crashes.
@Component
public class Overviews {
    private static final int MAX_DAYS = 366;

    private final EntityManager entities;
    private final IssueCounts counts;
    private final Clock clock;

    Overviews(EntityManager entities, IssueCounts counts, Clock clock) {
        this.entities = entities;
        this.counts = counts;
        this.clock = clock;
    }

    /// The last days, today included; 1 to 366 of them.
    public Overview lastDays(int days) {
        int span = Math.clamp(days, 1, MAX_DAYS);
        LocalDate first = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(span - 1L);
        Map<Category, List<Integer>> perDay = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            perDay.put(category, new ArrayList<>(Collections.nCopies(span, 0)));
        }
        long[] sum = {0};
        List<Object[]> rows = entities.createQuery("""
                select key.category, key.seenOn, sum(incidentCount) from IncidentDayEntity
                where key.seenOn >= :first and key.seenOn < :end group by key.category, key.seenOn""", Object[].class)
                .setParameter("first", first).setParameter("end", first.plusDays(span)).getResultList();
        for (Object[] row : rows) {
            int day = (int) ChronoUnit.DAYS.between(first, (LocalDate) row[1]);
            int count = ((Number) row[2]).intValue();
            perDay.getOrDefault((Category) row[0], List.of()).set(day, count);
            sum[0] += count;
        }
        IssueCounts.Counts now = counts.of(IssueQuery.ALL).orElseThrow();
        long open = now.of(null, Issue.Status.OPEN) + now.of(null, Issue.Status.ACKNOWLEDGED);
        perDay.replaceAll((ignored, counts) -> List.copyOf(counts));
        return new Overview(first, perDay, open, sum[0]);
    }
}
