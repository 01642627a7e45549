package dev.maptriage.dashboard;

import org.jspecify.annotations.Nullable;

/// One line of a list of issues.
///
/// @param function short; null when no frame of the user's is known
/// @param services joined; null without any
/// @param status   in words; null while it is open, which needs no word
record IssueRow(String id, MarkView mark, String message, @Nullable String function, @Nullable String functionTitle,
        @Nullable String services, @Nullable String status, boolean regressed, SparkView spark, String count,
        TimeView lastSeen) {

    /// The same line with a count of its own.
    IssueRow counting(String other) {
        return new IssueRow(id, mark, message, function, functionTitle, services, status, regressed, spark, other,
                lastSeen);
    }
}
