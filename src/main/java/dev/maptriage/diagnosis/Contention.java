package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// Goroutines that wait for one lock.
///
/// @param holder  id of the goroutine that holds it; null when the text does not tell
/// @param waiters how many wait
/// @param lock    its address as printed, e.g. `0xc000082020`; null when not printed
public record Contention(@Nullable Long holder, int waiters, @Nullable String lock) {}
