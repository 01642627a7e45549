package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// One frame as pages show it.
///
/// @param function full name as printed
/// @param file     null when not printed
/// @param line     null when not printed
/// @param textLine line of the uploaded text
/// @param user     whether it is the user's (or a dependency's) code, not Go's own
/// @param arguments words as printed between the parentheses; null when not kept
public record StackLine(String function, @Nullable String file, @Nullable Integer line, int textLine, boolean user,
        @Nullable String arguments) {}
