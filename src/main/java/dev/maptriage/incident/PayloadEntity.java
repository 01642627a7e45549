package dev.maptriage.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A text, without its bytes.
@Entity
@Table(name = "payload")
@SuppressWarnings("NullAway.Init")
class PayloadEntity {
    @Id
    String sha256;
    long bytes;
    int lineCount;
    Instant storedAt;
}
