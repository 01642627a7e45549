package dev.maptriage.incident;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/// A search that somebody gave a name.
///
/// @param query as it stands in the search box
@Schema(name = "SavedSearch")
public record SavedSearch(UUID id, String name, String query, String createdBy, Instant createdAt) {}
