package dev.maptriage.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A source is erased everywhere: whatever else came from it goes, too. Told in a transaction of its own.
///
/// @param service of the source; null for any
/// @param host    of the source; null for any
/// @param before  only what came in before this time
public record SourceErased(@Nullable String service, @Nullable String host, Instant before) {}
