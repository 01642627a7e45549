package dev.maptriage.incident;

import dev.maptriage.incident.Search.Field;
import dev.maptriage.incident.Search.Term;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The conditions of a list of incidents, `i` in the statement.
final class IncidentFilter {
    private static final String INCIDENTS = "select i.id from incident i";

    private final TextIndex text;
    private final Sql sql;
    private final Narrowing narrowing;
    private String column = "";
    private String indexName = "incident_newest";

    private IncidentFilter(TextIndex text, EntityManager entities, Sql sql) {
        this.text = text;
        this.sql = sql;
        this.narrowing = new Narrowing(entities);
    }

    /// How to read the list.
    ///
    /// @param few   the ids that alone come into question; empty when there are too many to name
    /// @param order columns to sort by
    /// @param index the index that is sorted so
    record Plan(Optional<List<UUID>> few, String order, String index) {}

    /// Adds the conditions of a query.
    static Plan apply(IncidentQuery query, Instant now, TextIndex text, EntityManager entities, Sql sql) {
        IncidentFilter filter = new IncidentFilter(text, entities, sql);
        filter.equal("issue_id", "incident_issue", query.issueId());
        filter.function(Incidents.filled(query.function()));
        filter.equal("service", "incident_service", Incidents.filled(query.service()));
        filter.equal("release_name", "incident_release", Incidents.filled(query.release()));
        filter.equal("kind", "incident_kind", name(query.kind()));
        filter.equal("category", "incident_category", name(query.category()));
        filter.equal("environment", "incident_environment", Incidents.filled(query.environment()));
        filter.seen(query.since(), query.until());
        Search search = Search.parse(query.q(), now);
        search.terms().forEach(filter::term);
        filter.words(search);
        boolean only = query.issueId() != null && search.terms().isEmpty();
        return new Plan(only ? Optional.empty() : filter.narrowing.shortest(),
                filter.column.isEmpty() ? text.newest() : "i." + filter.column + " desc, i.id desc", filter.indexName);
    }

    private static @Nullable String name(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private void function(@Nullable String function) {
        if (function != null) {
            boolean full = function.indexOf('/') >= 0;
            equal(full ? "culprit_function" : "culprit_short",
                    full ? "incident_function" : "incident_function_short", function);
        }
    }

    private void equal(String name, String index, @Nullable Object value) {
        if (value == null) {
            return;
        }
        sql.and("i." + name + " = " + sql.bind(value));
        Sql alone = new Sql();
        alone.and("i." + name + " = " + alone.bind(value));
        narrowing.add(INCIDENTS, alone);
        if (column.isEmpty()) {
            column = name;
            indexName = index;
        }
    }

    private void seen(@Nullable Instant since, @Nullable Instant until) {
        if (since == null && until == null) {
            return;
        }
        Sql alone = new Sql();
        for (Sql each : List.of(sql, alone)) {
            if (since != null) {
                each.and("i.seen_at >= " + each.bind(since));
            }
            if (until != null) {
                each.and("i.seen_at < " + each.bind(until));
            }
        }
        narrowing.add(INCIDENTS, alone);
    }

    private void term(Term term) {
        Field field = term.field();
        if (field == null) {
            return;
        }
        switch (field) {
            case CATEGORY -> oneOf("category", "incident_category", term);
            case KIND -> oneOf("kind", "incident_kind", term);
            case SERVICE -> oneOf("service", "incident_service", term);
            case ENVIRONMENT -> oneOf("environment", "incident_environment", term);
            case RELEASE -> oneOf("release_name", "incident_release", term);
            case STATUS -> issue("s.status in (" + sql.bind(term.values()) + ")", term.negated());
            case ASSIGNEE -> issue("s.assignee in (" + sql.bind(term.values()) + ")", term.negated());
            case IS -> term.values().forEach(flag -> issue(flag(flag), term.negated()));
            case SINCE -> time(term, false);
            case UNTIL -> time(term, true);
            case AGE -> time(term, term.values().contains(">"));
            case FUNCTION, MODULE, FILE -> {
                // Names are words of a document; see words().
            }
        }
    }

    private void time(Term term, boolean before) {
        Instant time = Objects.requireNonNull(term.time());
        boolean until = before != term.negated();
        seen(until ? null : time, until ? time : null);
    }

    private void oneOf(String name, String index, Term term) {
        if (!term.negated() && term.values().size() == 1) {
            equal(name, index, term.values().getFirst());
            return;
        }
        String in = "i." + name + " in (" + sql.bind(term.values()) + ")";
        sql.and(term.negated() ? "(i." + name + " is null or not " + in + ")" : in);
    }

    private void issue(String condition, boolean negated) {
        sql.and((negated ? "not " : "") + "exists (select 1 from issue s where s.id = i.issue_id and " + condition
                + ")");
    }

    private String flag(String flag) {
        return switch (flag) {
            case "regressed" -> "s.regressed = " + sql.bind(true);
            case "assigned" -> "s.assignee is not null";
            case "unassigned" -> "s.assignee is null";
            default -> "s.status = " + sql.bind(flag.toUpperCase(Locale.ROOT));
        };
    }

    private void words(Search search) {
        List<TextIndex.Word> together = new ArrayList<>();
        for (Term term : search.terms()) {
            Field field = term.field();
            if (field != null && field.mark() == null) {
                continue;
            }
            if (!term.negated() && (field == null || term.values().size() == 1)) {
                together.addAll(term.words());
            } else {
                sql.and((term.negated() ? "not " : "")
                        + IssueFilter.alternatives("i.document_id", term, text, sql));
            }
        }
        if (!together.isEmpty()) {
            List<TextIndex.Hit> hits = text.find(together, Narrowing.FEW);
            if (hits.size() <= Narrowing.FEW) {
                documents(hits.stream().map(TextIndex.Hit::document).distinct().toList());
            } else {
                sql.and(text.holds("i.document_id", together, sql));
            }
        }
    }

    /// Few documents may still have many incidents.
    private void documents(List<String> documents) {
        if (documents.isEmpty()) {
            sql.and("1 = 0");
            narrowing.add(List.of());
            return;
        }
        sql.and("i.document_id in (" + sql.bind(documents) + ")");
        Sql alone = new Sql();
        alone.and("i.document_id in (" + alone.bind(documents) + ")");
        narrowing.add(INCIDENTS, alone);
    }
}
