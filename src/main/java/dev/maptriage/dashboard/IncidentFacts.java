package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.incident.SourceLabels;
import dev.maptriage.trace.ParseNote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the page of one incident is made from.
///
/// @param id        of the incident
/// @param diagnosis as stored
/// @param labels    where it came from
/// @param seenAt    when it crashed, or came in
/// @param millis    from the first byte of the upload to the diagnosis; null where that was not measured
/// @param notes     what of the text could not be read
record IncidentFacts(String id, Diagnosis diagnosis, SourceLabels labels, Instant seenAt,
        @Nullable Double millis, List<ParseNote> notes) {}
