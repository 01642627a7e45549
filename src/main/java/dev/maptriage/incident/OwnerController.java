package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/owners")
@Tag(name = "Owners", description = "Who owns which code.")
class OwnerController {
    private final Owners owners;

    OwnerController(Owners owners) {
        this.owners = owners;
    }

    @GetMapping(produces = MediaType.TEXT_PLAIN_VALUE)
    @Operation(summary = "Read the owner rules", description = "As they were written.")
    ResponseEntity<byte[]> read() {
        return ResponseEntity.ok().contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                .body(owners.text().getBytes(StandardCharsets.UTF_8));
    }

    @PutMapping(consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Replace the owner rules", description = "One rule a line, in the manner of CODEOWNERS: a pattern over"
            + " functions, packages or files, and an owner. The last rule that fits an issue's culprit suggests its assignee.")
    @RequestBody(content = @Content(mediaType = "text/plain", examples = @ExampleObject("""
            *                       @platform
            example.com/shop/cart   @cart
            /src/cart/*.go          ann
            """)))
    @ApiResponse(responseCode = "204", description = "Replaced")
    @ApiResponse(responseCode = "400", description = "A line is no rule")
    void replace(@org.springframework.web.bind.annotation.RequestBody(required = false) byte @Nullable [] body,
            @Nullable Principal who) {
        owners.replace(body == null ? "" : new String(body, StandardCharsets.UTF_8), IssueHistory.actor(who));
    }
}
