package dev.maptriage.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/// A fingerprint and the issue that its incidents belong to now, and belonged to before any merge.
@Entity
@Table(name = "issue_fingerprint")
@SuppressWarnings("NullAway.Init")
class IssueFingerprintEntity {
    @Id
    String fingerprint;
    UUID issueId;
    UUID homeId;
}
