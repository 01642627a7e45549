package dev.maptriage.trace;

/// Goroutines without a crash head.
public record GoroutineDump(LineRange lines) implements TraceReport {}
