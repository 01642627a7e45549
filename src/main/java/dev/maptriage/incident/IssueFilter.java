package dev.maptriage.incident;

import dev.maptriage.incident.IssueLabelEntity.Label;
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

/// The conditions of a list of issues, `i` in the statement.
final class IssueFilter {
    private static final String ISSUES = "select i.id from issue i";

    private final TextIndex index;
    private final EntityManager entities;
    private final Sql sql;
    private final Narrowing narrowing;
    private final List<List<UUID>> known = new ArrayList<>();

    private IssueFilter(TextIndex index, EntityManager entities, Sql sql) {
        this.index = index;
        this.entities = entities;
        this.sql = sql;
        this.narrowing = new Narrowing(entities);
    }

    /// Adds the conditions of a query, but not that of the ids that it gives back.
    ///
    /// @return the ids that alone come into question; empty when there are too many to name
    static Optional<List<UUID>> apply(IssueQuery query, Instant now, TextIndex index, EntityManager entities,
            Sql sql) {
        IssueFilter filter = new IssueFilter(index, entities, sql);
        sql.and("i.merged_into is null");
        filter.column("i.status", query.status());
        filter.column("i.category", query.category());
        String service = Incidents.filled(query.service());
        if (service != null) {
            filter.label(Label.SERVICE, List.of(service), false);
        }
        Search search = Search.parse(query.q(), now);
        search.terms().forEach(filter::term);
        filter.words(search);
        Optional<List<UUID>> few = filter.narrowing.shortest();
        filter.known.stream().filter(ids -> !few.equals(Optional.of(ids))).forEach(ids -> sql.and(
                ids.isEmpty() ? "1 = 0" : "i.id in (" + sql.bind(ids) + ")"));
        return few;
    }

    private void column(String column, @Nullable Enum<?> value) {
        if (value != null) {
            oneOf(column, List.of(value.name()), false);
        }
    }

    private void term(Term term) {
        Field field = term.field();
        if (field == null) {
            return;
        }
        switch (field) {
            case CATEGORY -> oneOf("i.category", term.values(), term.negated());
            case KIND -> oneOf("i.kind", term.values(), term.negated());
            case STATUS -> oneOf("i.status", term.values(), term.negated());
            case IS -> term.values().forEach(flag -> is(flag, term.negated()));
            case ASSIGNEE -> oneOf("i.assignee", term.values(), term.negated());
            case SERVICE -> label(Label.SERVICE, term.values(), term.negated());
            case ENVIRONMENT -> label(Label.ENVIRONMENT, term.values(), term.negated());
            case RELEASE -> label(Label.RELEASE, term.values(), term.negated());
            case SINCE -> time("i.last_seen >= ", term);
            case UNTIL -> time("i.first_seen < ", term);
            case AGE -> time(term.values().contains(">") ? "i.first_seen < " : "i.first_seen >= ", term);
            case FUNCTION, MODULE, FILE -> {
                // Names are words of a document; see words().
            }
        }
    }

    private void oneOf(String column, List<String> values, boolean negated) {
        String in = column + " in (" + sql.bind(values) + ")";
        sql.and(negated ? "(" + column + " is null or not " + in + ")" : in);
        if (!negated) {
            Sql alone = new Sql();
            alone.and(column + " in (" + alone.bind(values) + ")");
            narrowing.add(ISSUES, alone);
        }
    }

    private void is(String flag, boolean negated) {
        switch (flag) {
            case "regressed" -> {
                sql.and("i.regressed = " + sql.bind(!negated));
                if (!negated) {
                    Sql alone = new Sql();
                    alone.and("i.regressed = " + alone.bind(true));
                    narrowing.add(ISSUES, alone);
                }
            }
            case "assigned", "unassigned" ->
                sql.and("i.assignee is " + (flag.equals("assigned") != negated ? "not null" : "null"));
            default -> oneOf("i.status", List.of(flag.toUpperCase(Locale.ROOT)), negated);
        }
    }

    private void label(Label label, List<String> values, boolean negated) {
        if (!negated) {
            Sql alone = new Sql();
            alone.and("l.label = " + alone.bind(label.name()));
            alone.and("l.label_value in (" + alone.bind(values) + ")");
            List<UUID> ids = alone.list(entities, "select l.issue_id from issue_label l where " + alone.where(),
                    UUID.class, Narrowing.FEW + 1);
            if (ids.size() <= Narrowing.FEW) {
                known(ids.stream().distinct().toList());
                return;
            }
        }
        sql.and((negated ? "not " : "") + "exists (select 1 from issue_label l where l.issue_id = i.id and l.label = "
                + sql.bind(label.name()) + " and l.label_value in (" + sql.bind(values) + "))");
    }

    /// The ids that a condition leaves, which no row need be asked for again.
    private void known(List<UUID> ids) {
        known.add(ids);
        narrowing.add(ids);
    }

    private void time(String condition, Term term) {
        String time = condition + sql.bind(Objects.requireNonNull(term.time()));
        sql.and(term.negated() ? "not (" + time + ")" : time);
    }

    /// Words that one document of the issue must hold, all of them in the same one.
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
                sql.and((term.negated() ? "not " : "") + document(alternatives("d.id", term, index, sql)));
            }
        }
        if (!together.isEmpty()) {
            List<TextIndex.Hit> hits = index.find(together, Narrowing.FEW);
            if (hits.size() > Narrowing.FEW) {
                sql.and(document(index.holds("d.id", together, sql)));
            } else {
                // The index has just said which ones they are.
                known(hits.stream().map(TextIndex.Hit::issue).distinct().toList());
            }
        }
    }

    private static String document(String condition) {
        return "exists (select 1 from search_document d where d.issue_id = i.id and " + condition + ")";
    }

    /// Words must all be there, of several names one.
    static String alternatives(String document, Term term, TextIndex index, Sql sql) {
        if (term.field() == null) {
            return "(" + index.holds(document, term.words(), sql) + ")";
        }
        List<String> any = term.words().stream().map(word -> index.holds(document, List.of(word), sql)).toList();
        return "(" + String.join(" or ", any) + ")";
    }
}
