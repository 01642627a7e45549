package dev.maptriage.access;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token as its owner sees it; what opens the service is shown once, when it is made.
///
/// @param hint       first characters, to tell tokens apart; null for the configured one
/// @param createdBy  null when it came from the configuration
/// @param expiresAt  null when it does not
/// @param lastUsedAt to the minute; null when it was never used
/// @param configured whether it comes from the configuration, and so can only be taken away there
@Schema(name = "AccessToken")
public record AccessToken(UUID id, String name, Scope scope, @Nullable String hint, Instant createdAt,
        @Nullable String createdBy, @Nullable Instant expiresAt, @Nullable Instant lastUsedAt, boolean configured) {}
