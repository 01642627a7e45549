package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Advice;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.Feedback;
import dev.maptriage.incident.FixOdds;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.IncidentQuery;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Issue;
import dev.maptriage.incident.IssueCounts;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.IssueInsights;
import dev.maptriage.incident.IssueQuery;
import dev.maptriage.incident.Issues;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.SavedSearch;
import dev.maptriage.incident.SavedSearches;
import dev.maptriage.incident.Slice;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// `/issues` and `/issues/{id}`.
@Controller
@Transactional(readOnly = true)
class IssuePages {
    private static final PageSize INCIDENTS = new PageSize(25);
    private static final PageSize HISTORY = new PageSize(50);
    private static final int COUNTERPARTS = 5;
    private static final List<IssueQuery.Sort> SORTS = List.of(IssueQuery.Sort.LAST_SEEN, IssueQuery.Sort.FIRST_SEEN,
            IssueQuery.Sort.COUNT);

    private final Issues issues;
    private final Incidents incidents;
    private final IssueCounts counts;
    private final IssueHistory history;
    private final SavedSearches searches;
    private final IssueInsights insights;

    IssuePages(Issues issues, Incidents incidents, IssueCounts counts, IssueHistory history,
            SavedSearches searches, IssueInsights insights) {
        this.insights = insights;
        this.searches = searches;
        this.issues = issues;
        this.history = history;
        this.incidents = incidents;
        this.counts = counts;
    }

    @GetMapping("/issues")
    String list(IssueQuery query, @RequestParam(required = false) @Nullable UUID done,
            @RequestParam(required = false) @Nullable Integer changed,
            @RequestParam(required = false) @Nullable Integer undone, Model model, HttpServletResponse response,
            PageWords words) {
        Slice<Issue> found;
        IssueCounts.Counts facets;
        String problem = null;
        try {
            found = issues.list(query);
            facets = counts.of(query).orElse(null);
        } catch (Problem misread) {
            if (query.q() == null || !misread.getDetailMessageCode().startsWith("problem.search")) {
                throw misread;
            }
            problem = words.detail(misread);
            response.setStatus(misread.getStatusCode().value());
            found = new Slice<>(List.of(), null);
            facets = null;
        }
        Chips chips = new Chips(query, facets, words);
        model.addAttribute("view", new IssueListView(found.items().isEmpty() && isUnfiltered(query), query.q(),
                name(query.category()), name(query.status()), sort(query), problem, chips.categories(),
                chips.statuses(), chips.services(), chips.sorts(), saved(query, words), asSearch(query),
                address(query).toUriString(), Rows.issues(found.items(), words),
                found.next() == null ? null : address(query).queryParam("cursor", found.next()).toUriString(),
                bulk(query, done, changed, undone, words)));
        return "issues/list";
    }

    @GetMapping("/issues/{id}")
    String issue(@PathVariable UUID id, @RequestParam(required = false) @Nullable String cursor, Model model,
            PageWords words) {
        return show(id, cursor, null, model, words);
    }

    /// The page of an issue; of one that is merged, the way to the one that has its incidents.
    ///
    /// @param problem why a decision was refused; null when none was
    String show(UUID id, @Nullable String cursor, @Nullable String problem, Model model, PageWords words) {
        Issue issue = issues.find(id).orElseThrow(NoSuchPageException::new);
        if (issue.mergedInto() != null && problem == null) {
            return "redirect:/issues/" + issue.mergedInto();
        }
        Slice<Incident> page = incidents.list(new IncidentQuery(null, null, null, null, null, id, null, null, null,
                null, INCIDENTS, cursor));
        model.addAttribute("view", view(issue, page, problem, words));
        return "issues/issue";
    }

    private List<SavedView> saved(IssueQuery query, PageWords words) {
        return searches.list().stream().map(search -> new SavedView(search.id().toString(), search.name(),
                UriComponentsBuilder.newInstance().queryParam("q", "{q}").encode().buildAndExpand(search.query())
                        .toUriString(),
                search.query(), search.query().equals(asSearch(query)),
                words.text("searches.by", who(search.createdBy(), words)))).toList();
    }

    /// Somebody by name, or in words.
    static String who(String actor, PageWords words) {
        return switch (actor) {
            case IssueHistory.LOCAL -> words.text("history.local");
            case IssueHistory.ITSELF -> words.text("history.itself");
            default -> actor;
        };
    }

    /// The whole filter as one text for the search box; null when there is none.
    private static @Nullable String asSearch(IssueQuery query) {
        List<String> parts = new ArrayList<>();
        if (query.category() != null) {
            parts.add("category:" + query.category());
        }
        if (query.status() != null) {
            parts.add("status:" + query.status());
        }
        if (query.service() != null && !query.service().isBlank()) {
            parts.add("service:\"" + query.service().replace("\"", "") + "\"");
        }
        if (query.q() != null && !query.q().isBlank()) {
            parts.add(query.q().strip());
        }
        return parts.isEmpty() ? null : String.join(" ", parts);
    }

