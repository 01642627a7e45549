package dev.maptriage.diagnosis;

import org.jspecify.annotations.Nullable;

/// One thing to do.
///
/// @param title    the change in a few words
/// @param why      when it is right and what it costs
/// @param code     a snippet on the culprit's own names; null when there is none
/// @param language language of `code` for highlighting: `go` or `sh`; null without code
public record Advice(Phrase title, Phrase why, @Nullable String code, @Nullable String language) {}
