package dev.maptriage.incident;

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

/// A run over stored texts.
@Entity
@Table(name = "rediagnosis")
@SuppressWarnings("NullAway.Init")
class RediagnosisEntity {
    @Id
    UUID id;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Rediagnosis.State state;
    boolean applying;
    boolean everything;
    String startedBy;
    Instant startedAt;
    @Nullable
    Instant endedAt;
    @Nullable
    UUID lastId;
    long seen;
    long changed;
    long failed;
}
