package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/erasures")
@Tag(name = "Erasure", description = "Incidents that go for good.")
class ErasureController {
    private final Erasures erasures;

    ErasureController(Erasures erasures) {
        this.erasures = erasures;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Erase incidents", description = "Those that all given members fit and that came in before the request."
            + " With `dryRun` they are only counted. Texts go with the last incident that needs them, issues with their last"
            + " incident. An erasure by `service` or `host` alone takes what collectors delivered from there, too.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "Nothing is said about what to erase")
    ResponseEntity<Erasure> start(@RequestBody ErasureRequest request, @Nullable Principal who) {
        Erasure erasure = erasures.start(request, IssueHistory.actor(who));
        return ResponseEntity.accepted().location(URI.create("/api/v1/erasures/" + erasure.id())).body(erasure);
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List the last erasures", description = "Newest first, up to 200.")
    Slice<Erasure> list(@Nullable PageSize size) {
        return new Slice<>(erasures.recent(size == null ? PageSize.DEFAULT : size), null);
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Read how far an erasure is")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such erasure")
    Erasure read(@PathVariable UUID id) {
        return erasures.find(id).orElseThrow(() -> Problem.notFound("problem.erasure-not-found", id));
    }
}
