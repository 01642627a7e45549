package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// A place in the user's program, on a goroutine's stack.
///
/// @param function  full name as printed, e.g. `example.com/shop/cart.(*Store).Get`
/// @param file      path as printed; null when the text has none
/// @param line      line in `file`; null when the text has none
/// @param goroutine id of the goroutine; null when the text has none
/// @param textLine  line of the uploaded text that names it; 0 when unknown
public record CodePoint(String function, @Nullable String file, @Nullable Integer line, @Nullable Long goroutine,
        int textLine) {}
