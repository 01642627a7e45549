package dev.maptriage.notification;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of one attempt.
///
/// @param status     of HTTP; null without an answer
/// @param detail     what went wrong, as far as it can be told
/// @param retryAfter how long the receiver asks to wait; null when it does not
record Outcome(Result result, @Nullable Integer status, @Nullable String detail, @Nullable Duration retryAfter) {
    private static final int MAX_DETAIL = 500;

    enum Result {
        ACCEPTED,
        /** May go well another time. */
        FAILED,
        /** Will not go well another time. */
        REFUSED,
        /** The receiver wants nothing more of this rule. */
        GONE
    }

    Outcome {
        detail = detail == null ? null : detail.replace("\0", "").substring(0, Math.min(detail.length(), MAX_DETAIL));
    }

    static Outcome of(Result result, @Nullable String detail) {
        return new Outcome(result, null, detail, null);
    }
}
