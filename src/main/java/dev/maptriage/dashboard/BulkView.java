package dev.maptriage.dashboard;

import org.jspecify.annotations.Nullable;

/// Changing many issues of the list at once.
///
/// @param back  query of the list to come back to
/// @param done  what was just changed, for undoing it; null when nothing was
/// @param words how many issues were changed or are as they were; null when nothing happened
record BulkView(String back, @Nullable String done, @Nullable String words) {}
