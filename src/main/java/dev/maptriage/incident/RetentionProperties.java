package dev.maptriage.incident;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/// How long incidents are kept, and how much of them. Without either everything is kept.
///
/// @param age      incidents that came in longer ago go
/// @param textSize the oldest incidents go until their texts, unpacked, take no more than this
@ConfigurationProperties("maptriage.retention")
public record RetentionProperties(@Nullable Duration age, @Nullable DataSize textSize) {}
