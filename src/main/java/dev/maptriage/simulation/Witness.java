package dev.maptriage.simulation;

import java.util.List;

/// One run, step by step.
///
/// @param outcome         its end
/// @param contextSwitches how often the turn passes from one goroutine to another
/// @param shortest        whether no run that ends so has fewer changes of turn, or as many and fewer steps; false if it
///                        was found by chance and made shorter as far as that went
/// @param start           the map before the first step
/// @param steps           in order
public record Witness(Outcome outcome, int contextSwitches, boolean shortest, MapSnapshot start,
        List<WitnessStep> steps) {}
