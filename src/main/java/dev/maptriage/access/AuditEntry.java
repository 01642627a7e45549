package dev.maptriage.access;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that was done, or refused.
///
/// @param actor   name of the token, `local` while the service is open, `nobody` without a token, `maptriage` for what happens
///                by itself
/// @param address where the request came from; null for what happens by itself
/// @param subject what it was done to
@Schema(name = "AuditEntry")
public record AuditEntry(UUID id, Instant happenedAt, String actor, @Nullable String address, Action action,
        String subject) {

    /// What can be done.
    public enum Action {
        /** A browser logged in. */
        SIGNED_IN,
        /** Somebody tried to log in with a token that is none. */
        SIGN_IN_REFUSED,
        /** A browser logged out. */
        SIGNED_OUT,
        /** A program showed a token that is none. */
        TOKEN_REFUSED,
        /** A token was shown that may not do this. */
        SCOPE_REFUSED,
        /** Somebody came too often. */
        RATE_REFUSED,
        /** A token was made. */
        TOKEN_CREATED,
        /** A token was taken away. */
        TOKEN_REVOKED,
        /** A secret of a webhook was added. */
        SECRET_ADDED,
        /** A secret of a webhook was taken away. */
        SECRET_REMOVED,
        /** An erasure was asked for. */
        ERASURE_STARTED,
        /** Incidents were erased on request. */
        ERASED,
        /** Incidents were erased for their age or for room. */
        EXPIRED,
        /** Anything else was changed; the subject is the request. */
        CHANGED
    }
}
