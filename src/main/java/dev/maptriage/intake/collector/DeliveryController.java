package dev.maptriage.intake.collector;

import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Deliveries", description = "What collectors sent, and what has become of it.")
class DeliveryController {
    private final Deliveries deliveries;

    DeliveryController(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @GetMapping
    @Operation(summary = "List deliveries", description = "Newest first. `size` is 1 to 200, larger is capped. Pass `next` as"
            + " `cursor` for the following page.")
    Slice<Delivery> list(@ParameterObject DeliveryQuery query) {
        return deliveries.list(query);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read one delivery")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such delivery")
    Delivery read(@PathVariable UUID id) {
        return deliveries.find(id).orElseThrow(() -> missing(id));
    }

    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Diagnose a delivery again", description = "Of a parked delivery, or one in which nothing was found."
            + " What was stored before stays as it is and is not counted again.")
    @ApiResponse(responseCode = "202")
    @ApiResponse(responseCode = "404", description = "No such delivery")
    Delivery replay(@PathVariable UUID id) {
        return deliveries.replay(id).orElseThrow(() -> missing(id));
    }

    private static Problem missing(UUID id) {
        return new Problem(HttpStatus.NOT_FOUND, "problem.delivery-not-found", id);
    }
}
