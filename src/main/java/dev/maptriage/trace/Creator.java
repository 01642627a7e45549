package dev.maptriage.trace;

import org.jspecify.annotations.Nullable;

/// `created by main.main in goroutine 1`.
///
/// @param frame     where the `go` statement stands
/// @param goroutine id of the goroutine that ran it, printed from Go 1.21 on; null when not printed
/// @param textLine  line of the text
public record Creator(Frame frame, @Nullable Long goroutine, int textLine) {}
