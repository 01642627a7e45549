package dev.maptriage.intake.collector;

import org.jspecify.annotations.Nullable;

/// Makes text fit its column: without U+0000, which PostgreSQL refuses, and never cut inside a surrogate pair.
final class Cut {
    private Cut() {}

    static String to(String text, int max) {
        String clean = text.replace('\0', '\uFFFD');
        if (clean.length() <= max) {
            return clean;
        }
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(max - 1)) ? max - 1 : max);
    }

    static @Nullable String orNull(@Nullable String text, int max) {
        return text == null || text.isBlank() ? null : to(text.strip(), max);
    }
}
