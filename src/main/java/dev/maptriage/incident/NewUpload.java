package dev.maptriage.incident;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.trace.ParseNote;
import dev.maptriage.trace.TraceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A diagnosed upload, ready to be stored.
///
/// @param sha256         of the body as sent, inflated
/// @param bytes          its size
/// @param millis         from its first byte to the diagnosis
/// @param text           what is kept of it: masked, and a profile as text
/// @param idempotencyKey the sender's key; null without one
/// @param diagnoses      at least one, in the order of the text
/// @param notes          what could not be read
public record NewUpload(String sha256, long bytes, double millis, TraceText text, String envelope, SourceLabels labels,
        @Nullable String idempotencyKey, List<Diagnosis> diagnoses, List<ParseNote> notes) {

    /// An upload that is kept as it was sent.
    public NewUpload(String sha256, TraceText text, String envelope, SourceLabels labels,
            @Nullable String idempotencyKey, List<Diagnosis> diagnoses, List<ParseNote> notes) {
        this(sha256, text.byteCount(), 0, text, envelope, labels, idempotencyKey, diagnoses, notes);
    }

    public NewUpload {
        diagnoses = List.copyOf(diagnoses);
        notes = List.copyOf(notes);
        if (diagnoses.isEmpty()) {
            throw new IllegalArgumentException("an upload without a diagnosis is not stored");
        }
    }
}
