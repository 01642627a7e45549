package dev.maptriage.dashboard;

import org.jspecify.annotations.Nullable;

/// A piece of a sentence.
///
/// @param text  the words
/// @param code  whether they are Go's, set in the font of the trace
/// @param href  the line that proves them; null without one
/// @param title the long form; null without one
record Span(String text, boolean code, @Nullable String href, @Nullable String title) {

    static Span words(String text) {
        return new Span(text, false, null, null);
    }

    static Span code(String text) {
        return new Span(text, true, null, null);
    }

    /// Whether it has no look, link or tooltip of its own.
    boolean isWords() {
        return !code && href == null && title == null;
    }
}
