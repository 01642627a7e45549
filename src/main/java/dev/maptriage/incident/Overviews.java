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

/// Counts over all issues, from their counts per day: the cost grows with the number of bugs, not of crashes.
@Component
public class Overviews {
    private static final int MAX_DAYS = 366;

    private final EntityManager entities;
    private final Clock clock;

    Overviews(EntityManager entities, Clock clock) {
        this.entities = entities;
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
        entities.createQuery("""
                select i.category, d.key.seenOn, sum(d.incidentCount) from IssueDayEntity d
                join IssueEntity i on i.id = d.key.issueId
                where d.key.seenOn >= :first and d.key.seenOn < :end
                group by i.category, d.key.seenOn""", Object[].class).setParameter("first", first)
                .setParameter("end", first.plusDays(span)).getResultList().stream().forEach(row -> {
                    int day = (int) ChronoUnit.DAYS.between(first, (LocalDate) row[1]);
                    int count = ((Number) row[2]).intValue();
                    perDay.getOrDefault((Category) row[0], List.of()).set(day, count);
                    sum[0] += count;
                });
        long open = entities.createQuery("select count(*) from IssueEntity where status in :open", Long.class)
                .setParameter("open", List.of(Issue.Status.OPEN, Issue.Status.ACKNOWLEDGED)).getSingleResult();
        perDay.replaceAll((ignored, counts) -> List.copyOf(counts));
        return new Overview(first, perDay, open, sum[0]);
    }
}
