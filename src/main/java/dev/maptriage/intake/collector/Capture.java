package dev.maptriage.intake.collector;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A text that was put together from the records of one source.
///
/// @param dropped   lines left out because there were too many
/// @param attempts  how often its diagnosis failed
/// @param error     why it failed
/// @param text      masked; null when it became incidents, which have it, or is too long to be shown
/// @param incidents what it led to
public record Capture(UUID id, CaptureState state, Instant openedAt, int dropped, int attempts, @Nullable String error,
        @Nullable String text, List<UUID> incidents) {

    public Capture {
        incidents = List.copyOf(incidents);
    }
}
