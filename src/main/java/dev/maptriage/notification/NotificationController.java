package dev.maptriage.notification;

import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/notifications", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Notifications")
class NotificationController {
    private final Notifications notifications;

    NotificationController(Notifications notifications) {
        this.notifications = notifications;
    }

    @GetMapping
    @Operation(summary = "List notifications", description = "Newest first, each with its attempts.")
    Slice<Notification> list(@RequestParam(required = false) @Nullable UUID rule,
            @RequestParam(required = false) Notification.@Nullable State state,
            @RequestParam(required = false) @Nullable PageSize size,
            @RequestParam(required = false) @Nullable String cursor) {
        return notifications.list(rule, state, size, cursor);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a notification")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such notification")
    Notification read(@PathVariable UUID id) {
        return notifications.find(id)
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.notification-not-found", id));
    }

    @PostMapping("/{id}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send a notification anew", description = "One that failed or was held back.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such notification")
    @ApiResponse(responseCode = "409", description = "It is under way, or the receiver has it")
    Notification retry(@PathVariable UUID id) {
        return notifications.retry(id);
    }
}
