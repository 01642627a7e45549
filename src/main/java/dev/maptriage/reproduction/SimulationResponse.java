package dev.maptriage.reproduction;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.maptriage.incident.Incident.ReproductionStatus.State;
import dev.maptriage.incident.Words;
import dev.maptriage.simulation.Implementation;
import dev.maptriage.simulation.LockConvoy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A simulation as JSON.
@Schema(name = "Simulation", description = "One scenario under all interleavings up to a bound, and the shortest that fails.")
record SimulationResponse(UUID id, @Nullable UUID incidentId,
        @Schema(description = "Name in the catalogue", example = "read-write") String scenario,
        @Schema(example = "1.23") String goVersion, String implementation, long seed, Map<String, String> parameters,
        State state,
        @Schema(description = "Whether it failed as the incident did, or failed at all; null until it ran") @Nullable Boolean reproduced,
        @Schema(description = "Why it did not; null when it did, or may yet") @Nullable String reason,
        @Schema(description = "How the witness ends") SimulationResult.@Nullable Outcome outcome,
        @Schema(description = "How all other schedules end") SimulationResult.@Nullable Exploration exploration,
        List<SimulationResult.OutcomeShare> outcomes, List<SimulationResult.GoroutineProgram> goroutines,
        @JsonInclude(JsonInclude.Include.NON_NULL) SimulationResult.@Nullable MapState start,
        @Schema(description = "How many steps the witness has") int stepCount,
        @Schema(description = "The witness, or the window that was asked for") List<SimulationResult.Step> steps,
        @Schema(description = "Series over time of a lock convoy; null for all others") LockConvoy.@Nullable ConvoyResult contention,
        Instant requestedAt, @Nullable Instant finishedAt, LinksJson links) {

    /// Paths of what belongs to it.
    @Schema(name = "SimulationLinks")
    record LinksJson(String self, String html, @Nullable String incident) {}

    /// @param first first step to be sent, from 1
    /// @param last  last step to be sent, inside
    static SimulationResponse of(Simulation simulation, int first, int last, Words words, Locale locale) {
        SimulationResult result = simulation.result();
        Recipe recipe = simulation.recipe();
        String reason = simulation.reason();
        int count = result == null ? 0 : result.steps().size();
        return new SimulationResponse(simulation.id(), simulation.incidentId(), recipe.scenario(),
                recipe.version().label(), Implementation.of(recipe.version()).name(), recipe.seed(),
                new TreeMap<>(recipe.parameters()), simulation.state(), simulation.reproduced(),
                reason == null ? null : words.of(locale, reason), result == null ? null : result.outcome(),
                result == null ? null : result.exploration(), result == null ? List.of() : result.outcomes(),
                result == null ? List.of() : result.goroutines(), result == null ? null : result.start(), count,
                result == null
                        ? List.of()
                        : result.steps().subList(Math.min(first - 1, count), Math.clamp(last, 0, count)),
                result == null ? null : result.contention(), simulation.requestedAt(), simulation.finishedAt(),
                links(simulation));
    }

    private static LinksJson links(Simulation simulation) {
        UUID incident = simulation.incidentId();
        return new LinksJson("/api/v1/simulations/" + simulation.id(), "/simulations/" + simulation.id(),
                incident == null ? null : "/api/v1/incidents/" + incident);
    }
}
