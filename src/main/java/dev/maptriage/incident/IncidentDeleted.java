package dev.maptriage.incident;

import java.util.UUID;

/// An incident has been deleted, told inside the transaction.
public record IncidentDeleted(UUID id) {}
