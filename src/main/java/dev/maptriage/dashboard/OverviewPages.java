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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/`: what happened lately.
@Controller
@Transactional(readOnly = true)
class OverviewPages {
    private static final List<Integer> RANGES = List.of(7, 30, 90);
    private static final int USUAL = 30;
    private static final PageSize LATEST = new PageSize(15);
    private static final PageSize CANDIDATES = new PageSize(50);
    private static final int FRESH = 8;

    private final Overviews overviews;
    private final Issues issues;
    private final Incidents incidents;

    OverviewPages(Overviews overviews, Issues issues, Incidents incidents) {
        this.overviews = overviews;
        this.issues = issues;
        this.incidents = incidents;
    }

    @GetMapping("/")
    String overview(@RequestParam(defaultValue = "30") String days, Model model, PageWords words) {
        int span = RANGES.stream().filter(range -> days.equals(range.toString())).findFirst().orElse(USUAL);
        List<Incident> latest = incidents.list(
                new IncidentQuery(null, null, null, null, null, null, null, null, null, null, LATEST, null)).items();
        model.addAttribute("view", new OverviewView(latest.isEmpty(), ranges(span, words), chart(span, words),
                Rows.issues(fresh(words.now().minus(Duration.ofDays(span))), words), Rows.incidents(latest, words)));
        return "overview";
    }

    private static List<ChipView> ranges(int span, PageWords words) {
        return RANGES.stream().map(days -> new ChipView(words.text("overview.days", days), null, null, "?days=" + days,
                days == span)).toList();
    }

    private ChartView chart(int span, PageWords words) {
        Overview overview = overviews.lastDays(span);
        List<ChartView.Step> steps = new ArrayList<>();
        for (int day = 0; day < span; day++) {
            Map<Category, Long> counts = new EnumMap<>(Category.class);
            for (Map.Entry<Category, List<Integer>> entry : overview.perDay().entrySet()) {
                counts.put(entry.getKey(), entry.getValue().get(day).longValue());
            }
            Instant start = overview.firstDay().plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant();
            steps.add(new ChartView.Step(start, counts));
        }
        return ChartView.of(steps, Duration.ofDays(1), words);
    }

    /// Issues that came back, then issues first seen in this time.
    private List<Issue> fresh(Instant since) {
        Map<UUID, Issue> fresh = new LinkedHashMap<>();
        issues(IssueQuery.Sort.LAST_SEEN).stream().filter(Issue::regressed)
                .filter(issue -> !issue.lastSeen().isBefore(since)).forEach(issue -> fresh.put(issue.id(), issue));
        issues(IssueQuery.Sort.FIRST_SEEN).stream().filter(issue -> !issue.firstSeen().isBefore(since))
                .forEach(issue -> fresh.putIfAbsent(issue.id(), issue));
        return fresh.values().stream().limit(FRESH).toList();
    }

    private List<Issue> issues(IssueQuery.Sort sort) {
        return issues.list(new IssueQuery(null, null, null, null, sort, CANDIDATES, null)).items();
    }
}
