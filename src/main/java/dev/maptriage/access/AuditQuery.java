package dev.maptriage.access;

import dev.maptriage.incident.PageSize;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which entries of the log to list; null and blank mean "any".
///
/// @param since  at this time or later
/// @param until  before this time
/// @param cursor `next` of the page before
public record AuditQuery(AuditEntry.@Nullable Action action, @Nullable String actor, @Nullable Instant since,
        @Nullable Instant until, @Nullable PageSize size, @Nullable String cursor) {}
