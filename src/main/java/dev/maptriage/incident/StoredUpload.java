package dev.maptriage.incident;

import dev.maptriage.trace.ParseNote;
import java.util.List;
import java.util.UUID;

/// An upload that is in the database, and will be after a crash of ours.
///
/// @param incidents its incidents that still exist, in the order of the text
/// @param created   whether this very call stored it; false when it had been there before
public record StoredUpload(UUID id, String sha256, long bytes, String envelope, List<Incident> incidents,
        List<ParseNote> notes, boolean created) {

    public StoredUpload {
        incidents = List.copyOf(incidents);
        notes = List.copyOf(notes);
    }
}
