package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.LocalDate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A share of the incidents of one UTC day and category; the sum over the slots is their number.
@Entity
@Table(name = "incident_day")
@SuppressWarnings("NullAway.Init")
class IncidentDayEntity {
    static final int SLOTS = 8;

    @EmbeddedId
    Key key;
    long incidentCount;

    @Embeddable
    record Key(LocalDate seenOn, @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR) Category category,
            short slot) {}
}
