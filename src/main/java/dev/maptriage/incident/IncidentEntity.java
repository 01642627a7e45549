package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.incident.Incident.ReproductionStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// Row of an [Incident]: a column for all that is filtered by, and the whole diagnosis as JSON.
@Entity
@Table(name = "incident")
@SuppressWarnings("NullAway.Init")
class IncidentEntity {
    @Id
    UUID id;
    UUID issueId;
    UUID uploadId;
    int ordinal;
    String sha256;
    String documentId;
    String fingerprint;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Category category;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Kind kind;
    @Nullable
    String culpritFunction;
    @Nullable
    String culpritShort;
    String envelope;
    @Nullable
    String service;
    @Nullable
    String environment;
    @Nullable
    @Column(name = "release_name")
    String release;
    @Nullable
    String host;
    @Nullable
    String title;
    @Nullable
    Instant occurredAt;
    Instant receivedAt;
    Instant seenAt;
    /// May have been deleted since; see [IncidentRows].
    @Nullable
    UUID duplicateOf;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    ReproductionStatus.State reproductionState = ReproductionStatus.State.NONE;
    @Nullable
    Boolean reproduced;
    @Nullable
    UUID simulationId;
    @Nullable
    String reproductionReason;
    @Nullable
    String otherFunction;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Counterparts.@Nullable Basis otherBasis;
    int diagnosisVersion;
    int firstLine;
    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    String diagnosis;

    /// @param read  the diagnosis that its column holds
    /// @param first what [#duplicateOf] names, if it is still there
    Incident toIncident(Diagnosis read, @Nullable UUID first) {
        return new Incident(id, issueId, uploadId, read, sha256, envelope, labels(), receivedAt, first,
                reproduction(), diagnosisVersion);
    }

    ReproductionStatus reproduction() {
        return new ReproductionStatus(reproductionState, reproduced, simulationId, reproductionReason);
    }

    /// Notes how far its reproduction is.
    void reproduction(ReproductionStatus status) {
        reproductionState = status.state();
        reproduced = status.reproduced();
        simulationId = status.simulationId();
        reproductionReason = status.reason();
    }

    private SourceLabels labels() {
        return new SourceLabels(service, environment, release, host, title, occurredAt);
    }
}
