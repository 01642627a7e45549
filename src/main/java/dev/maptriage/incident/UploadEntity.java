package dev.maptriage.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// What was sent in one request.
@Entity
@Table(name = "upload")
@SuppressWarnings("NullAway.Init")
class UploadEntity {
    @Id
    UUID id;
    String identity;
    String sha256;
    String envelope;
    /** Size of the body as sent; null before version 7 of the schema. */
    @Nullable
    Long bytes;
    /** From the first byte to the diagnosis; null before version 7 of the schema. */
    @Nullable
    Double millis;
    Instant receivedAt;
    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    String notes;
}
