package dev.maptriage.intake.collector;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of the delivery log.
///
/// @param senderId  the sender's name for the delivery
/// @param records   how many records it held
/// @param kept      how many of them belong to a crash
/// @param bytes     size as sent
/// @param error     why it was given up or will be tried again
/// @param incidents what it led to, or what an alert may be about
/// @param counted   crashes that were counted without keeping their text
/// @param alerts    what an alerting system pointed to
@Schema(name = "Delivery")
public record Delivery(UUID id, String source, @Nullable String senderId, Instant receivedAt, DeliveryState state,
        int records, int kept, long bytes, @Nullable String service, @Nullable String host, @Nullable String error,
        List<UUID> incidents, int counted, List<Alert> alerts) {

    public Delivery {
        incidents = List.copyOf(incidents);
        alerts = List.copyOf(alerts);
    }

    /// An alert that a delivery carried.
    @Schema(name = "Alert")
    public record Alert(String title, String status, @Nullable String service, @Nullable String host,
            @Nullable Instant startedAt, @Nullable String url) {}
}
