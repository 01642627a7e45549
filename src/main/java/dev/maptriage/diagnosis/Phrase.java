package dev.maptriage.diagnosis;

import java.util.List;

/// A sentence as message key and arguments; words are made at the edge, in the reader's language.
///
/// @param key  key in the bundle `messages`
/// @param args strings and whole numbers, in the order of the placeholders `{0}`, `{1}`, …
public record Phrase(String key, List<Object> args) {

    public Phrase {
        args = List.copyOf(args);
    }

    public static Phrase of(String key, Object... args) {
        return new Phrase(key, List.of(args));
    }
}
