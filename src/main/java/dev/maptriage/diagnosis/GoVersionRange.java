package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// Which Go versions print such a text.
///
/// @param exact   e.g. `1.24.4`, when a path names it; else null
/// @param atLeast oldest minor version that fits, e.g. `1.24`; null when open
/// @param below   first minor version that no longer fits; null when open
public record GoVersionRange(@Nullable String exact, @Nullable String atLeast, @Nullable String below) {

    public static final GoVersionRange ANY = new GoVersionRange(null, null, null);
}
