package dev.maptriage.trace;

import org.jspecify.annotations.Nullable;

/// A place in a program as a stack names it; equal places of one text are one object.
///
/// @param function full name as printed, without arguments
/// @param file     path as printed; null when the text has none
/// @param line     line in `file`, 0 when the text has none
/// @param inlined  whether it was printed as `f(...)`: no frame of its own
public record Frame(String function, @Nullable String file, int line, boolean inlined) {}
