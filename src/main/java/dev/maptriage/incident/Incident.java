package dev.maptriage.incident;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One crash as it was received and diagnosed.
///
/// @param id           null when it was diagnosed only and never stored; sorts by time
/// @param issueId      the issue it belongs to; null when not stored
/// @param uploadId     the upload it came with; null when not stored
/// @param diagnosis    what we think of it
/// @param payload      SHA-256 of the text, key of [Payloads]
/// @param envelope     what was around the text, `PLAIN` for nothing
/// @param labels       where it came from
/// @param receivedAt   when it came in
/// @param duplicateOf  the incident that the same text was first seen as; null for the first
/// @param reproduction how far its simulation is
/// @param diagnosisVersion rules that it was diagnosed by
public record Incident(@Nullable UUID id, @Nullable UUID issueId, @Nullable UUID uploadId, Diagnosis diagnosis,
        String payload, String envelope, SourceLabels labels, Instant receivedAt, @Nullable UUID duplicateOf,
        ReproductionStatus reproduction, int diagnosisVersion) {

    /// An incident that was diagnosed just now.
    public Incident(@Nullable UUID id, @Nullable UUID issueId, @Nullable UUID uploadId, Diagnosis diagnosis,
            String payload, String envelope, SourceLabels labels, Instant receivedAt, @Nullable UUID duplicateOf,
            ReproductionStatus reproduction) {
        this(id, issueId, uploadId, diagnosis, payload, envelope, labels, receivedAt, duplicateOf, reproduction,
                Diagnoser.VERSION);
    }

    /// How far the simulation of an incident is.
    ///
    /// @param reproduced   whether it failed the same way; null until it ran
    /// @param simulationId the simulation; null until there is one
    /// @param reason       key of the sentence that says why it was not reproduced; null when it was, or may yet be
    public record ReproductionStatus(State state, @Nullable Boolean reproduced, @Nullable UUID simulationId,
            @Nullable String reason) {
        public static final ReproductionStatus NONE = new ReproductionStatus(State.NONE, null, null, null);

        /// States of a simulation.
        public enum State {
            NONE,
            QUEUED,
            RUNNING,
            DONE,
            FAILED
        }
    }

    /// The same incident with another state of its simulation.
    Incident with(ReproductionStatus status) {
        return new Incident(id, issueId, uploadId, diagnosis, payload, envelope, labels, receivedAt, duplicateOf,
                status, diagnosisVersion);
    }

    /// When it happened, as far as known: the time its sender gave, else the time it came in.
    public Instant seenAt() {
        return labels.occurredAt() != null ? labels.occurredAt() : receivedAt;
    }
}
