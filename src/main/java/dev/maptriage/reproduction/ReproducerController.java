package dev.maptriage.reproduction;

import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Words;
import dev.maptriage.reproducer.GoSource;
import dev.maptriage.reproducer.Reproducer.Form;
import dev.maptriage.reproducer.Reproducer.NotReproducible;
import dev.maptriage.reproducer.Reproducer.Sources;
import dev.maptriage.reproducer.Reproducers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/incidents")
@Tag(name = "Incidents")
class ReproducerController {
    private static final MediaType GO = new MediaType("text", "x-go", StandardCharsets.UTF_8);
    private static final List<String> FORMS = List.of("program", "test");

    private final Incidents incidents;
    private final Words words;

    ReproducerController(Incidents incidents, Words words) {
        this.incidents = incidents;
        this.words = words;
    }

    @GetMapping("/{id}/reproducer")
    @Operation(summary = "Read a Go program that fails the same way", description = "One complete file without imports beyond"
            + " the standard library. `form=program`: run it with `go run`, it fails within ten seconds with the message"
            + " that the Go version at hand has. `form=test`: run it with `go test`; for a write to a nil map it passes"
            + " and asserts the panic, for a concurrent access it dies of the fatal error and `-race` reports the race.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/x-go", schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "400", description = "No such form; `accepted` names them", content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(responseCode = "404", description = "No such incident, or none that a small program can repeat: the"
            + " detail says why", content = @Content(mediaType = "application/problem+json"))
    ResponseEntity<byte[]> reproducer(@PathVariable UUID id,
            @Parameter(schema = @Schema(allowableValues = {"program",
                "test"}, defaultValue = "program")) @RequestParam(defaultValue = "program") String form,
            @Parameter(description = "Answer as a file to be saved") @RequestParam(required = false) @Nullable String download,
            Locale locale) {
        Form asked = form(form);
        Incident incident = incidents.find(id).orElseThrow(() -> missing(id));
        return switch (Reproducers.of(incident.diagnosis())) {
            case Sources sources -> answer(sources.of(asked), download != null && !download.equals("false"));
            case NotReproducible none -> throw new Problem(HttpStatus.NOT_FOUND, "problem.no-reproducer",
                    words.of(none.reason(), locale));
        };
    }

    private static Problem missing(UUID id) {
        return new Problem(HttpStatus.NOT_FOUND, "problem.incident-not-found", id);
    }

    private static Form form(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "program", "" -> Form.PROGRAM;
            case "test" -> Form.TEST;
            default -> throw new Problem(HttpStatus.BAD_REQUEST, "problem.reproducer-form", name)
                    .with("parameter", "form").with("accepted", FORMS);
        };
    }

    private static ResponseEntity<byte[]> answer(GoSource source, boolean download) {
        byte[] text = source.text().getBytes(StandardCharsets.UTF_8);
        ContentDisposition disposition = (download ? ContentDisposition.attachment() : ContentDisposition.inline())
                .filename(source.fileName()).build();
        return ResponseEntity.ok().contentType(GO).eTag(tag(text))
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString()).body(text);
    }

    private static String tag(byte[] text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
