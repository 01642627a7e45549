package dev.maptriage.simulation;

import java.util.List;

/// One run, step by step: the shortest that ends the way it does.
///
/// @param outcome         its end
/// @param contextSwitches how often the turn passes from one goroutine to another
/// @param start           the map before the first step
/// @param steps           in order
public record Witness(Outcome outcome, int contextSwitches, MapSnapshot start, List<WitnessStep> steps) {}
