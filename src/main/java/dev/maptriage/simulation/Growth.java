package dev.maptriage.simulation;

import dev.maptriage.hmap.MapStep;

/// Which steps belong to a growth of the map.
final class Growth {

    private Growth() {}

    /// Whether a step is taken by the runtime's growth functions.
    static boolean isPart(MapStep step) {
        return switch (step.function()) {
            case "runtime.hashGrow", "runtime.advanceEvacuationMark",
                    "internal/runtime/maps.(*Map).installTableSplit", "internal/runtime/maps.(*Map).replaceTable" ->
                true;
            default -> movesEntries(step);
        };
    }

    /// Whether a step is taken by those of them that bring entries to their new place.
    static boolean movesEntries(MapStep step) {
        return switch (step.function()) {
            case "internal/runtime/maps.(*Map).growToTable", "internal/runtime/maps.(*table).grow",
                    "internal/runtime/maps.(*table).split" ->
                true;
            default -> step.function().startsWith("runtime.growWork") || step.function().startsWith("runtime.evacuate");
        };
    }
}
