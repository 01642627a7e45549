package dev.maptriage.dashboard;

import dev.maptriage.incident.Issue;
import dev.maptriage.incident.IssueEvent;
import dev.maptriage.incident.IssueField;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.IssuePatch;
import dev.maptriage.incident.IssueWorkflow;
import dev.maptriage.incident.Issues;
import dev.maptriage.incident.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The forms of the issue pages. Each answers with a redirect, so that a reload decides nothing twice; a refused decision
/// comes back with the page and the reason.
@Controller
class IssueDecisions {
    private static final Pattern ID = Pattern
            .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_VALUE = 120;

    private final IssueWorkflow workflow;
    private final Issues issues;
    private final IssuePages pages;

    IssueDecisions(IssueWorkflow workflow, Issues issues, IssuePages pages) {
        this.workflow = workflow;
        this.issues = issues;
        this.pages = pages;
    }

    /// Status, owner and note: whatever fields the form has.
    @PostMapping("/issues/{id}")
    String decide(@PathVariable UUID id, @RequestParam Map<String, String> form, @Nullable Principal who, Model model,
            HttpServletResponse response, PageWords words) {
        Issue issue = issues.find(id).orElseThrow(NoSuchPageException::new);
        try {
            workflow.change(id, form.get("version"), patch(form, issue, words.now()), IssueHistory.actor(who));
            return "redirect:/issues/" + id;
        } catch (Problem refused) {
            return refuse(id, refused, model, response, words);
        }
    }

    private static IssuePatch patch(Map<String, String> form, Issue issue, Instant now) {
        IssuePatch patch = new IssuePatch(Map.of(), form.get("reason"));
        if (form.containsKey("status")) {
            patch = patch.and(IssueField.STATUS, form.get("status"));
        }
        for (IssueField field : List.of(IssueField.RESOLVED_IN, IssueField.ASSIGNEE, IssueField.NOTE)) {
            if (form.containsKey(field.member())) {
                String value = form.get(field.member());
                patch = patch.and(field, value == null ? null : value.replace("\r\n", "\n"));
            }
        }
        String until = form.getOrDefault("until", "");
        Matcher more = Pattern.compile("\\+(\\d{1,6})").matcher(until);
        Matcher days = Pattern.compile("(\\d{1,4})d").matcher(until);
        if (more.matches()) {
            patch = patch.and(IssueField.IGNORE_UNTIL_COUNT,
                    Long.toString(issue.count() + Math.max(1, Long.parseLong(more.group(1)))));
        } else if (days.matches()) {
            patch = patch.and(IssueField.IGNORE_UNTIL,
                    now.plus(Duration.ofDays(Math.max(1, Long.parseLong(days.group(1))))).toString());
        }
        return patch;
    }

    @PostMapping("/issues/{id}/merge")
    String merge(@PathVariable UUID id, @RequestParam(defaultValue = "") String into,
            @RequestParam(required = false) @Nullable String version,
            @RequestParam(required = false) @Nullable String reason, @Nullable Principal who, Model model,
            HttpServletResponse response, PageWords words) {
        Matcher target = ID.matcher(into);
        try {
            if (!target.find()) {
                throw new Problem(HttpStatus.BAD_REQUEST, "problem.merge-into", into);
            }
            UUID other = UUID.fromString(target.group());
            workflow.merge(id, other, version, reason, IssueHistory.actor(who));
            return "redirect:/issues/" + other;
        } catch (Problem refused) {
            return refuse(id, refused, model, response, words);
        }
    }

    @PostMapping("/issues/{id}/unmerge")
    String unmerge(@PathVariable UUID id, @RequestParam(required = false) @Nullable String reason,
            @Nullable Principal who, Model model, HttpServletResponse response, PageWords words) {
        try {
            workflow.unmerge(id, null, reason, IssueHistory.actor(who));
            return "redirect:/issues/" + id;
        } catch (Problem refused) {
            return refuse(id, refused, model, response, words);
        }
    }

    private String refuse(UUID id, Problem refused, Model model, HttpServletResponse response, PageWords words) {
        if (issues.find(id).isEmpty()) {
            throw new NoSuchPageException();
        }
        response.setStatus(refused.getStatusCode().value());
        return pages.show(id, null, words.detail(refused), model,
                words);
    }

    /// A status for all chosen issues of the list.
    @PostMapping("/issues/bulk")
    String changeAll(@RequestParam(name = "issue", required = false) @Nullable List<UUID> chosen,
            @RequestParam String status, @RequestParam(defaultValue = "") String back, @Nullable Principal who) {
        if (chosen == null || chosen.isEmpty()) {
            return "redirect:/issues" + query(back, "none=1");
        }
        IssueWorkflow.Bulk bulk = workflow.changeAll(chosen, IssuePatch.of(IssueField.STATUS, status),
                IssueHistory.actor(who));
        return "redirect:/issues" + query(back, "changed=" + bulk.changed() + "&done=" + bulk.batch());
    }

    @PostMapping("/issues/undo")
    String undo(@RequestParam UUID batch, @RequestParam(defaultValue = "") String back, @Nullable Principal who) {
        int undone = workflow.undo(batch, IssueHistory.actor(who));
        return "redirect:/issues" + query(back, "undone=" + undone);
    }

    /// Nothing but a query of this very list: what comes from a form must not lead elsewhere.
    private static String query(String back, String more) {
        String plain = back.startsWith("?") && back.matches("\\?[\\w.~%=&+:*-]*") ? back.substring(1) : "";
        return "?" + (plain.isEmpty() ? "" : plain + "&") + more;
    }

    /// What a page shows of the decisions about an issue.
    static DecisionView view(Issue issue, List<IssueView.Link> merged, List<IssueEvent> events,
            @Nullable String problem, PageWords words) {
        Instant until = issue.ignoreUntil();
        Long count = issue.ignoreUntilCount();
        String ignored = until != null
                ? words.text("decide.until.time", words.time(until).exact())
                : count != null ? words.text("decide.until.count", count) : null;
        return new DecisionView(issue.tag(), issue.status().name(), ignored, issue.resolvedIn(), issue.lastRelease(),
                issue.assignee(), issue.note(), merged, problem,
                events.stream().map(event -> event(event, words)).toList());
    }

    private static DecisionView.Event event(IssueEvent event, PageWords words) {
        String text = event.field() == null
                ? words.text("history." + event.action(), value(event.from(), null, words),
                        value(event.to(), null, words))
                : words.text("history." + event.action(), words.text("field." + event.field()),
                        value(event.from(), event.field(), words), value(event.to(), event.field(), words));
        return new DecisionView.Event(words.time(event.at()), IssuePages.who(event.actor(), words), text,
                event.reason());
    }

    private static String value(@Nullable String value, @Nullable String field, PageWords words) {
        if (value == null) {
            return words.text("history.nothing");
        }
        if (IssueField.STATUS.member().equals(field)) {
            return words.text("status." + value);
        }
        if (IssueField.REGRESSED.member().equals(field)) {
            return words.text("history." + value);
        }
        List<String> lines = new ArrayList<>(value.lines().toList());
        String first = lines.isEmpty() ? "" : lines.getFirst();
        return first.length() > MAX_VALUE || lines.size() > 1
                ? first.substring(0, Math.min(first.length(), MAX_VALUE)) + " …"
                : first;
    }
}
