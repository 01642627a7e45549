package dev.maptriage.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/// A sender's `Idempotency-Key` and the upload it stands for.
@Entity
@Table(name = "upload_key")
@SuppressWarnings("NullAway.Init")
class UploadKeyEntity {
    @Id
    String senderKey;
    UUID uploadId;
    String sha256;
}
