package dev.maptriage.notification;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of the log: something that was told, or was to be told.
///
/// @param rule      name of the rule
/// @param title     what it is about; null until it was first tried
/// @param reason    why it was held back; null otherwise
/// @param repeated  how often the same was held back after it while the issue cooled down
/// @param nextAt    when it is tried next; null when it is not
/// @param tries     what became of each attempt, oldest first
public record Notification(UUID id, UUID ruleId, String rule, Channel channel, @Nullable UUID issueId,
        @Nullable UUID incidentId, Cause cause, State state, @Nullable Reason reason, @Nullable String title,
        long repeated, Instant createdAt, @Nullable Instant nextAt, @Nullable Instant finishedAt, List<Attempt> tries) {

    public Notification {
        tries = List.copyOf(tries);
    }

    /// How far it is.
    public enum State {
        /** Waits for its first or next attempt. */
        PENDING,
        /** The receiver has it. */
        SENT,
        /** No attempt went well. */
        FAILED,
        /** Was not sent, for a reason. */
        HELD
    }

    /// Why it was held back.
    public enum Reason {
        /** The rule has told enough in this hour. */
        CAP,
        /** The rule was switched off meanwhile. */
        RULE_OFF
    }

    /// One attempt.
    ///
    /// @param status of HTTP; null without an answer
    /// @param detail what went wrong
    public record Attempt(Instant at, int millis, @Nullable Integer status, @Nullable String detail) {}
}
