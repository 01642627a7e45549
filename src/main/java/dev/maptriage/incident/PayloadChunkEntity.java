package dev.maptriage.incident;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A run of lines of a text, compressed.
@Entity
@Table(name = "payload_chunk")
@SuppressWarnings("NullAway.Init")
class PayloadChunkEntity {
    @EmbeddedId
    Key key;
    int firstLine;
    int lastLine;
    int inflated;
    byte[] content;

    @Embeddable
    record Key(String sha256, int ordinal) {}
}
