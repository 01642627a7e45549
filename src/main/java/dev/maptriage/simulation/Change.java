package dev.maptriage.simulation;

/// One thing that a step changed.
///
/// @param place  in the runtime's words: `flags`, `buckets[2].tophash[3]`
/// @param before its value before the step; empty if it was not there
/// @param after  its value after the step; empty if it is gone
public record Change(String place, String before, String after) {}
