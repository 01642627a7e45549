package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import jakarta.persistence.EntityManager;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Counts over all incidents, from counts per day, hour, category and service: the cost does not grow with crashes.
@Component
public class Overviews {
    /// The longest span that is shown.
    public static final Duration LONGEST = Duration.ofDays(366);
    /// The longest span that is shown in hours.
    public static final Duration IN_HOURS = Duration.ofDays(3);
    private static final int BATCH = 100;
    private static final int LOOKED_AT = 500;

    private final EntityManager entities;
    private final Issues issues;
    private final TextIndex text;

    Overviews(EntityManager entities, Issues issues, TextIndex text) {
        this.entities = entities;
        this.issues = issues;
        this.text = text;
    }

    /// What came in a span of time, which is widened to whole steps and cut to the longest one.
    ///
    /// @param services how many services at most
    public Overview between(Instant from, Instant to, int services) {
        Duration asked = Duration.between(from, to);
        boolean hours = asked.compareTo(IN_HOURS) <= 0;
        ChronoUnit unit = hours ? ChronoUnit.HOURS : ChronoUnit.DAYS;
        Instant start = (asked.compareTo(LONGEST) > 0 ? to.minus(LONGEST) : from).truncatedTo(unit);
        Instant end = to.equals(to.truncatedTo(unit)) ? to : to.truncatedTo(unit).plus(1, unit);
        int steps = Math.max(1, (int) unit.between(start, end));
        Map<Category, List<Integer>> perStep = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            perStep.put(category, new ArrayList<>(Collections.nCopies(steps, 0)));
        }
        if (hours) {
            fillHours(start, steps, perStep);
        } else {
            fillDays(start, steps, perStep);
        }
        return new Overview(start, unit.getDuration(), perStep, services(start, end, services));
    }

    private void fillDays(Instant start, int steps, Map<Category, List<Integer>> perStep) {
        LocalDate first = day(start);
        List<Object[]> rows = entities.createQuery("""
                select key.category, key.seenOn, sum(incidentCount) from IncidentDayEntity
                where key.seenOn >= :first and key.seenOn < :end group by key.category, key.seenOn""", Object[].class)
                .setParameter("first", first).setParameter("end", first.plusDays(steps)).getResultList();
        for (Object[] row : rows) {
            int at = (int) ChronoUnit.DAYS.between(first, (LocalDate) row[1]);
            perStep.getOrDefault((Category) row[0], List.of()).set(at, ((Number) row[2]).intValue());
        }
    }

    private void fillHours(Instant start, int steps, Map<Category, List<Integer>> perStep) {
        for (Object[] row : sums("category, seen_on", start, start.plus(steps, ChronoUnit.HOURS))) {
            List<Integer> counts = perStep.getOrDefault(Category.valueOf((String) row[0]), List.of());
            Instant midnight = date(row[1]).atStartOfDay(ZoneOffset.UTC).toInstant();
            int offset = (int) ChronoUnit.HOURS.between(start, midnight);
            for (int hour = 0; hour < IncidentCalendar.HOURS; hour++) {
                if (offset + hour >= 0 && offset + hour < steps) {
                    counts.set(offset + hour, ((Number) row[2 + hour]).intValue());
                }
            }
        }
    }

    /// A day that the span only touches counts with those of its hours that lie inside.
    private List<Overview.ServiceHours> services(Instant start, Instant end, int most) {
        Map<String, long[]> services = new HashMap<>();
        boolean hours = Duration.between(start, end).compareTo(IN_HOURS) <= 0;
        int keys = hours ? 2 : 1;
        for (Object[] row : sums(hours ? "service, seen_on" : "service", start, end)) {
            long[] sum = services.computeIfAbsent((String) row[0], ignored -> new long[IncidentCalendar.HOURS]);
            for (int hour = 0; hour < IncidentCalendar.HOURS; hour++) {
                Instant at = hours ? date(row[1]).atTime(hour, 0).toInstant(ZoneOffset.UTC) : start;
                if (!at.isBefore(start) && at.isBefore(end)) {
                    sum[hour] += ((Number) row[keys + hour]).longValue();
                }
            }
        }
        return services.entrySet().stream()
                .map(entry -> new Overview.ServiceHours(entry.getKey(),
                        Arrays.stream(entry.getValue()).boxed().toList()))
                .filter(service -> service.sum() > 0)
                .sorted(Comparator.comparingLong(Overview.ServiceHours::sum).reversed()
                        .thenComparing(Overview.ServiceHours::service))
                .limit(most).toList();
    }

    private List<Object[]> sums(String keys, Instant start, Instant end) {
        String columns = IntStream.range(0, IncidentCalendar.HOURS)
                .mapToObj(hour -> "sum(" + IncidentCalendar.column(hour) + ")").collect(Collectors.joining(", "));
        Sql sql = new Sql();
        sql.and("seen_on >= " + sql.bind(day(start)));
        sql.and("seen_on <= " + sql.bind(day(end.minusNanos(1))));
        return sql.list(entities, "select " + keys + ", " + columns + " from incident_hour where " + sql.where()
                + " group by " + keys, Object[].class, Integer.MAX_VALUE);
    }

    /// The issues that were seen most in the days that a span touches. An issue cannot have been seen more often in a span
    /// than at all, so those that are most frequent at all are looked at one after the other until none can be better.
    public List<Overview.Frequent> mostFrequent(Instant from, Instant to, int most) {
        Map<UUID, Long> seen = new HashMap<>();
        List<Candidate> batch = candidates(from, null);
        for (int looked = batch.size(); !batch.isEmpty(); looked += batch.size()) {
            seen.putAll(counts(batch, from, to));
            long lowest = seen.values().stream().sorted(Comparator.reverseOrder()).skip(most - 1L).findFirst()
                    .orElse(0L);
            Candidate last = batch.getLast();
            if (batch.size() < BATCH || looked >= LOOKED_AT || last.count <= lowest) {
                break;
            }
            batch = candidates(from, last);
        }
        List<UUID> ids = seen.entrySet().stream()
                .sorted(Map.Entry.<UUID, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most).map(Map.Entry::getKey).toList();
        return issues.these(ids).stream()
                .map(issue -> new Overview.Frequent(issue, seen.getOrDefault(issue.id(), 0L))).toList();
    }

    /// An issue that may be among the most frequent, with all its incidents.
    private record Candidate(UUID id, long count) {}

    private List<Candidate> candidates(Instant from, @Nullable Candidate after) {
        Sql sql = new Sql();
        sql.and("i.merged_into is null");
        sql.and("i.last_seen >= " + sql.bind(from));
        if (after != null) {
            String count = sql.bind(after.count);
            sql.and("i.incident_count <= " + count);
            sql.and("(i.incident_count < " + count + " or i.id < " + sql.bind(after.id) + ")");
        }
        return sql.list(entities,
                "select cast(i.id as varchar(36)), i.incident_count from issue i" + text.along("issue_incident_count")
                        + " where " + sql.where() + " order by i.incident_count desc, i.id desc",
                Object[].class, BATCH).stream()
                .map(row -> new Candidate(UUID.fromString((String) row[0]), ((Number) row[1]).longValue())).toList();
    }

    /// Days behind the span are summed as nothing and not left out: bounded on both sides, H2 takes the days of all issues for
    /// fewer than those of a hundred issues, and reads the whole table.
    private Map<UUID, Long> counts(List<Candidate> candidates, Instant from, Instant to) {
        return entities.createQuery("""
                select key.issueId, sum(case when key.seenOn <= :last then incidentCount else 0 end) from IssueDayEntity
                where key.issueId in :ids and key.seenOn >= :first group by key.issueId""",
                Object[].class).setParameter("ids", candidates.stream().map(Candidate::id).toList())
                .setParameter("first", day(from)).setParameter("last", day(to.minusNanos(1))).getResultList().stream()
                .filter(row -> ((Number) row[1]).longValue() > 0)
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> ((Number) row[1]).longValue()));
    }

    private static LocalDate date(Object value) {
        return value instanceof LocalDate date ? date : ((Date) value).toLocalDate();
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
