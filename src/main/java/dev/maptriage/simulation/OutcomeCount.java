package dev.maptriage.simulation;

/// How many schedules end in one way.
///
/// @param outcome   the end; its `step` is 0
/// @param schedules how many
public record OutcomeCount(Outcome outcome, long schedules) {}
