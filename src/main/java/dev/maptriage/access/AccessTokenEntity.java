package dev.maptriage.access;

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

/// A token, without its secret.
@Entity
@Table(name = "access_token")
@SuppressWarnings("NullAway.Init")
class AccessTokenEntity {
    @Id
    UUID id;
    String name;
    String sha256;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Scope scope;
    @Nullable
    String hint;
    Instant createdAt;
    @Nullable
    String createdBy;
    @Nullable
    Instant expiresAt;
    @Nullable
    Instant lastUsedAt;

    boolean isValid(Instant now) {
        return expiresAt == null || expiresAt.isAfter(now);
    }
}
