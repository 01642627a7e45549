package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Diagnosis;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the page of one incident is made from.
///
/// @param id          of the incident
/// @param diagnosis   as stored
/// @param service     null when nobody said
/// @param environment null when nobody said
/// @param release     null when nobody said
/// @param host        null when nobody said
/// @param occurredAt  when it crashed
/// @param millis      how long the diagnosis took; null when it was not measured
/// @param duplicateOf an earlier incident with the same text; null when the text is new
record IncidentFacts(String id, Diagnosis diagnosis, @Nullable String service, @Nullable String environment,
        @Nullable String release, @Nullable String host, Instant occurredAt, @Nullable Double millis,
        @Nullable String duplicateOf) {}
