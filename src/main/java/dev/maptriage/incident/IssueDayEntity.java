package dev.maptriage.incident;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.UUID;

/// How often an issue was seen on one UTC day.
@Entity
@Table(name = "issue_day")
@SuppressWarnings("NullAway.Init")
class IssueDayEntity {
    @EmbeddedId
    Key key;
    int incidentCount;

    @Embeddable
    record Key(UUID issueId, LocalDate seenOn) {}
}
