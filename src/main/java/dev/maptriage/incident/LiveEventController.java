package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/v1/events`. Each listener is a request on a virtual thread of its own that waits for its next event.
@RestController
@Tag(name = "Live", description = "What happens, while it happens.")
class LiveEventController {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /// Clients come back by themselves; a token that was taken away must not be heard for ever.
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final String EXAMPLE = """
            id: 812
            event: simulation
            data: {"type":"simulation","id":"01935a4e-…","incidentId":"01935a4d-…","state":"DONE","reproduced":true}

            """;
    private static final Logger log = LoggerFactory.getLogger(LiveEventController.class);

    private final LiveEventTail tail;

    LiveEventController(LiveEventTail tail) {
        this.tail = tail;
    }

    @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "Listen to what happens", description = "Server-sent events `incident`, `issue` and `simulation`,"
            + " each with `type`, `id` and a few facts; read the thing itself for more. A client that comes back with"
            + " `Last-Event-ID` first gets what it missed, as far as it is not older than an hour. A comment is sent every"
            + " 15 seconds; after half an hour the stream ends and is to be opened again.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"), examples = @ExampleObject(EXAMPLE)))
    @ApiResponse(responseCode = "503", description = "As many listeners as allowed; come back later")
    void events(
            @Parameter(description = "The id of the last event that was heard") @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response) {
        LiveEventSubscription subscription = tail.subscribe(number(lastEventId)).orElseThrow(() -> {
            Problem busy = new Problem(HttpStatus.SERVICE_UNAVAILABLE, "problem.too-many-listeners");
            busy.getHeaders().set(HttpHeaders.RETRY_AFTER, "10");
            return busy;
        });
        try {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Proxies of the nginx family keep answers back otherwise.
            response.setHeader("X-Accel-Buffering", "no");
            send(subscription, response);
        } catch (IOException gone) {
            log.debug("A listener has left", gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            tail.unsubscribe(subscription);
        }
    }

    private static void send(LiveEventSubscription subscription, HttpServletResponse response)
            throws IOException, InterruptedException {
        OutputStream out = response.getOutputStream();
        // The place comes first, so that a listener who hears nothing still knows where to go on.
        write(out, "retry: 2000\nid: " + subscription.start() + "\n\n");
        response.flushBuffer();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!subscription.closed() && System.nanoTime() < end) {
            Optional<LiveEvent> event = subscription.next(HEARTBEAT);
            if (subscription.closed()) {
                return;
            }
            write(out, event.map(LiveEventController::text).orElse(": still here\n\n"));
            response.flushBuffer();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(LiveEvent event) {
        return "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.body() + "\n\n";
    }

    private static @Nullable Long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    }
}
