package dev.maptriage.simulation;

import java.util.List;

/// What one goroutine does: calls, one after the other.
public record Program(List<Call> calls) {}
