package dev.maptriage.intake;

import dev.maptriage.incident.Incident;
import dev.maptriage.trace.ParseNote;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a body.
///
/// @param uploadId  null when nothing was stored
/// @param sha256    of the inflated body
/// @param bytes     size of the inflated body
/// @param millis    time from the first byte to here
/// @param envelope  what was around the text, `PLAIN` for nothing
/// @param incidents in the order of the text; empty when it holds no Go crash, dump or race report
/// @param notes     what could not be read, with lines of the text as received
/// @param created   whether this call stored it; false when it was there before or is not to be stored
public record TriageResult(@Nullable UUID uploadId, String sha256, long bytes, double millis, String envelope,
        List<Incident> incidents, List<ParseNote> notes, boolean created) {

    public TriageResult {
        incidents = List.copyOf(incidents);
        notes = List.copyOf(notes);
    }
}