    /// Keeps the filter of the list under a name.
    @PostMapping("/issues/searches")
    @Transactional
    String save(@RequestParam(defaultValue = "") String name, @RequestParam(defaultValue = "") String query,
            @Nullable Principal who) {
        SavedSearch saved = searches.save(name, query, IssueHistory.actor(who));
        return "redirect:" + UriComponentsBuilder.fromPath("/issues").queryParam("q", "{q}").encode()
                .buildAndExpand(saved.query()).toUriString();
    }

    @PostMapping("/issues/searches/{id}/delete")
    @Transactional
    String delete(@PathVariable UUID id) {
        searches.delete(id);
        return "redirect:/issues";
    }

    private static BulkView bulk(IssueQuery query, @Nullable UUID done, @Nullable Integer changed,
            @Nullable Integer undone, PageWords words) {
        String said = changed != null
                ? words.text("bulk.changed", changed)
                : undone != null ? words.text("bulk.undone", undone) : null;
        String back = query.cursor() == null
                ? address(query).toUriString()
                : address(query).queryParam("cursor", query.cursor()).toUriString();
        return new BulkView(back, done == null || changed == null || changed == 0 ? null : done.toString(), said);
    }

    private IssueView view(Issue issue, Slice<Incident> page, @Nullable String problem, PageWords words) {
        return new IssueView(issue.id().toString(),
                Rows.title(issue, words),
                MarkView.of(issue.category(), words), words.text("kind." + issue.kind()),
                words.text("status." + issue.status()), issue.regressed(), words.count(issue.count()),
                words.time(issue.firstSeen()), words.time(issue.lastSeen()), facts(issue, words),
                SparkView.of(issue.trend(), words), advice(page, words), related(issue, issues, words),
                Rows.incidents(page.items(), words),
                page.next() == null
                        ? null
                        : UriComponentsBuilder.newInstance().queryParam("cursor", page.next()).toUriString(),
                IssueDecisions.view(issue, merged(issue, words), history.list(issue.id(), HISTORY, null).items(),
                        problem, words),
                insight(issue, words));
    }

    private InsightView insight(Issue issue, PageWords words) {
        IssueInsights.Insight insight = insights.of(issue.id());
        List<InsightView.Line> lines = insight.counterparts().stream().limit(COUNTERPARTS)
                .map(line -> new InsightView.Line(Names.function(line.function()), line.function(),
                        words.text("insight.counterpart." + line.basis(), line.crashes(), line.of())))
                .toList();
        List<String> fix = new ArrayList<>();
        FixOdds odds = insight.fix();
        if (odds != null) {
            fix.add(words.text("insight.fix.rate", odds.crashesPerHour() * 24, odds.hoursSince()));
            fix.add(words.text("insight.fix.silence", odds.silenceByChance()));
            fix.add(odds.hoursToBeSure() > 0
                    ? words.text("insight.fix.wait", Math.ceil(odds.hoursToBeSure()))
                    : words.text("insight.fix.sure"));
        }
        long confirmed = insight.feedback().getOrDefault(Feedback.Verdict.CONFIRMED, 0L);
        long wrong = insight.feedback().getOrDefault(Feedback.Verdict.WRONG_PARTY, 0L);
        return new InsightView(issue.assignee() == null ? insight.suggestedAssignee() : null, lines,
                List.copyOf(fix), confirmed + wrong == 0 ? null : words.text("insight.opinions", confirmed, wrong));
    }

    private List<IssueView.Link> merged(Issue issue, PageWords words) {
        List<IssueView.Link> links = new ArrayList<>();
        for (UUID id : issue.merged()) {
            issues.find(id).ifPresent(other -> links.add(new IssueView.Link(id.toString(),
                    MarkView.of(other.category(), words), Rows.title(other, words), other.fingerprint())));
        }
        return List.copyOf(links);
    }

    private static List<IncidentView.Fact> facts(Issue issue, PageWords words) {
        List<IncidentView.Fact> facts = new ArrayList<>();
        String first = issue.firstRelease();
        String last = issue.lastRelease();
        if (first != null && last != null) {
            facts.add(new IncidentView.Fact(words.text("fact.releases"),
                    first.equals(last) ? first : words.text("fact.releases.range", first, last)));
        }
        if (!issue.services().isEmpty()) {
            facts.add(new IncidentView.Fact(words.text("fact.services"), String.join(", ", issue.services())));
        }
        return List.copyOf(facts);
    }

