package dev.maptriage.intake;

import dev.maptriage.incident.IncidentResponse;
import dev.maptriage.incident.Words;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The answer to an upload.
@Schema(name = "Upload")
record UploadResponse(@Schema(nullable = true) @Nullable UUID uploadId,
        @Schema(description = "Of the inflated body") String sha256,
        @Schema(description = "Size of the inflated body", example = "1834") long bytes,
        @Schema(description = "Time taken", example = "4.1") double millis,
        @Schema(description = "What was around the text, outermost first", example = "GZIP+CRI") String envelope,
        @Schema(description = "In the order of the text") List<IncidentResponse> incidents,
        @Schema(description = "What could not be read") List<Note> notes) {

    /// Something that could not be read.
    @Schema(name = "Note")
    record Note(int line, String note) {}

    static UploadResponse of(TriageResult result, Words words, Locale locale) {
        return new UploadResponse(result.uploadId(), result.sha256(), result.bytes(), result.millis(),
                result.envelope(),
                result.incidents().stream().map(incident -> IncidentResponse.of(incident, words, locale)).toList(),
                result.notes().stream().map(note -> new Note(note.line(), words.of(note, locale))).toList());
    }
}
