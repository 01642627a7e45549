package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Category;
import java.time.Duration;
import dev.maptriage.incident.Overview;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Views made by hand, for tests of pages other than the incident's.
final class PageSamples {
    private final PageWords words = Rendering.words();
    private final String message;

    /// @param message what every name and message on the page says
    PageSamples(String message) {
        this.message = message;
    }

    Map<String, Object> overview() {
        List<ChartView.Step> steps = new ArrayList<>();
        for (int day = 0; day < 30; day++) {
            steps.add(new ChartView.Step(Rendering.NOW.minus(Duration.ofDays(29 - day)),
                    Map.of(Category.NIL_MAP_WRITE, (long) day % 3, Category.CONCURRENT_WRITE, (long) day * day % 7,
                            Category.GROWTH_CONTENTION, (long) (day + 1) % 4, Category.OTHER, (long) day % 2)));
        }
        return Map.of("view",
                new OverviewView(false,
                        List.of(chip(false), new ChipView("30 days", null, null, "/?range=month", true)),
                        "2026-10-22", "2026-11-20", ChartView.of(steps, Duration.ofDays(1), words), "/issues?q=x",
                        List.of(issue(Category.OTHER)), List.of(issue(Category.NIL_MAP_WRITE)),
                        List.of(issue(Category.CONCURRENT_WRITE)), heat(),
                        List.of(incident(Category.GROWTH_CONTENTION), incident(Category.OTHER))));
    }

    Map<String, Object> emptyOverview() {
        return Map.of("view", new OverviewView(true, List.of(), "2026-10-22", "2026-11-20",
                ChartView.of(List.of(), Duration.ofDays(1), words), "/issues", List.of(), List.of(), List.of(),
                HeatView.of(List.of(), words), List.of()));
    }

    private HeatView heat() {
        List<Long> hours = new ArrayList<>(Collections.nCopies(24, 0L));
        hours.set(3, 12_345L);
        hours.set(4, 9L);
        return HeatView.of(List.of(new Overview.ServiceHours(message, hours), new Overview.ServiceHours("", hours)),
                words);
    }

    Map<String, Object> issues() {
        List<IssueRow> rows = new ArrayList<>();
        for (Category category : Category.values()) {
            rows.add(issue(category));
        }
        return Map.of("view", new IssueListView(false, message, "NIL_MAP_WRITE", null, null, message,
                List.of(chip(true),
                        new ChipView("", MarkView.of(Category.NIL_MAP_WRITE, words), "3", "/issues", false)),
                List.of(chip(false)), List.of(chip(false)), List.of(chip(true)),
                List.of(new SavedView("07", message, "?q=x", message, false, message)), message, "?q=x", rows,
                "/issues?cursor=x", new BulkView("?q=x", "04", message)));
    }

    Map<String, Object> issuePage() {
        return Map.of("view", new IssueView("01", message, MarkView.of(Category.CONCURRENT_WRITE, words), message,
                "Resolved", true, "12", words.time(Rendering.NOW.minusSeconds(900_000)), words.time(Rendering.NOW),
                List.of(new IncidentView.Fact("Services", message)), spark(),
                new IncidentView.AdviceView(message, message, message, "go"),
                List.of(new IssueView.Link("02", MarkView.of(Category.OTHER, words), message, message)),
                List.of(incident(Category.CONCURRENT_WRITE)), "/issues/01?cursor=x", decision(),
                new InsightView(message, List.of(new InsightView.Line(message, message, message)), List.of(message),
                        message)));
    }

    private DecisionView decision() {
        return new DecisionView("\"7\"", "IGNORED", message, message, message, message, message,
                List.of(new IssueView.Link("05", MarkView.of(Category.OTHER, words), message, message)), message,
                List.of(new DecisionView.Event(words.time(Rendering.NOW), message, message, message),
                        new DecisionView.Event(words.time(Rendering.NOW), message, message, null)));
    }

    Map<String, Object> deliveries() {
        DeliveryRow.State state = new DeliveryRow.State("bad", message);
        return Map.of("view", new DeliveryListView(false, List.of(chip(true)), List.of(chip(false)), List.of(
                new DeliveryRow("08", message, message, message, message, state, message, words.time(Rendering.NOW)),
                new DeliveryRow("09", message, null, null, null, state, message, words.time(Rendering.NOW))),
                "?cursor=x"));
    }

    Map<String, Object> noDeliveries() {
        return Map.of("view", new DeliveryListView(true, List.of(), List.of(), List.of(), null));
    }

    Map<String, Object> delivery() {
        return Map.of("view", new DeliveryView("08", message, new DeliveryRow.State("good", message), message, message,
                true, true, List.of(new IncidentView.Fact("Service", message)), words.time(Rendering.NOW),
                List.of(incident(Category.CONCURRENT_WRITE)), message,
                List.of(new DeliveryView.Alert(message, message, message, words.time(Rendering.NOW), null)),
                List.of(new DeliveryView.Text(message, words.time(Rendering.NOW), List.of(message), message))));
    }

    Map<String, Object> upload() {
        return Map.of("fields", List.of("service", "release"), "values", Map.of("service", message), "text", message,
                "problem", new ProblemView(message, message));
    }

    RelatedView related() {
        return new RelatedView("06", message, true, issue(Category.CONCURRENT_WRITE),
                List.of(new IssueView.Link("03", MarkView.of(Category.OTHER, words), message, message)),
                List.of(incident(Category.CONCURRENT_WRITE)),
                List.of(incident(Category.NIL_MAP_WRITE)));
    }

    private ChipView chip(boolean current) {
        return new ChipView(message, null, "7", "/issues?q=x", current);
    }

    private IssueRow issue(Category category) {
        return new IssueRow("01", MarkView.of(category, words), message, message, message, message, null, true, spark(),
                "12", words.time(Rendering.NOW.minusSeconds(7_200)));
    }

    private IncidentRow incident(Category category) {
        return new IncidentRow("02", MarkView.of(category, words), message, message, message, message,
                words.time(Rendering.NOW.minusSeconds(300)));
    }

    private SparkView spark() {
        return SparkView.of(List.of(0, 0, 1, 4, 0, 0, 2, 9, 3, 0, 0, 1, 1, 5), words);
    }
}
