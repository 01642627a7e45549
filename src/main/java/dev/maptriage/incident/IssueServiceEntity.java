package dev.maptriage.incident;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/// A service that an issue was seen in.
@Entity
@Table(name = "issue_service")
@SuppressWarnings("NullAway.Init")
class IssueServiceEntity {
    @EmbeddedId
    Key key;

    @Embeddable
    record Key(UUID issueId, String service) {}
}
