package dev.maptriage.incident;

import dev.maptriage.diagnosis.Diagnosis;
import java.util.List;
import java.util.Optional;

/// An upload with all that can be made ready before its transaction begins, so that others wait for statements only.
///
/// @param identity what tells it from all other uploads
/// @param key      hash of the sender's key
/// @param notes    as they are stored
/// @param packed   the text, compressed; empty for a large one, which is compressed piece by piece as it is stored
record Draft(NewUpload upload, String identity, Optional<String> key, String notes, Optional<PackedText> packed,
        List<Part> parts) {

    /// A text that fits into one chunk.
    static final class PackedText {
        final byte[] content;
        final int inflated;

        PackedText(byte[] content, int inflated) {
            this.content = content;
            this.inflated = inflated;
        }
    }

    /// A diagnosis as it is stored.
    record Part(Diagnosis diagnosis, String fingerprint, String json, SearchDocument document) {}

    /// The fingerprint that decides with whom it is written.
    String firstFingerprint() {
        return parts.stream().map(Part::fingerprint).min(String::compareTo).orElseThrow();
    }
}
