package dev.maptriage.incident;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A service, environment or release that an issue was seen in.
@Entity
@Table(name = "issue_label")
@SuppressWarnings("NullAway.Init")
class IssueLabelEntity {
    @EmbeddedId
    Key key;

    /// What a label says.
    enum Label {
        SERVICE,
        ENVIRONMENT,
        RELEASE
    }

    @Embeddable
    record Key(UUID issueId, @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR) Label label,
            String labelValue) {}
}
