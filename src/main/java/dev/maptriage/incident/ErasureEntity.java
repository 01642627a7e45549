package dev.maptriage.incident;

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

/// An erasure and how far it is.
@Entity
@Table(name = "erasure")
@SuppressWarnings("NullAway.Init")
class ErasureEntity {
    @Id
    UUID id;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Erasure.State state;
    boolean dryRun;
    @Nullable
    Instant receivedBefore;
    @Nullable
    UUID issueId;
    @Nullable
    String service;
    @Nullable
    String environment;
    @Nullable
    String host;
    @Nullable
    @Column(name = "query")
    String q;
    long incidents;
    @Nullable
    UUID lastId;
    String requestedBy;
    Instant requestedAt;
    @Nullable
    Instant endedAt;

    ErasureRequest request() {
        return new ErasureRequest(receivedBefore, issueId, service, environment, host, q, dryRun);
    }

    Erasure toErasure() {
        return new Erasure(id, state, request(), incidents, requestedBy, requestedAt, endedAt);
    }
}
