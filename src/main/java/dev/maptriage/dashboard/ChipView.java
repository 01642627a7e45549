package dev.maptriage.dashboard;

import org.jspecify.annotations.Nullable;

/// A link that narrows a list.
///
/// @param text    words
/// @param mark    shape and word instead of `text`; null without one
/// @param count   how many it would leave; null when not counted
/// @param href    where it leads
/// @param current whether the list is already narrowed so
record ChipView(String text, @Nullable MarkView mark, @Nullable String count, String href, boolean current) {}
