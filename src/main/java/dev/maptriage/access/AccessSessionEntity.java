package dev.maptriage.access;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// A browser that has logged in with a token, without its secret.
@Entity
@Table(name = "access_session")
@SuppressWarnings("NullAway.Init")
class AccessSessionEntity {
    @Id
    String sha256;
    UUID tokenId;
    Instant expiresAt;
}
