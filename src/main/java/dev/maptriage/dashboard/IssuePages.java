package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Advice;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.IncidentQuery;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Issue;
import dev.maptriage.incident.IssueCounts;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.IssueQuery;
import dev.maptriage.incident.Issues;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Slice;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// `/issues` and `/issues/{id}`.
@Controller
@Transactional(readOnly = true)
class IssuePages {
    private static final PageSize INCIDENTS = new PageSize(25);
    private static final PageSize HISTORY = new PageSize(50);
    private static final List<IssueQuery.Sort> SORTS = List.of(IssueQuery.Sort.LAST_SEEN, IssueQuery.Sort.FIRST_SEEN,
            IssueQuery.Sort.COUNT);

    private final Issues issues;
    private final Incidents incidents;
    private final IssueCounts counts;
    private final IssueHistory history;

    IssuePages(Issues issues, Incidents incidents, IssueCounts counts, IssueHistory history) {
        this.issues = issues;
        this.history = history;
        this.incidents = incidents;
        this.counts = counts;
    }

    @GetMapping("/issues")
    String list(IssueQuery query, @RequestParam(required = false) @Nullable UUID done,
            @RequestParam(required = false) @Nullable Integer changed,
            @RequestParam(required = false) @Nullable Integer undone, Model model, PageWords words) {
        Slice<Issue> found = issues.list(query);
        Chips chips = new Chips(query, isNarrow(query) ? null : counts.now(), words);
        model.addAttribute("view", new IssueListView(found.items().isEmpty() && isUnfiltered(query), query.q(),
                name(query.category()), name(query.status()), sort(query), chips.categories(),
                chips.statuses(), chips.sorts(), Rows.issues(found.items(), words),
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
        String message = Rows.message(issue.message(), issue.kind(), words);
        String function = issue.function();
        return new IssueView(issue.id().toString(),
                function == null ? message : words.text("incident.title", message, Names.function(function)),
                MarkView.of(issue.category(), words), words.text("kind." + issue.kind()),
                words.text("status." + issue.status()), issue.regressed(), words.count(issue.count()),
                words.time(issue.firstSeen()), words.time(issue.lastSeen()), facts(issue, words),
                SparkView.of(issue.trend(), words), advice(page, words), related(issue, issues, words),
                Rows.incidents(page.items(), words),
                page.next() == null
                        ? null
                        : UriComponentsBuilder.newInstance().queryParam("cursor", page.next()).toUriString(),
                IssueDecisions.view(issue, merged(issue, words), history.list(issue.id(), HISTORY, null).items(),
                        problem, words));
    }

    private List<IssueView.Link> merged(Issue issue, PageWords words) {
        List<IssueView.Link> links = new ArrayList<>();
        for (UUID id : issue.merged()) {
            issues.find(id).ifPresent(other -> links.add(new IssueView.Link(id.toString(),
                    MarkView.of(other.category(), words), other.title(), other.fingerprint())));
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
                    MarkView.of(other.category(), words), other.title(), words.phrase(related.because()))));
        }
        return List.copyOf(links);
    }

    private static boolean isUnfiltered(IssueQuery query) {
        return query.q() == null && query.category() == null && query.status() == null && query.service() == null
                && query.cursor() == null;
    }

    /// Whether words or a service narrow the list, in which case the counts of all issues would mislead.
    private static boolean isNarrow(IssueQuery query) {
        return (query.q() != null && !query.q().isBlank()) || (query.service() != null && !query.service().isBlank());
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
        String address = address(
                new IssueQuery(status, category, query.service(), query.q(), sort, query.size(), null)).toUriString();
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
