package dev.maptriage.dashboard;

import org.jspecify.annotations.Nullable;

/// One line of a list of incidents.
///
/// @param function short; null when no frame of the user's is known
/// @param source   service, environment, release and host as far as known; null when nothing is
record IncidentRow(String id, MarkView mark, String message, @Nullable String function,
        @Nullable String functionTitle, @Nullable String source, TimeView time) {}
