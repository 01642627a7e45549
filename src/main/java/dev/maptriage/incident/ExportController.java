package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Issues and incidents in forms that other tools read. Lists are written page by page while they are read, so their length
/// costs no memory.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Export", description = "Issues and incidents for other tools.")
class ExportController {
    private static final PageSize PAGE = new PageSize(200);
    private static final String FORMAT = "`csv` or `json` (an array of what the list gives)";

    private final Issues issues;
    private final Incidents incidents;
    private final IssueMarkdown markdown;
    private final Sarif sarif;
    private final Words words;
    private final JsonMapper json;

    ExportController(Issues issues, Incidents incidents, IssueMarkdown markdown, Sarif sarif, Words words,
            JsonMapper json) {
        this.issues = issues;
        this.incidents = incidents;
        this.markdown = markdown;
        this.sarif = sarif;
        this.words = words;
        this.json = json;
    }

    private interface Page<T> {
        Slice<T> after(@Nullable String cursor);
    }

    private interface Line<T> {
        void write(T item) throws IOException;
    }

    @GetMapping("/issues/export")
    @Operation(summary = "Export issues", description = "All issues that the list with the same parameters has, in its order;"
            + " `format` is " + FORMAT + ".")
    @ApiResponse(responseCode = "200", content = {@Content(mediaType = "text/csv", schema = @Schema(type = "string")),
        @Content(mediaType = "application/json")})
    void issues(@ParameterObject IssueQuery query, @RequestParam(defaultValue = "csv") String format, Locale locale,
            HttpServletResponse response) throws IOException {
        Page<Issue> pages = cursor -> issues.list(new IssueQuery(query.status(), query.category(), query.service(),
                query.q(), query.sort(), PAGE, cursor));
        Slice<Issue> first = pages.after(null);
        if (csv(format)) {
            try (Writer out = open(response, "text/csv;charset=UTF-8", "issues.csv")) {
                Csv csv = new Csv(out);
                csv.row("id", "fingerprint", "title", "category", "kind", "status", "regressed", "count", "firstSeen",
                        "lastSeen", "firstRelease", "lastRelease", "services", "assignee", "resolvedIn", "note");
                each(first, pages, issue -> csv.row(issue.id(), issue.fingerprint(), issue.title(), issue.category(),
                        issue.kind(), issue.status(), issue.regressed(), issue.count(), issue.firstSeen(),
                        issue.lastSeen(), issue.firstRelease(), issue.lastRelease(),
                        String.join(" ", issue.services()), issue.assignee(), issue.resolvedIn(), issue.note()));
            }
        } else {
            array(first, pages, issue -> IssueResponse.of(issue, words, locale), response, "issues.json");
        }
    }

    @GetMapping("/incidents/export")
    @Operation(summary = "Export incidents", description = "All incidents that the list with the same parameters has, newest"
            + " first; `format` is " + FORMAT + ".")
    @ApiResponse(responseCode = "200", content = {@Content(mediaType = "text/csv", schema = @Schema(type = "string")),
        @Content(mediaType = "application/json")})
    void incidents(@ParameterObject IncidentQuery query, @RequestParam(defaultValue = "csv") String format,
            Locale locale, HttpServletResponse response) throws IOException {
        Page<Incident> pages = cursor -> incidents.list(new IncidentQuery(query.category(), query.kind(),
                query.service(), query.environment(), query.release(), query.issueId(), query.function(), query.q(),
                query.since(), query.until(), PAGE, cursor));
        Slice<Incident> first = pages.after(null);
        if (csv(format)) {
            try (Writer out = open(response, "text/csv;charset=UTF-8", "incidents.csv")) {
                Csv csv = new Csv(out);
                csv.row("id", "issueId", "fingerprint", "category", "kind", "message", "function", "file", "line",
                        "counterpart", "confidence", "service", "environment", "release", "host", "occurredAt",
                        "receivedAt");
                each(first, pages, incident -> row(csv, incident));
            }
        } else {
            array(first, pages, incident -> IncidentResponse.of(incident, words, locale), response,
                    "incidents.json");
        }
    }

