package dev.maptriage.access;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.util.Objects;
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
@RequestMapping("/api/v1/tokens")
@Tag(name = "Access", description = "Who may come in, and what they did.")
class TokenController {
    private final AccessTokens tokens;

    TokenController(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /// A token to make.
    ///
    /// @param name      1 to 100 characters, of which no other token has the same
    /// @param scope     read when absent
    /// @param expiresAt never when absent
    @Schema(name = "TokenRequest")
    record Request(@Nullable String name, @Nullable Scope scope, @Nullable Instant expiresAt) {}

    /// A token that was just made.
    ///
    /// @param secret what opens the service; shown here and never again
    @Schema(name = "CreatedToken")
    record CreatedJson(@JsonUnwrapped AccessToken token, String secret) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List access tokens", description = "Without their secrets.")
    Slice<AccessToken> list() {
        return new Slice<>(tokens.list(), null);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Make an access token", description = "Its `secret` is in this answer and nowhere else. The first"
            + " token must have the scope ADMIN and no end; from then on everybody needs one.")
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "The name or the end will not do")
    @ApiResponse(responseCode = "409", description = "The name is taken, or the first token is not of scope ADMIN")
    ResponseEntity<CreatedJson> create(@RequestBody Request request, @Nullable Principal who) {
        AccessTokens.Created created = tokens.create(request.name(),
                Objects.requireNonNullElse(request.scope(), Scope.READ), request.expiresAt(),
                IssueHistory.actor(who));
        return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.token().id()))
                .cacheControl(CacheControl.noStore()).body(new CreatedJson(created.token(), created.secret()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Revoke an access token", description = "At once, with all sessions that were begun with it.")
    @ApiResponse(responseCode = "204", description = "Revoked")
    @ApiResponse(responseCode = "404", description = "No such token")
    @ApiResponse(responseCode = "409", description = "It comes from the configuration, or nobody could make another one")
    void revoke(@PathVariable UUID id) {
        if (!tokens.revoke(id)) {
            throw new Problem(HttpStatus.NOT_FOUND, "problem.token-not-found", id);
        }
    }
}
