package dev.maptriage.dashboard;

import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Rediagnosis;
import dev.maptriage.incident.Rediagnosis.State;
import dev.maptriage.incident.RediagnosisReport;
import dev.maptriage.incident.Slice;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/// Gathers what the pages of re-diagnosis show.
@Component
class RediagnosisViews {
    private static final PageSize RUNS = new PageSize(10);
    private static final PageSize SHOWN = new PageSize(25);
    private static final PageSize COMMON = new PageSize(8);
    /// What matters first.
    private static final List<String> FIELDS = List.of("category", "kind", "culprit", "counterpart", "operation",
            "message", "insufficient", "confidence", "fingerprint");

    private final Rediagnosis rediagnosis;
    private final RediagnosisReport report;

    RediagnosisViews(Rediagnosis rediagnosis, RediagnosisReport report) {
        this.rediagnosis = rediagnosis;
        this.report = report;
    }

    RediagnosisView list(@Nullable String problem, PageWords words) {
        List<Rediagnosis.Run> runs = rediagnosis.recent(RUNS);
        long older = report.older();
        String running = runs.stream().filter(run -> run.state() == State.RUNNING).map(run -> run.id().toString())
                .findFirst().orElse(null);
        return new RediagnosisView(words.text("rediagnosis.stock", older, report.version()), older > 0, running,
                problem, runs.stream().map(run -> line(run, words)).toList());
    }

    private static RediagnosisView.Line line(Rediagnosis.Run run, PageWords words) {
        return new RediagnosisView.Line(run.id().toString(), words.time(run.startedAt()), told(run, words),
                scope(run, words), IssuePages.who(run.startedBy(), words));
    }

    private static String told(Rediagnosis.Run run, PageWords words) {
        return words.text("rediagnosis.told." + (run.applying() ? "apply" : "look")
                + (run.state() == State.RUNNING ? ".running" : ""), run.changed(), run.seen());
    }

    private static String scope(Rediagnosis.Run run, PageWords words) {
        return words.text("rediagnosis.scope." + (run.everything() ? "all" : "older"));
    }

    RediagnosisView.Run run(Rediagnosis.Run run, @Nullable String asked, @Nullable String cursor,
            @Nullable String problem, PageWords words) {
        String field = asked != null && FIELDS.contains(asked) ? asked : null;
        Slice<RediagnosisReport.Difference> found = report.list(run.id(), field, SHOWN, cursor);
        boolean running = run.state() == State.RUNNING;
        boolean last = rediagnosis.recent(new PageSize(1)).stream().anyMatch(one -> one.id().equals(run.id()));
        boolean useful = !run.applying() && !running
                && (run.changed() > 0 || (!run.everything() && run.seen() > run.failed()));
        return new RediagnosisView.Run(run.id().toString(), run.applying(),
                new DeliveryRow.State(running ? "waits" : "good", words.text("rediagnosis.state." + run.state())),
                words.time(run.startedAt()), running ? progress(run, words) : null, facts(run, words),
                told(run, words), run.failed() == 0 ? null : words.text("rediagnosis.failed", run.failed()),
                useful && last ? words.text("rediagnosis.apply.lead", run.changed()) : null,
                useful && !last ? words.text("rediagnosis.apply.late") : null, problem,
                fields(run, field, words), values(run, field, words),
                found.items().stream().map(one -> changed(one, words)).toList(),
                found.next() == null ? null : link(field, found.next()));
    }

    private RediagnosisView.Progress progress(Rediagnosis.Run run, PageWords words) {
        long of = run.seen() + report.remaining(run.id());
        return new RediagnosisView.Progress(run.seen(), Math.max(of, 1),
                words.text("rediagnosis.progress", run.seen(), of));
    }

    private static List<IncidentView.Fact> facts(Rediagnosis.Run run, PageWords words) {
        return List.of(new IncidentView.Fact(words.text("rediagnosis.fact.scope"), scope(run, words)),
                new IncidentView.Fact(words.text("rediagnosis.fact.seen"), words.count(run.seen())),
                new IncidentView.Fact(words.text("rediagnosis.fact.changed"), words.count(run.changed())),
                new IncidentView.Fact(words.text("rediagnosis.fact.failed"), words.count(run.failed())),
                new IncidentView.Fact(words.text("rediagnosis.fact.by"),
                        IssuePages.who(run.startedBy(), words)));
    }

    private List<ChipView> fields(Rediagnosis.Run run, @Nullable String chosen, PageWords words) {
        List<RediagnosisReport.FieldCount> counts = report.fields(run.id()).stream()
                .sorted(Comparator.comparingInt(count -> rank(count.field()))).toList();
        if (counts.isEmpty()) {
            return List.of();
        }
        List<ChipView> chips = new ArrayList<>();
        chips.add(new ChipView(words.text("rediagnosis.field.any"), null, words.brief(run.changed()), link(null, null),
                chosen == null));
        counts.forEach(count -> chips.add(new ChipView(field(count.field(), words), null,
                words.brief(count.incidents()), link(count.field(), null), count.field().equals(chosen))));
        return List.copyOf(chips);
    }

    private static int rank(String field) {
        int rank = FIELDS.indexOf(field);
        return rank < 0 ? FIELDS.size() : rank;
    }

    private static String field(String field, PageWords words) {
        return words.text("rediagnosis.field." + field);
    }

    private List<RediagnosisView.Value> values(Rediagnosis.Run run, @Nullable String field, PageWords words) {
        return field == null
                ? List.of()
                : report.values(run.id(), field, COMMON).stream()
                        .map(value -> new RediagnosisView.Value(words.brief(value.incidents()),
                                said(field, value.from(), words), said(field, value.to(), words)))
                        .toList();
    }

    private static RediagnosisView.Changed changed(RediagnosisReport.Difference one, PageWords words) {
        return new RediagnosisView.Changed(Rows.incident(one.incident(), words), one.changes().stream()
                .sorted(Comparator.comparingInt(change -> rank(change.field())))
                .map(change -> new RediagnosisView.Difference(field(change.field(), words),
                        said(change.field(), change.from(), words), said(change.field(), change.to(), words)))
                .toList());
    }

    private static RediagnosisView.Said said(String field, @Nullable String value, PageWords words) {
        if (value == null) {
            return new RediagnosisView.Said(words.text("rediagnosis.nothing"), false, null);
        }
        return switch (field) {
            case "category", "kind" -> new RediagnosisView.Said(words.text(field + "." + value), false, value);
            case "operation" -> new RediagnosisView.Said(words.text("deed.label." + value), false, value);
            case "insufficient" -> new RediagnosisView.Said(words.text("rediagnosis.insufficient." + value), false,
                    null);
            case "confidence" -> new RediagnosisView.Said(percent(value, words), false, value);
            case "culprit", "counterpart" -> new RediagnosisView.Said(Names.function(value), true, value);
            default -> new RediagnosisView.Said(value, true, null);
        };
    }

    /// Finer than elsewhere, or a small step would look like none.
    private static String percent(String value, PageWords words) {
        NumberFormat format = NumberFormat.getPercentInstance(words.locale());
        format.setMaximumFractionDigits(1);
        return format.format(Double.parseDouble(value));
    }

    /// The query part alone, as in the list of issues.
    private static String link(@Nullable String field, @Nullable String cursor) {
        UriComponentsBuilder address = UriComponentsBuilder.newInstance();
        if (field != null) {
            address.queryParam("field", field);
        }
        if (cursor != null) {
            address.queryParam("cursor", cursor);
        }
        String query = address.toUriString();
        return query.isEmpty() ? "?" : query;
    }
}
