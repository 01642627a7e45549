package dev.maptriage.reproduction;

import dev.maptriage.incident.Incident.ReproductionStatus.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A simulation that was asked for.
///
/// @param incidentId the incident it explains; null for one that was asked for by itself
/// @param recipe     what is simulated
/// @param reproduced whether it failed as wanted; null until it ran
/// @param reason     key of the sentence that says why it did not; null when it did, or may yet
/// @param result     null until it ran
public record Simulation(UUID id, @Nullable UUID incidentId, Recipe recipe, State state, @Nullable Boolean reproduced,
        @Nullable String reason, Instant requestedAt, @Nullable Instant finishedAt,
        @Nullable SimulationResult result) {

    /// Whether it has ended, in whatever way.
    public boolean finished() {
        return state == State.DONE || state == State.FAILED;
    }
}