    private static IncidentView.@Nullable AdviceView advice(Slice<Incident> page, PageWords words) {
        List<Advice> advice = page.items().isEmpty() ? List.of() : page.items().getFirst().diagnosis().advice();
        return advice.isEmpty() ? null : IncidentView.AdviceView.of(advice.getFirst(), words);
    }

    /// The other issues that an issue names as the same bug.
    static List<IssueView.Link> related(Issue issue, Issues issues, PageWords words) {
        List<IssueView.Link> links = new ArrayList<>();
        for (Issue.Related related : issue.related()) {
            issues.find(related.id()).ifPresent(other -> links.add(new IssueView.Link(other.id().toString(),
                    MarkView.of(other.category(), words), Rows.title(other, words), words.phrase(related.because()))));
        }
        return List.copyOf(links);
    }

    private static boolean isUnfiltered(IssueQuery query) {
        return query.q() == null && query.category() == null && query.status() == null && query.service() == null
                && query.cursor() == null;
    }

    /// The links that narrow and sort the list, each keeping what the others chose.
    private record Chips(IssueQuery query, IssueCounts.@Nullable Counts counts, PageWords words) {

        List<ChipView> categories() {
            List<ChipView> chips = new ArrayList<>();
            chips.add(new ChipView(words.text("issues.filter.all"), null, count(null, query.status()),
                    address(query, null, query.status(), query.sort()), query.category() == null));
            for (Category category : Category.values()) {
                chips.add(new ChipView("", MarkView.of(category, words), count(category, query.status()),
                        address(query, category, query.status(), query.sort()), query.category() == category));
            }
            return List.copyOf(chips);
        }

        List<ChipView> statuses() {
            List<ChipView> chips = new ArrayList<>();
            chips.add(new ChipView(words.text("issues.filter.all"), null, count(query.category(), null),
                    address(query, query.category(), null, query.sort()), query.status() == null));
            for (Issue.Status status : Issue.Status.values()) {
                chips.add(new ChipView(words.text("status." + status), null, count(query.category(), status),
                        address(query, query.category(), status, query.sort()), query.status() == status));
            }
            return List.copyOf(chips);
        }

        /// The services that the issues found were seen in, while few were found.
        List<ChipView> services() {
            if (query.service() != null && !query.service().isBlank()) {
                return List.of(new ChipView(query.service(), null, null, link(new IssueQuery(query.status(),
                        query.category(), null, query.q(), query.sort(), query.size(), null)), true));
            }
            return counts == null
                    ? List.of()
                    : counts.services().entrySet().stream()
                            .map(service -> new ChipView(service.getKey(), null, words.count(service.getValue()),
                                    link(new IssueQuery(query.status(), query.category(), service.getKey(),
                                            query.q(), query.sort(), query.size(), null)),
                                    false))
                            .toList();
        }

        List<ChipView> sorts() {
            List<ChipView> chips = new ArrayList<>();
            IssueQuery.Sort current = query.sort() == null ? IssueQuery.Sort.LAST_SEEN : query.sort();
            for (IssueQuery.Sort sort : SORTS) {
                chips.add(new ChipView(words.text("issues.sort." + name(sort)), null, null,
                        address(query, query.category(), query.status(), sort), sort.equals(current)));
            }
            return List.copyOf(chips);
        }

        private @Nullable String count(@Nullable Category category, Issue.@Nullable Status status) {
            return counts == null ? null : words.count(counts.of(category, status));
        }
    }

    private static String address(IssueQuery query, @Nullable Category category, Issue.@Nullable Status status,
            IssueQuery.@Nullable Sort sort) {
        return link(new IssueQuery(status, category, query.service(), query.q(), sort, query.size(), null));
    }

    private static String link(IssueQuery query) {
        String address = address(query).toUriString();
        // An empty reference would keep the filters of the page it stands on.
        return address.isEmpty() ? "?" : address;
    }

    /// The query part alone: links of the list stay on the list, wherever the service is mounted.
    private static UriComponentsBuilder address(IssueQuery query) {
        UriComponentsBuilder address = UriComponentsBuilder.newInstance();
        add(address, "q", query.q());
        add(address, "category", name(query.category()));
        add(address, "status", name(query.status()));
        add(address, "service", query.service());
        add(address, "sort", sort(query));
        return address.encode();
    }

    private static void add(UriComponentsBuilder address, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            address.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
        }
    }

    private static @Nullable String name(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name();
    }

    private static @Nullable String sort(IssueQuery query) {
        return query.sort() == null ? null : name(query.sort());
    }

    private static String name(IssueQuery.Sort sort) {
        return switch (sort.by()) {
            case LAST_SEEN -> "lastSeen";
            case FIRST_SEEN -> "firstSeen";
            case COUNT -> "count";
        };
    }
}
