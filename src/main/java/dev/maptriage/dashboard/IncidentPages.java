package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.incident.Feedback;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.IncidentQuery;
import dev.maptriage.incident.IncidentStore;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Issue;
import dev.maptriage.incident.Issues;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Payloads;
import dev.maptriage.incident.StoredUpload;
import dev.maptriage.reproduction.Simulations;
import dev.maptriage.trace.LineRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// `/incidents/{id}`, with `?lines=a-b` for other parts of the text, `?find=words` to search it, and `?reproducer=test`
/// for the other form of the Go program.
@Controller
@Transactional(readOnly = true)
class IncidentPages {
    private static final Pattern LINES = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final int SIMILAR = 5;

    private final Incidents incidents;
    private final Simulations simulations;
    private final Issues issues;
    private final Payloads payloads;
    private final IncidentStore store;
    private final Feedback feedback;
    private final SourceLinks sources;

    IncidentPages(Incidents incidents, Issues issues, Payloads payloads, IncidentStore store, Feedback feedback,
            Simulations simulations, SourceProperties sources) {
        this.sources = new SourceLinks(sources.sources());
        this.feedback = feedback;
        this.incidents = incidents;
        this.simulations = simulations;
        this.issues = issues;
        this.payloads = payloads;
        this.store = store;
    }

    @GetMapping("/incidents/{id}")
    String incident(@PathVariable UUID id, @RequestParam(required = false) @Nullable String lines,
            @RequestParam(required = false) @Nullable String find,
            @RequestParam(required = false) @Nullable String reproducer, Model model, PageWords words) {
        Incident incident = incidents.find(id).orElseThrow(NoSuchPageException::new);
        Optional<StoredUpload> upload = store.find(incident.payload(), incident.labels(), null);
        TraceLines text = new PayloadLines(payloads, incident.payload());
        IncidentFacts facts = new IncidentFacts(id.toString(), incident.diagnosis(), incident.labels(),
                incident.seenAt(), upload.map(StoredUpload::millis).orElse(null),
                upload.map(StoredUpload::notes).orElse(List.of()));
        model.addAttribute("view", IncidentViews.of(facts, text, asked(lines, text.count()),
                find == null || find.isBlank() ? null : find, sources, words));
        model.addAttribute("watch", watch(incident, words));
        model.addAttribute("reproducer", ReproducerView.of(incident.diagnosis(), reproducer, words));
        related(id, incident, upload, words).ifPresent(related -> model.addAttribute("related", related));
        return "incidents/incident";
    }

    /// The section that shows the reproduction, by itself: what an open page reads again when it hears of news.
    @GetMapping("/incidents/{id}/reproduction")
    String reproduction(@PathVariable UUID id, Model model, PageWords words) {
        model.addAttribute("watch", watch(incidents.find(id).orElseThrow(NoSuchPageException::new), words));
        return "simulations/watch :: watch(watch=${watch})";
    }

    private WatchView watch(Incident incident, PageWords words) {
        UUID simulation = incident.reproduction().simulationId();
        return WatchView.of(incident,
                simulation == null ? null : simulations.find(simulation).orElse(null), words);
    }

    /// The lines of an address, brought into the bounds of the text; null when it names none.
    static @Nullable LineRange asked(@Nullable String lines, int count) {
        Matcher matcher = LINES.matcher(lines == null ? "" : lines);
        if (!matcher.matches() || count == 0) {
            return null;
        }
        int one = Math.clamp(Integer.parseInt(matcher.group(1)), 1, count);
        int other = matcher.group(2) == null ? one : Math.clamp(Integer.parseInt(matcher.group(2)), 1, count);
        return new LineRange(Math.min(one, other), Math.max(one, other));
    }

    private Optional<RelatedView> related(UUID id, Incident incident, Optional<StoredUpload> upload,
            PageWords words) {
        UUID issueId = incident.issueId();
        Optional<Issue> issue = issueId == null ? Optional.empty() : issues.find(issueId);
        return issue.map(found -> {
            List<Incident> similar = incidents.list(IncidentQuery.ofIssue(found.id(), new PageSize(SIMILAR + 1)))
                    .items();
            List<Incident> also = upload.map(StoredUpload::incidents).orElse(List.of());
            return new RelatedView(id.toString(), opinions(id, words),
                    incident.diagnosisVersion() < Diagnoser.VERSION, Rows.issue(found, words),
                    IssuePages.related(found, issues, words),
                    Rows.incidents(others(similar, id), words),
                    Rows.incidents(others(also, id), words));
        });
    }

    private String opinions(UUID id, PageWords words) {
        Map<Feedback.Verdict, Long> counts = feedback.ofIncident(id);
        return words.text("insight.opinions", counts.getOrDefault(Feedback.Verdict.CONFIRMED, 0L),
                counts.getOrDefault(Feedback.Verdict.WRONG_PARTY, 0L));
    }

    private static List<Incident> others(List<Incident> incidents, UUID id) {
        return incidents.stream().filter(other -> !id.equals(other.id())).limit(SIMILAR).toList();
    }
}
