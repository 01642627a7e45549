package dev.maptriage.incident;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/// Words that search looks through; see [SearchDocument].
@Entity
@Table(name = "search_document")
@SuppressWarnings("NullAway.Init")
class SearchDocumentEntity {
    @Id
    String id;
    UUID issueId;
}
