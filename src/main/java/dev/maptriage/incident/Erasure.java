package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An erasure that was asked for.
///
/// @param incidents erased so far, or counted so far when `request.dryRun`
@Schema(name = "Erasure")
public record Erasure(UUID id, State state, ErasureRequest request, long incidents, String requestedBy,
        Instant requestedAt, @Nullable Instant endedAt) {

    /// States of an erasure.
    public enum State {
        RUNNING,
        DONE
    }
}
