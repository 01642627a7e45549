package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/rediagnoses", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Rediagnosis", description = "Stored texts, diagnosed anew by better rules.")
class RediagnosisController {
    private final Rediagnosis rediagnosis;
    private final JsonMapper json;

    RediagnosisController(Rediagnosis rediagnosis, JsonMapper json) {
        this.rediagnosis = rediagnosis;
        this.json = json;
    }

    /// What to do.
    @Schema(name = "RediagnosisRequest")
    record Request(
            @Schema(description = "Whether to change incidents; else the run only finds out what would change") boolean apply,
            @Schema(description = "Whether to look at incidents of today's rules, too") boolean everything) {}

    /// A run with the first of its differences.
    @Schema(name = "Rediagnosis")
    record RunJson(Rediagnosis.Run run, List<Rediagnosis.Change> changes) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Diagnose stored texts anew", description = "First without `apply`, to see the differences. Incidents"
            + " stay in their issues: a new fingerprint becomes another name of the issue.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = Request.class)))
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "A run is under way")
    Rediagnosis.Run start(@org.springframework.web.bind.annotation.RequestBody byte[] body, @Nullable Principal who) {
        JsonNode node = IssuePatch.tree(body, json);
        return rediagnosis.start(node.path("apply").asBoolean(false), node.path("everything").asBoolean(false),
                IssueHistory.actor(who));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read how far a run is", description = "With the first differences, by incident.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such run")
    RunJson read(@PathVariable UUID id) {
        return new RunJson(
                rediagnosis.find(id).orElseThrow(() -> Problem.notFound("problem.rediagnosis-not-found", id)),
                rediagnosis.changes(id));
    }
}
