package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping("/api/v1/incidents/{id}")
@Tag(name = "Incidents")
class FeedbackController {
    private final Feedback feedback;
    private final Incidents incidents;
    private final Payloads payloads;
    private final JsonMapper json;

    FeedbackController(Feedback feedback, Incidents incidents, Payloads payloads, JsonMapper json) {
        this.feedback = feedback;
        this.incidents = incidents;
        this.payloads = payloads;
        this.json = json;
    }

    /// An opinion.
    @Schema(name = "Feedback")
    record FeedbackJson(Feedback.Verdict verdict, @Nullable String remark) {}

    @PostMapping(path = "/feedback", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Confirm a diagnosis, or say that the wrong party is blamed", description = "One opinion for each token;"
            + " the last one counts. Answers with the counts.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = FeedbackJson.class)))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such incident")
    Map<Feedback.Verdict, Long> give(@PathVariable UUID id,
            @org.springframework.web.bind.annotation.RequestBody byte[] body, @Nullable Principal who) {
        JsonNode node = IssuePatch.tree(body, json);
        String name = node.path("verdict").asString("");
        Feedback.Verdict verdict = Arrays.stream(Feedback.Verdict.values())
                .filter(known -> known.name().equals(name)).findFirst()
                .orElseThrow(() -> Problem.badRequest("problem.verdict", Columns.text(name, 60))
                        .with("parameter", "verdict").with("accepted", List.of(Feedback.Verdict.values())));
        JsonNode remark = node.path("remark");
        feedback.give(id, verdict, remark.isString() ? remark.asString() : null, IssueHistory.actor(who));
        return feedback.ofIncident(id);
    }

    @GetMapping("/case")
    @Operation(summary = "Export an incident as a corpus case", description = "A zip with the text and, in `labels.json`, the"
            + " diagnosis as label, with the number of those who confirm it.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "application/zip", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "404", description = "No such incident")
    void corpusCase(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        Incident incident = incidents.find(id)
                .orElseThrow(() -> Problem.notFound("problem.incident-not-found", id));
        CorpusCase found = CorpusCase.of(incident, feedback.ofIncident(id));
        response.setContentType("application/zip");
        response.setHeader("Content-Disposition", "attachment; filename=\"incident-" + id + ".zip\"");
        try (ZipOutputStream zip = new ZipOutputStream(response.getOutputStream(), StandardCharsets.UTF_8)) {
            zip.putNextEntry(new ZipEntry("labels.json"));
            zip.write(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(List.of(found.label())));
            zip.putNextEntry(new ZipEntry(found.file()));
            payloads.copyTo(incident.payload(), zip);
            zip.closeEntry();
        }
    }
}
