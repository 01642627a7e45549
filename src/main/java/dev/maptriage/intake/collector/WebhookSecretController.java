package dev.maptriage.intake.collector;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/webhook-secrets")
@Tag(name = "Access", description = "Who may come in, and what they did.")
class WebhookSecretController {
    private final WebhookSecrets secrets;

    WebhookSecretController(WebhookSecrets secrets) {
        this.secrets = secrets;
    }

    /// A secret to add.
    ///
    /// @param secret one is made when absent
    @Schema(name = "WebhookSecretRequest")
    record Request(@Nullable String source, @Nullable String secret) {}

    /// A secret that was just added.
    ///
    /// @param secret its words when they were made here, and then never again; null when the caller knows them
    @Schema(name = "CreatedWebhookSecret")
    record CreatedJson(@JsonUnwrapped WebhookSecrets.Entry entry, @Nullable String secret) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List webhook secrets", description = "Those added at run time, without their words.")
    Slice<WebhookSecrets.Entry> list() {
        return new Slice<>(secrets.list(), null);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Add a webhook secret", description = "All secrets of a source are valid. From the first one on, its"
            + " deliveries must be signed.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "No such source, or the secret is too short or too long")
    ResponseEntity<CreatedJson> add(@RequestBody Request request) {
        String secret = request.secret() == null ? WebhookSecrets.random() : request.secret();
        WebhookSecrets.Entry entry = secrets.add(request.source(), secret);
        return ResponseEntity.created(URI.create("/api/v1/webhook-secrets/" + entry.id()))
                .cacheControl(CacheControl.noStore())
                .body(new CreatedJson(entry, request.secret() == null ? secret : null));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take a webhook secret away")
    @ApiResponse(responseCode = "204", description = "Gone")
    @ApiResponse(responseCode = "404", description = "No such secret")
    void remove(@PathVariable UUID id) {
        if (!secrets.remove(id)) {
            throw new Problem(HttpStatus.NOT_FOUND, "problem.secret-not-found", id);
        }
    }
}
