package dev.maptriage.incident;

import dev.maptriage.incident.IssueQuery.Sort;
import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.criteria.Subquery;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Reads issues.
@Component
public class Issues {
    private final EntityManager entities;
    private final RelatedIssues related;
    private final Clock clock;

    Issues(EntityManager entities, RelatedIssues related, Clock clock) {
        this.entities = entities;
        this.related = related;
        this.clock = clock;
    }

    public Optional<Issue> find(UUID id) {
        return Optional.ofNullable(entities.find(IssueEntity.class, id))
                .map(entity -> complete(List.of(entity), true).getFirst());
    }

    /// The issues that are merged into one.
    List<UUID> mergedInto(UUID id) {
        return entities.createQuery("select id from IssueEntity where mergedInto = :id order by id", UUID.class)
                .setParameter("id", id).getResultList();
    }

    /// Issues in the wanted order, latest or largest first.
    ///
    /// @throws Problem when the cursor is none of this order
    public Slice<Issue> list(IssueQuery query) {
        int size = (query.size() == null ? PageSize.DEFAULT : query.size()).value();
        Order order = Order.of(query.sort() == null ? Sort.LAST_SEEN : query.sort());
        CriteriaBuilder builder = entities.getCriteriaBuilder();
        CriteriaQuery<IssueEntity> select = builder.createQuery(IssueEntity.class);
        Root<IssueEntity> issue = select.from(IssueEntity.class);
        select.where(filter(builder, select, issue, query, order))
                .orderBy(builder.desc(issue.get(order.attribute)), builder.desc(issue.get("id")));
        List<IssueEntity> found = entities.createQuery(select).setMaxResults(size + 1).getResultList();
        String next = found.size() > size ? order.cursorAfter(found.get(size - 1)).toString() : null;
        return new Slice<>(complete(found.subList(0, Math.min(size, found.size())), false), next);
    }

    /// The orders of the list and how a cursor keeps their values.
    private enum Order {
        LAST_SEEN("lastSeen", 'l'),
        FIRST_SEEN("firstSeen", 'f'),
        COUNT("incidentCount", 'c');

        private final String attribute;
        private final char cursor;

        Order(String attribute, char cursor) {
            this.attribute = attribute;
            this.cursor = cursor;
        }

        static Order of(Sort sort) {
            return switch (sort.by()) {
                case LAST_SEEN -> LAST_SEEN;
                case FIRST_SEEN -> FIRST_SEEN;
                case COUNT -> COUNT;
            };
        }

        Cursor cursorAfter(IssueEntity issue) {
            long value = switch (this) {
                case LAST_SEEN -> micros(issue.lastSeen);
                case FIRST_SEEN -> micros(issue.firstSeen);
                case COUNT -> issue.incidentCount;
            };
            return new Cursor(cursor, value, issue.id);
        }

        Predicate after(Cursor at, CriteriaBuilder builder, Root<IssueEntity> issue) {
            return this == COUNT
                    ? after(builder, issue, at.value(), at.id())
                    : after(builder, issue, Instant.EPOCH.plus(at.value(), ChronoUnit.MICROS), at.id());
        }

        private <T extends Comparable<? super T>> Predicate after(CriteriaBuilder builder, Root<IssueEntity> issue,
                T value, UUID id) {
            return builder.or(builder.lessThan(issue.get(attribute), value), builder
                    .and(builder.equal(issue.get(attribute), value), builder.lessThan(issue.get("id"), id)));
        }

        private static long micros(Instant time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        }
    }

