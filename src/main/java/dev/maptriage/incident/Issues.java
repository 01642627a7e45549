package dev.maptriage.incident;

import dev.maptriage.incident.IssueQuery.Sort;
import jakarta.persistence.EntityManager;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Reads issues.
@Component
public class Issues {
    private final EntityManager entities;
    private final RelatedIssues related;
    private final TextIndex text;
    private final Clock clock;

    Issues(EntityManager entities, RelatedIssues related, TextIndex text, Clock clock) {
        this.entities = entities;
        this.text = text;
        this.related = related;
        this.clock = clock;
    }

    public Optional<Issue> find(UUID id) {
        return Optional.ofNullable(entities.find(IssueEntity.class, id))
                .map(entity -> complete(List.of(entity), true).getFirst());
    }

    /// Issues by their ids, in that order; those that are gone are left out.
    List<Issue> these(List<UUID> ids) {
        List<IssueEntity> found = ids.stream().map(id -> entities.find(IssueEntity.class, id)).filter(Objects::nonNull)
                .toList();
        return complete(found, false);
    }

    /// The issues that are merged into one.
    List<UUID> mergedInto(UUID id) {
        return entities.createQuery("select id from IssueEntity where mergedInto = :id order by id", UUID.class)
                .setParameter("id", id).getResultList();
    }

    /// Issues in the wanted order, latest or largest first.
    ///
    /// @throws Problem when the cursor is none of this order, or the search names what does not exist
    public Slice<Issue> list(IssueQuery query) {
        int size = (query.size() == null ? PageSize.DEFAULT : query.size()).value();
        Order order = Order.of(query.sort() == null ? Sort.LAST_SEEN : query.sort());
        Sql sql = new Sql();
        Optional<List<UUID>> few = IssueFilter.apply(query, clock.instant(), text, entities, sql);
        String cursor = Incidents.filled(query.cursor());
        if (cursor != null) {
            order.after(Cursor.parse(cursor, order.cursor), sql);
        }
        if (few.isPresent() && few.get().isEmpty()) {
            return new Slice<>(List.of(), null);
        }
        few.ifPresent(ids -> sql.and("i.id in (" + sql.bind(ids) + ")"));
        List<IssueEntity> found = sql.list(entities, "select i.* from issue i"
                + (few.isPresent() ? "" : text.along(order.index)) + " where " + sql.where() + " order by i."
                + order.column + " desc, i.id desc", IssueEntity.class, size + 1);
        String next = found.size() > size ? order.cursorAfter(found.get(size - 1)).toString() : null;
        return new Slice<>(complete(found.subList(0, Math.min(size, found.size())), false), next);
    }

    /// The ids that a query leaves, when they are few; empty when they are too many to name.
    Optional<List<UUID>> few(IssueQuery query) {
        Sql sql = new Sql();
        Optional<List<UUID>> candidates = IssueFilter.apply(query, clock.instant(), text, entities, sql);
        return candidates.map(ids -> {
            if (ids.isEmpty()) {
                return ids;
            }
            sql.and("i.id in (" + sql.bind(ids) + ")");
            return sql.list(entities, "select i.id from issue i where " + sql.where(), UUID.class, Narrowing.FEW + 1);
        });
    }

    /// The orders of the list, the indexes that are sorted so, and how a cursor keeps their values.
    private enum Order {
        LAST_SEEN("last_seen", 'l'),
        FIRST_SEEN("first_seen", 'f'),
        COUNT("incident_count", 'c');

        private final String column;
        private final String index;
        private final char cursor;

        Order(String column, char cursor) {
            this.column = column;
            this.index = "issue_" + column;
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

        /// The first condition says nothing new, but lets an index begin at the right place.
        void after(Cursor at, Sql sql) {
            Object bound = this == COUNT ? at.value() : Instant.EPOCH.plus(at.value(), ChronoUnit.MICROS);
            String value = sql.bind(bound);
            sql.and("i." + column + " <= " + value);
            sql.and("(i." + column + " < " + value + " or i.id < " + sql.bind(at.id()) + ")");
        }

        private static long micros(Instant time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        }
    }

    /// Adds what lies in other tables, with one query per table for all issues of a page. They begin with the issues, because
    /// H2 looks up each id of a list with the first column of an index alone, and those of a join with all columns.
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
        entities.createQuery("""
                select l from IssueEntity i join IssueLabelEntity l on l.key.issueId = i.id and l.key.label = :service
                where i.id in :ids order by l.key.labelValue""", IssueLabelEntity.class).setParameter("ids", ids)
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
        entities.createQuery("""
                select d from IssueEntity i join IssueDayEntity d on d.key.issueId = i.id and d.key.seenOn >= :first
                where i.id in :ids""", IssueDayEntity.class).setParameter("ids", ids).setParameter("first", first)
                .getResultList().stream()
                .forEach(row -> {
                    long day = ChronoUnit.DAYS.between(first, row.key.seenOn());
                    if (day < Issue.TREND_DAYS) {
                        trends.computeIfAbsent(row.key.issueId(), ignored -> zeros())[(int) day] = row.incidentCount;
                    }
                });
        return trends;
    }
}
