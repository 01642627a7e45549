package dev.maptriage.incident;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/// Another fingerprint of the same bug.
@Entity
@Table(name = "issue_relation")
@SuppressWarnings("NullAway.Init")
class IssueRelationEntity {
    @EmbeddedId
    Key key;
    String because;

    @Embeddable
    record Key(UUID issueId, String fingerprint) {}
}
