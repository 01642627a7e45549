package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/issues", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Issues", description = "Bugs: incidents joined by fingerprint.")
class IssueController {
    private final Issues issues;
    private final Words words;

    IssueController(Issues issues, Words words) {
        this.issues = issues;
        this.words = words;
    }

    @GetMapping
    @Operation(summary = "List issues", description = "Sorted by `lastSeen` (default), `firstSeen` or `count`, always latest"
            + " or largest first. `q` searches message, functions and files; all words must match. `size` is 1 to 200,"
            + " larger is capped. Pass `next` as `cursor` for the following page.")
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
        Issue issue = issues.find(id).orElseThrow(() -> Problem.notFound("problem.issue-not-found", id));
        return ResponseEntity.ok().eTag("\"" + issue.version() + "\"").body(IssueResponse.of(issue, words, locale));
    }
}
