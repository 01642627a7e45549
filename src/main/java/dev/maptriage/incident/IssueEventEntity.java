package dev.maptriage.incident;

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

/// Row of an [IssueEvent]; never changed once it is written.
@Entity
@Table(name = "issue_event")
@SuppressWarnings("NullAway.Init")
class IssueEventEntity {
    @Id
    UUID id;
    UUID issueId;
    Instant happenedAt;
    String actor;
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    IssueEvent.Action action;
    @Nullable
    String field;
    @Nullable
    String oldValue;
    @Nullable
    String newValue;
    @Nullable
    String reason;
    @Nullable
    UUID batchId;

    IssueEvent toEvent() {
        return new IssueEvent(id, happenedAt, actor, action, field, oldValue, newValue, reason);
    }
}
