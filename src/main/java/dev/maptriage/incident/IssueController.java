package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/issues", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Issues", description = "Bugs: incidents joined by fingerprint.")
class IssueController {
    private static final String IF_MATCH = "ETag the issue must still have; without it any state will do";

    private final Issues issues;
    private final IssueWorkflow workflow;
    private final IssueHistory history;
    private final IssueInsights insights;
    private final Words words;
    private final JsonMapper json;

    IssueController(Issues issues, IssueWorkflow workflow, IssueHistory history, IssueInsights insights,
            Words words, JsonMapper json) {
        this.insights = insights;
        this.issues = issues;
        this.workflow = workflow;
        this.history = history;
        this.words = words;
        this.json = json;
    }

    @GetMapping
    @Operation(summary = "List issues", description = "Sorted by `lastSeen` (default), `firstSeen` or `count`, always latest"
            + " or largest first. `q` searches message, functions and files; all words must match. `size` is 1 to 200,"
            + " larger is capped. Pass `next` as `cursor` for the following page. Issues that are merged into others are not"
            + " listed.")
    Slice<IssueResponse> list(@ParameterObject IssueQuery query, Locale locale) {
        Slice<Issue> found = issues.list(query);
        return new Slice<>(found.items().stream().map(issue -> IssueResponse.of(issue, words, locale)).toList(),
                found.next());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read one issue", description = "The `ETag` changes with every change of the issue.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such issue")
    ResponseEntity<IssueResponse> read(@PathVariable UUID id, Locale locale) {
        return answer(issues.find(id).orElseThrow(() -> Problem.notFound("problem.issue-not-found", id)), locale);
    }

    /// What a patch may hold, for the description only.
    @Schema(name = "IssuePatch")
    record PatchJson(Issue.@Nullable Status status,
            @Schema(description = "Release with the fix; an incident of an older one does not reopen the issue") @Nullable String resolvedIn,
            @Schema(description = "Opens an ignored issue again at this time") @Nullable Instant ignoreUntil,
            @Schema(description = "Opens an ignored issue again when its count gets there") @Nullable Long ignoreUntilCount,
            @Nullable String assignee, @Nullable String note,
            @Schema(description = "Why; kept in the history") @Nullable String reason) {}

    @PatchMapping(path = "/{id}", consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    @Operation(summary = "Decide about an issue", description = "A JSON merge patch: members that are absent stay, null clears."
            + " A new status clears what belonged to the old one. Resolving takes the mark `regressed` away.")
    @RequestBody(content = @Content(mediaType = "application/merge-patch+json", schema = @Schema(implementation = PatchJson.class), examples = @ExampleObject("""
            {"status": "RESOLVED", "resolvedIn": "v1.9.0"}""")))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "A member that cannot be changed, or a value that does not fit")
    @ApiResponse(responseCode = "404", description = "No such issue")
    @ApiResponse(responseCode = "409", description = "It is merged into another issue")
    @ApiResponse(responseCode = "412", description = "It has changed since the ETag was read")
    ResponseEntity<IssueResponse> change(@PathVariable UUID id,
            @Parameter(description = IF_MATCH) @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody byte[] body, @Nullable Principal who, Locale locale) {
        return answer(workflow.change(id, ifMatch, IssuePatch.read(body, json), IssueHistory.actor(who)), locale);
    }

    /// Where to merge to.
    @Schema(name = "IssueMerge")
    record MergeJson(@Schema(description = "The issue that keeps the incidents") UUID into, @Nullable String reason) {}

    @PostMapping(path = "/{id}/merge", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Merge an issue into another one", description = "Its incidents, and all that come later, belong to"
            + " the other one. Answers with that one.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = MergeJson.class)))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such issue")
    @ApiResponse(responseCode = "409", description = "One of them is merged already, or both are one")
    ResponseEntity<IssueResponse> merge(@PathVariable UUID id,
            @Parameter(description = IF_MATCH) @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody byte[] body, @Nullable Principal who, Locale locale) {
        JsonNode node = IssuePatch.tree(body, json);
        return answer(workflow.merge(id, uuid(node.path("into").asString("")), ifMatch, reason(node),
                IssueHistory.actor(who)), locale);
    }

    @PostMapping(path = "/{id}/unmerge")
    @Operation(summary = "Take merged issues apart", description = "Of a merged issue: it stands alone again, with its incidents."
            + " Of an issue that others are merged into: all of them do. Answers with the issue of the address.")
    @RequestBody(required = false, content = @Content(mediaType = "application/json", examples = @ExampleObject("""
            {"reason": "two bugs after all"}""")))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such issue")
    @ApiResponse(responseCode = "409", description = "Nothing is merged here")
    ResponseEntity<IssueResponse> unmerge(@PathVariable UUID id,
            @Parameter(description = IF_MATCH) @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body,
            @Nullable Principal who, Locale locale) {
        String reason = body == null || body.length == 0 ? null : reason(IssuePatch.tree(body, json));
        workflow.unmerge(id, ifMatch, reason, IssueHistory.actor(who));
        return read(id, locale);
    }

    @GetMapping("/{id}/history")
    @Operation(summary = "Read the history of an issue", description = "Who decided what, when, and from which value to which;"
            + " newest first.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such issue")
    Slice<IssueEvent> history(@PathVariable UUID id, @RequestParam(required = false) @Nullable PageSize size,
            @RequestParam(required = false) @Nullable String cursor) {
        if (issues.find(id).isEmpty()) {
            throw Problem.notFound("problem.issue-not-found", id);
        }
        return history.list(id, size == null ? PageSize.DEFAULT : size, cursor);
    }

    private ResponseEntity<IssueResponse> answer(Issue issue, Locale locale) {
        return ResponseEntity.ok().eTag(issue.tag())
                .body(IssueResponse.of(issue, insights.of(issue.id()), words, locale));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("problem.merge-into", Columns.text(text, 100)).with("parameter", "into");
        }
    }

    private static @Nullable String reason(JsonNode node) {
        JsonNode reason = node.path("reason");
        return reason.isString() ? reason.asString() : null;
    }
}