    private static void row(Csv csv, Incident incident) throws IOException {
        Diagnosis diagnosis = incident.diagnosis();
        CodePoint culprit = diagnosis.culprit();
        CodePoint other = diagnosis.counterpart().at();
        SourceLabels labels = incident.labels();
        csv.row(incident.id(), incident.issueId(), diagnosis.fingerprint(), diagnosis.category(), diagnosis.kind(),
                diagnosis.message(), culprit == null ? null : culprit.function(),
                culprit == null ? null : culprit.file(), culprit == null ? null : culprit.line(),
                other == null ? null : other.function(), diagnosis.confidence(), labels.service(),
                labels.environment(), labels.release(), labels.host(), labels.occurredAt(), incident.receivedAt());
    }

    private static boolean csv(String format) {
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            default -> throw Problem.badRequest("problem.bad-parameter", "format", Columns.text(format, 60))
                    .with("parameter", "format").with("accepted", List.of("csv", "json"));
        };
    }

    private static <T> void each(Slice<T> first, Page<T> pages, Line<T> line) throws IOException {
        Slice<T> page = first;
        while (true) {
            for (T item : page.items()) {
                line.write(item);
            }
            String next = page.next();
            if (next == null) {
                return;
            }
            page = pages.after(next);
        }
    }

    private interface Shape<T> {
        Object of(T item);
    }

    private <T> void array(Slice<T> first, Page<T> pages, Shape<T> shape, HttpServletResponse response, String name)
            throws IOException {
        try (Writer out = open(response, MediaType.APPLICATION_JSON_VALUE, name)) {
            String[] before = {"["};
            each(first, pages, item -> {
                out.write(before[0]);
                out.write(json.writeValueAsString(shape.of(item)));
                before[0] = ",\n";
            });
            out.write(before[0].equals("[") ? "[]" : "]");
        }
    }

    private static Writer open(HttpServletResponse response, String type, String name) throws IOException {
        response.setContentType(type);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        return new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
    }

    @GetMapping(path = "/issues/{id}/markdown", produces = "text/markdown")
    @Operation(summary = "Read an issue as text for a tracker", description = "Markdown; the last line is a comment with the"
            + " fingerprint, by which a program finds the ticket again: `<!-- maptriage:fingerprint v1:… -->`.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/markdown", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "404", description = "No such issue")
    ResponseEntity<byte[]> markdown(@PathVariable UUID id, Locale locale, HttpServletRequest request) {
        Issue issue = find(id);
        String url = request.getRequestURL().toString();
        String base = url.substring(0, url.length() - request.getRequestURI().length());
        String text = markdown.of(issue, latest(id), base, locale);
        return ResponseEntity.ok().contentType(MediaType.parseMediaType("text/markdown;charset=UTF-8"))
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    @GetMapping(path = "/issues/{id}/sarif", produces = Sarif.TYPE)
    @Operation(summary = "Read an issue as SARIF 2.1.0", description = "One result at the line of the culprit, as the latest"
            + " incident shows it, for code scanners and editors.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = Sarif.TYPE))
    @ApiResponse(responseCode = "404", description = "No such issue, or none of its incidents is left")
    ResponseEntity<byte[]> sarif(@PathVariable UUID id, Locale locale) {
        Issue issue = find(id);
        Incident latest = latest(id);
        if (latest == null) {
            throw Problem.notFound("problem.issue-not-found", id);
        }
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(Sarif.TYPE))
                .body(json.writeValueAsBytes(sarif.of(issue, latest, locale)));
    }

    private Issue find(UUID id) {
        return issues.find(id).orElseThrow(() -> Problem.notFound("problem.issue-not-found", id));
    }

    private @Nullable Incident latest(UUID issue) {
        List<Incident> newest = incidents.list(IncidentQuery.ofIssue(issue, new PageSize(1))).items();
        return newest.isEmpty() ? null : newest.getFirst();
    }
}
