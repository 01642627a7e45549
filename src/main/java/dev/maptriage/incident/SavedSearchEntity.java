package dev.maptriage.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// Row of a [SavedSearch].
@Entity
@Table(name = "saved_search")
@SuppressWarnings("NullAway.Init")
class SavedSearchEntity {
    @Id
    UUID id;
    String name;
    String query;
    String createdBy;
    Instant createdAt;

    SavedSearch toSearch() {
        return new SavedSearch(id, name, query, createdBy, createdAt);
    }
}
