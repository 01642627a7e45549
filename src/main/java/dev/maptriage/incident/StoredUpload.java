package dev.maptriage.incident;

import dev.maptriage.trace.ParseNote;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upload that is in the database, and will be after a crash of ours.
///
/// @param millis    from its first byte to the diagnosis; null where that was not measured
/// @param incidents its incidents that still exist, in the order of the text
/// @param created   whether this very call stored it; false when it had been there before
public record StoredUpload(UUID id, String sha256, long bytes, @Nullable Double millis, String envelope,
        List<Incident> incidents,
        List<ParseNote> notes, boolean created) {

    public StoredUpload {
        incidents = List.copyOf(incidents);
        notes = List.copyOf(notes);
    }
}
