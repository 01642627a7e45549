package dev.maptriage.intake;

import dev.maptriage.envelope.EnvelopeException;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Sarif;
import dev.maptriage.incident.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
@Tag(name = "Upload", description = "Send what Go printed, get the diagnosis.")
class UploadController {
    static final String TRACES = "/api/v1/traces";
    static final String DIAGNOSES = "/api/v1/diagnoses";

    private static final MediaType SARIF = MediaType.parseMediaType(Sarif.TYPE);
    private static final List<MediaType> ANSWERS = List.of(MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN, SARIF);
    private static final String BODIES = "The text as it is, or as gzip, zstd, zip or tar; a form with one or more files;"
            + " a JSON object with the member `trace`; log records as JSON lines, object or array. The bytes decide, not the"
            + " name of the type.";
    private static final String EXAMPLE = """
            fatal error: concurrent map writes

            goroutine 18 [running]:
            example.com/shop/cart.(*Store).Put(0xc000010250, {0x4b1f6e, 0x3}, 0x7)
            \t/src/cart/store.go:57 +0x65
            """;
    /// How long a sender is listened to after its upload was refused, so that it reads the answer instead of a reset.
    private static final Duration LINGER = Duration.ofSeconds(3);

    /// How long who is refused for want of room waits for this answer.
    private static final Duration HOLD_BACK = Duration.ofMillis(200);

    private final TriagePipeline pipeline;
    private final ProblemWriter problems;
    private final Words words;
    private final Sarif sarif;
    private final JsonMapper json;

    UploadController(TriagePipeline pipeline, ProblemWriter problems, Words words, Sarif sarif, JsonMapper json) {
        this.sarif = sarif;
        this.pipeline = pipeline;
        this.problems = problems;
        this.words = words;
        this.json = json;
    }

    @PostMapping(TRACES)
    @Operation(summary = "Triage and store a crash", description = "Answers when everything is stored durably. The same text"
            + " with the same service, environment, release, host and occurredAt, or with the same Idempotency-Key, is"
            + " answered with what is stored and not counted again. With `Accept: text/plain` the answer is a short verdict.")
    @UploadParameters
    @RequestBody(description = BODIES, required = true, content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"), examples = @ExampleObject(EXAMPLE)),
        @Content(mediaType = "application/octet-stream", schema = @Schema(type = "string", format = "binary"))})
    @ApiResponse(responseCode = "201", description = "At least one incident was stored", content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = UploadResponse.class)),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"))})
    @ApiResponse(responseCode = "200", description = "Stored before", content = @Content(mediaType = "application/json", schema = @Schema(implementation = UploadResponse.class)))
    @UploadProblems
    void traces(HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
        answer(request, response, locale, true);
    }

    @PostMapping(DIAGNOSES)
    @Operation(summary = "Triage a crash and store nothing", description = "The same input and answer as an upload; `id`,"
            + " `issueId` and `uploadId` are null. With `Accept: application/sarif+json` the answer is SARIF 2.1.0.")
    @UploadParameters
    @RequestBody(description = BODIES, required = true, content = {
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"), examples = @ExampleObject(EXAMPLE)),
        @Content(mediaType = "application/octet-stream", schema = @Schema(type = "string", format = "binary"))})
    @ApiResponse(responseCode = "200", description = "At least one crash was found", content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = UploadResponse.class)),
        @Content(mediaType = Sarif.TYPE),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"))})
    @UploadProblems
    void diagnoses(HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
        answer(request, response, locale, false);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Locale locale, boolean storing)
            throws IOException {
        MediaType type = Accepts.choose(request.getHeader("Accept"), ANSWERS).orElseThrow(
                () -> new Problem(HttpStatus.NOT_ACCEPTABLE, "problem.not-acceptable",
                        "application/json, text/plain, " + Sarif.TYPE)
                        .with("accepted", ANSWERS.stream().map(MediaType::toString).toList()));
        TriageResult result;
        try {
            TriageRequest triage = new UploadBody(request, pipeline.limits().sentBytes()).read();
            result = storing ? pipeline.store(triage) : pipeline.diagnose(triage);
        } catch (EnvelopeException.TooLarge | OverloadedException refused) {
            refuse(request, response, refused);
            return;
        }
        if (result.incidents().isEmpty()) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    result.bytes() == 0 ? "problem.empty-body" : "problem.no-crash").with("bytes", result.bytes())
                    .with("envelope", result.envelope());
        }
        response.setStatus(result.created() ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK);
        if (result.created()) {
            response.setHeader("Location", "/api/v1/incidents/" + result.incidents().getFirst().id());
        }
        byte[] body = type.equals(MediaType.TEXT_PLAIN)
                ? new Verdict(words, locale, baseUrl(request)).of(result).getBytes(StandardCharsets.UTF_8)
                : json.writeValueAsBytes(type.equals(SARIF)
                        ? sarif.of(result.incidents(), locale)
                        : UploadResponse.of(result, words, locale));
        response.setContentType(type.equals(MediaType.TEXT_PLAIN) ? "text/plain;charset=UTF-8" : type.toString());
        response.addHeader("Vary", "Accept, Accept-Language");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String baseUrl(HttpServletRequest request) {
        StringBuffer url = request.getRequestURL();
        return url.substring(0, url.length() - request.getRequestURI().length());
    }

    /// Senders that come back at once, whatever they are told, would take the processors from those that were let in.
    private static void holdBack() {
        try {
            Thread.sleep(HOLD_BACK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Answers at once, while the sender may still be sending, and closes the connection after it.
    private void refuse(HttpServletRequest request, HttpServletResponse response, Exception refused)
            throws IOException {
        if (refused instanceof OverloadedException) {
            holdBack();
        }
        response.setHeader("Connection", "close");
        problems.write(request, response, refused);
        response.flushBuffer();
        long end = System.nanoTime() + LINGER.toNanos();
        byte[] scrap = new byte[64 << 10];
        try {
            InputStream rest = request.getInputStream();
            while (System.nanoTime() < end && rest.read(scrap) >= 0) {
                // A sender that only writes would see a reset connection instead of the answer.
            }
        } catch (IOException | IllegalStateException gone) {
            // Who does not listen any more needs no answer.
            return;
        }
    }
}
