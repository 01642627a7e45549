package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.IncidentQuery;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Issue;
import dev.maptriage.incident.IssueQuery;
import dev.maptriage.incident.Issues;
import dev.maptriage.incident.Overview;
import dev.maptriage.incident.Overviews;
import dev.maptriage.incident.PageSize;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// `/`: what happened in a span of time. The span is in the address, as days before now or as two moments.
@Controller
@Transactional(readOnly = true)
class OverviewPages {
    private static final PageSize LATEST = new PageSize(10);
    private static final PageSize ISSUES = new PageSize(6);
    private static final int SERVICES = 12;

    private final Overviews overviews;
    private final Issues issues;
    private final Incidents incidents;

    OverviewPages(Overviews overviews, Issues issues, Incidents incidents) {
        this.overviews = overviews;
        this.issues = issues;
        this.incidents = incidents;
    }

    @GetMapping("/")
    String overview(@RequestParam(required = false) @Nullable String days,
            @RequestParam(required = false) @Nullable String from, @RequestParam(required = false) @Nullable String to,
            Model model, PageWords words) {
        TimeSpan span = TimeSpan.of(days, from, to, words.now());
        List<Incident> latest = incidents.list(
                new IncidentQuery(null, null, null, null, null, null, null, null, null, null, LATEST, null)).items();
        Overview overview = overviews.between(span.from(), span.to(), SERVICES);
        model.addAttribute("view", new OverviewView(latest.isEmpty(), ranges(span, words), span.firstDay(),
                span.lastDay(), chart(overview, words), seenIn(span), Rows.issues(regressed(span), words),
                Rows.issues(fresh(span), words), frequent(span, words), HeatView.of(overview.services(), words),
                Rows.incidents(latest, words)));
        return "overview";
    }

    private static List<ChipView> ranges(TimeSpan span, PageWords words) {
        List<ChipView> chips = new ArrayList<>();
        for (int days : TimeSpan.RANGES) {
            chips.add(new ChipView(words.text("overview.days", days), null, null, "?days=" + days,
                    Integer.valueOf(days).equals(span.days())));
        }
        if (span.days() == null) {
            chips.add(new ChipView(words.text("overview.span", words.time(span.from()).exact(),
                    words.time(span.to()).exact()), null, null, "?from=" + span.from() + "&to=" + span.to(), true));
        }
        return chips;
    }

    private static ChartView chart(Overview overview, PageWords words) {
        List<ChartView.Step> steps = new ArrayList<>();
        int count = overview.perStep().values().iterator().next().size();
        for (int step = 0; step < count; step++) {
            Map<Category, Long> counts = new EnumMap<>(Category.class);
            for (Map.Entry<Category, List<Integer>> entry : overview.perStep().entrySet()) {
                counts.put(entry.getKey(), entry.getValue().get(step).longValue());
            }
            steps.add(new ChartView.Step(overview.from().plus(overview.step().multipliedBy(step)), counts));
        }
        return ChartView.of(steps, overview.step(), words);
    }

    /// The list of the issues that were seen in this time.
    private static String seenIn(TimeSpan span) {
        return UriComponentsBuilder.fromPath("/issues").queryParam("q", "{q}").encode()
                .buildAndExpand("since:" + span.from() + " until:" + span.to()).toUriString();
    }

    private List<Issue> regressed(TimeSpan span) {
        return issues("is:regressed since:" + span.from() + " until:" + span.to(), IssueQuery.Sort.LAST_SEEN);
    }

    private List<Issue> fresh(TimeSpan span) {
        return issues("until:" + span.to(), IssueQuery.Sort.FIRST_SEEN).stream()
                .filter(issue -> !issue.firstSeen().isBefore(span.from())).toList();
    }

    private List<Issue> issues(String search, IssueQuery.Sort sort) {
        return issues.list(new IssueQuery(null, null, null, search, sort, ISSUES, null)).items();
    }

    private List<IssueRow> frequent(TimeSpan span, PageWords words) {
        return overviews.mostFrequent(span.from(), span.to(), ISSUES.value()).stream()
                .map(top -> Rows.issue(top.issue(), words).counting(words.count(top.count()))).toList();
    }

    /// What is looked at.
    ///
    /// @param days as asked for; null for a span of one's own
    private record TimeSpan(Instant from, Instant to, @Nullable Integer days) {
        static final List<Integer> RANGES = List.of(1, 7, 30, 90);
        private static final int USUAL = 30;

        static TimeSpan of(@Nullable String days, @Nullable String from, @Nullable String to, Instant now) {
            Instant start = Moments.parse(from, false);
            Instant end = Moments.parse(to, true);
            if (start != null && (end == null || end.isAfter(now))) {
                end = now;
            }
            if (start != null && end != null && start.isBefore(end)) {
                Instant earliest = end.minus(Overviews.LONGEST);
                return new TimeSpan(start.isBefore(earliest) ? earliest : start, end, null);
            }
            int span = RANGES.stream().filter(range -> range.toString().equals(days)).findFirst().orElse(USUAL);
            // The first step is whole: 30 days are 30 bars, of which the last is today.
            Duration back = span == 1 ? Duration.ofHours(23) : Duration.ofDays(span - 1L);
            return new TimeSpan(now.minus(back).truncatedTo(
                    span == 1 ? ChronoUnit.HOURS : ChronoUnit.DAYS), now, span);
        }

        String firstDay() {
            return from.toString().substring(0, 10);
        }

        String lastDay() {
            return to.minusNanos(1).toString().substring(0, 10);
        }
    }
}
