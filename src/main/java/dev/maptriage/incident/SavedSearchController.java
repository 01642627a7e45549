package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/searches", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Searches", description = "Searches with names, shared by all who may read.")
class SavedSearchController {
    private final SavedSearches searches;
    private final JsonMapper json;

    SavedSearchController(SavedSearches searches, JsonMapper json) {
        this.searches = searches;
        this.json = json;
    }

    @GetMapping
    @Operation(summary = "List saved searches", description = "By name.")
    Slice<SavedSearch> list() {
        return new Slice<>(searches.list(), null);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Save a search", description = "One of the same name is replaced.")
    @RequestBody(content = @Content(mediaType = "application/json", examples = @ExampleObject("""
            {"name": "Came back", "query": "is:regressed -environment:dev"}""")))
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "No name, or a query that cannot be read")
    SavedSearch save(@org.springframework.web.bind.annotation.RequestBody byte[] body, @Nullable Principal who) {
        JsonNode node = IssuePatch.tree(body, json);
        return searches.save(node.path("name").asString(""), node.path("query").asString(""),
                IssueHistory.actor(who));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a saved search")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such search")
    void delete(@PathVariable UUID id) {
        if (!searches.delete(id)) {
            throw Problem.notFound("problem.saved-search-not-found", id);
        }
    }
}
