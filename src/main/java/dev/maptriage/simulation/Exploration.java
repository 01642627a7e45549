package dev.maptriage.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out of exploring a scenario.
///
/// @param reproduced whether a run ended as the scenario wants it to; without a wish, whether any run failed
/// @param witness    the shortest run that ends as wanted; else the shortest that fails; else one in which all goes well
/// @param counts     all schedules up to the largest bound that the budget allowed, counted one by one; or drawn
/// @param sample     schedules drawn uniformly, without a bound; null if `counts` has no bound or is drawn itself
/// @param outcomes   all ends that were seen, by any means
/// @param complete   whether no schedule at all has an end that is not among `outcomes`
/// @param runs       how many runs were made
/// @param foundAfter milliseconds until a run first ended as wanted; -1 if none did
public record Exploration(Scenario scenario, boolean reproduced, Witness witness, Counts counts,
        @Nullable Counts sample, List<Outcome> outcomes, boolean complete, long runs, double foundAfter,
        double millis) {}
