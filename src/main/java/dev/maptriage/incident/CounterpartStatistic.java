package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.media.Schema;

/// How often a function was the other party of an issue's crashes.
///
/// @param crashes how many incidents
/// @param of      out of how many
/// @param basis   how that is known
@Schema(name = "CounterpartStatistic")
public record CounterpartStatistic(String function, long crashes, long of, Counterparts.Basis basis) {}