    private static Predicate[] filter(CriteriaBuilder builder, CriteriaQuery<?> select, Root<IssueEntity> issue,
            IssueQuery query, Order order) {
        List<Predicate> all = new ArrayList<>();
        all.add(builder.isNull(issue.get("mergedInto")));
        if (query.status() != null) {
            all.add(builder.equal(issue.get("status"), query.status()));
        }
        if (query.category() != null) {
            all.add(builder.equal(issue.get("category"), query.category()));
        }
        String service = Incidents.filled(query.service());
        if (service != null) {
            Subquery<UUID> seenIn = select.subquery(UUID.class);
            Root<IssueLabelEntity> row = seenIn.from(IssueLabelEntity.class);
            all.add(issue.get("id").in(seenIn.select(row.get("key").get("issueId")).where(
                    builder.equal(row.get("key").get("label"), IssueLabelEntity.Label.SERVICE),
                    builder.equal(row.get("key").get("labelValue"), service))));
        }
        String q = Incidents.filled(query.q());
        if (q != null) {
            Subquery<UUID> matching = select.subquery(UUID.class);
            Root<SearchDocumentEntity> document = matching.from(SearchDocumentEntity.class);
            Predicate[] words = SearchDocument.patterns(q).stream()
                    .map(pattern -> builder.like(document.get("content"), pattern, '\\')).toArray(Predicate[]::new);
            all.add(issue.get("id").in(matching.select(document.get("issueId")).where(words)));
        }
        String cursor = Incidents.filled(query.cursor());
        if (cursor != null) {
            all.add(order.after(Cursor.parse(cursor, order.cursor), builder, issue));
        }
        return all.toArray(Predicate[]::new);
    }

    /// Adds what lies in other tables, with one query per table for all issues of a page.
    private List<Issue> complete(List<IssueEntity> issues, boolean guessing) {
        if (issues.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = issues.stream().map(issue -> issue.id).toList();
        Map<UUID, List<String>> services = services(ids);
        Map<UUID, Integer[]> trends = trends(ids);
        Map<UUID, List<UUID>> merged = merged(ids);
        Map<UUID, List<Issue.Related>> near = related.of(issues, merged, guessing);
        return issues.stream().map(issue -> new Issue(issue.id, issue.fingerprint, issue.title, issue.message,
                issue.culpritFunction, issue.category, issue.kind, issue.status, issue.regressed, issue.incidentCount,
                issue.firstSeen, issue.lastSeen, issue.firstRelease, issue.lastRelease,
                services.getOrDefault(issue.id, List.of()), issue.assignee, issue.resolvedIn,
                issue.ignoreUntil, issue.ignoreUntilCount, issue.note, issue.mergedInto,
                merged.getOrDefault(issue.id, List.of()),
                near.getOrDefault(issue.id, List.of()),
                Arrays.asList(trends.getOrDefault(issue.id, zeros())), issue.version == null ? 0 : issue.version))
                .toList();
    }

    private Map<UUID, List<String>> services(List<UUID> ids) {
        Map<UUID, List<String>> services = new HashMap<>();
        entities.createQuery("from IssueLabelEntity where key.issueId in :ids and key.label = :service"
                + " order by key.labelValue", IssueLabelEntity.class).setParameter("ids", ids)
                .setParameter("service", IssueLabelEntity.Label.SERVICE).getResultList().stream()
                .forEach(row -> services.computeIfAbsent(row.key.issueId(), ignored -> new ArrayList<>())
                        .add(row.key.labelValue()));
        return services;
    }

    private Map<UUID, List<UUID>> merged(List<UUID> ids) {
        Map<UUID, List<UUID>> merged = new HashMap<>();
        entities.createQuery("select mergedInto, id from IssueEntity where mergedInto in :ids order by id",
                Object[].class).setParameter("ids", ids).getResultList().stream()
                .forEach(row -> merged.computeIfAbsent((UUID) row[0], ignored -> new ArrayList<>())
                        .add((UUID) row[1]));
        return merged;
    }

    private static Integer[] zeros() {
        Integer[] zeros = new Integer[Issue.TREND_DAYS];
        Arrays.fill(zeros, 0);
        return zeros;
    }

    private Map<UUID, Integer[]> trends(List<UUID> ids) {
        LocalDate first = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(Issue.TREND_DAYS - 1L);
        Map<UUID, Integer[]> trends = new HashMap<>();
        entities.createQuery("from IssueDayEntity where key.issueId in :ids and key.seenOn >= :first",
                IssueDayEntity.class).setParameter("ids", ids).setParameter("first", first).getResultList().stream()
                .forEach(row -> {
                    long day = ChronoUnit.DAYS.between(first, row.key.seenOn());
                    if (day < Issue.TREND_DAYS) {
                        trends.computeIfAbsent(row.key.issueId(), ignored -> zeros())[(int) day] = row.incidentCount;
                    }
                });
        return trends;
    }
}
