package dev.maptriage.incident;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.maptriage.diagnosis.StackGroup;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/incidents")
@Tag(name = "Incidents", description = "Crashes as they were received and diagnosed.")
class IncidentController {
    private final Incidents incidents;
    private final IncidentStore store;
    private final SimilarIncidents similar;
    private final Payloads payloads;
    private final Counterparts counterparts;
    private final Words words;

    IncidentController(Incidents incidents, IncidentStore store, SimilarIncidents similar, Payloads payloads,
            Counterparts counterparts, Words words) {
        this.counterparts = counterparts;
        this.incidents = incidents;
        this.store = store;
        this.similar = similar;
        this.payloads = payloads;
        this.words = words;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List incidents", description = "Newest first. `q` searches message, functions and files; all words"
            + " must match. `function` is the culprit's, in full or from its package name on. `since` and `until` are RFC"
            + " 3339 times. `size` is 1 to 200, larger is capped. Pass `next` as `cursor` for the following page.")
    Slice<IncidentResponse> list(@ParameterObject IncidentQuery query, Locale locale) {
        Slice<Incident> found = incidents.list(query);
        return new Slice<>(found.items().stream().map(incident -> IncidentResponse.of(incident, words, locale))
                .toList(), found.next());
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Read one incident", description = "Sentences are in the language of `Accept-Language`.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such incident")
    IncidentResponse read(@PathVariable UUID id, Locale locale) {
        Incident incident = find(id);
        UUID issue = incident.issueId();
        return IncidentResponse.of(incident, words, locale)
                .with(issue == null ? List.of() : counterparts.of(issue));
    }

    @GetMapping("/{id}/trace")
    @Operation(summary = "Read the text of an incident", description = "As it was received, after decompression.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/plain", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "404", description = "No such incident")
    void trace(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        Incident incident = find(id);
        response.setContentType("text/plain;charset=UTF-8");
        response.setHeader("ETag", "\"" + incident.payload() + "\"");
        payloads.bytes(incident.payload()).ifPresent(response::setContentLengthLong);
        payloads.copyTo(incident.payload(), response.getOutputStream());
    }

    /// Goroutines with equal stacks.
    ///
    /// @param total  goroutines in the dump
    /// @param groups how many groups there are in all; `items` may hold fewer
    record GoroutineGroups(int total, int groups, List<StackGroup> items) {}

    @GetMapping(path = "/{id}/goroutines", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Read the goroutines of an incident", description = "Groups of equal stacks with counts, the failing"
            + " one first.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such incident")
    GoroutineGroups goroutines(@PathVariable UUID id) {
        var diagnosis = find(id).diagnosis();
        return new GoroutineGroups(diagnosis.goroutines(), diagnosis.groupCount(), diagnosis.groups());
    }

    /// An incident that is near another one.
    @Schema(name = "SimilarIncident")
    record SimilarResponse(@JsonUnwrapped IncidentResponse incident, double score, String because) {}

    @GetMapping(path = "/{id}/similar", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Find similar incidents", description = "Of the same issue, of issues that are the same bug seen from"
            + " another side, of the same function, of the same file; most similar first.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such incident")
    Slice<SimilarResponse> similar(@PathVariable UUID id, Locale locale) {
        return new Slice<>(similar.of(find(id)).stream().map(
                found -> new SimilarResponse(IncidentResponse.of(found.incident(), words, locale), found.score(),
                        words.of(locale, found.because())))
                .toList(), null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete an incident", description = "Its text goes with the last incident that refers to it, its"
            + " issue with its last incident.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such incident")
    void delete(@PathVariable UUID id) {
        if (!store.delete(id)) {
            throw Problem.notFound("problem.incident-not-found", id);
        }
    }

    private Incident find(UUID id) {
        return incidents.find(id).orElseThrow(() -> Problem.notFound("problem.incident-not-found", id));
    }
}
