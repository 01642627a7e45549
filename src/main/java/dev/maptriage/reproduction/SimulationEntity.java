package dev.maptriage.reproduction;

import dev.maptriage.incident.Incident.ReproductionStatus.State;
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

/// Row of a [Simulation], without its result.
@Entity
@Table(name = "simulation")
@SuppressWarnings("NullAway.Init")
class SimulationEntity {
    @Id
    UUID id;
    @Nullable
    UUID incidentId;
    @Nullable
    UUID issueId;
    String recipe;
    String scenario;
    String goVersion;
    long seed;
    String parameters;
    /// What the runtime shall say; null for whatever fails.
    @Nullable
    String message;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    State state = State.QUEUED;
    @Nullable
    Boolean reproduced;
    @Nullable
    String reason;
    Instant requestedAt;
    @Nullable
    Instant finishedAt;
}
