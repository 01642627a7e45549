package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be decided about an issue, and what has been.
///
/// @param version     state that the forms were made for; a decision about an older one is refused
/// @param status      name of the status
/// @param until       when an ignored issue opens again, in words; null for never or when it is not ignored
/// @param resolvedIn  release with the fix; null when none is named
/// @param nextRelease release that the issue was seen in last, as a hint; null when none is known
/// @param merged      issues that are merged into this one
/// @param problem     why the last decision was refused; null when it was not
/// @param history     newest first
record DecisionView(String version, String status, @Nullable String until, @Nullable String resolvedIn,
        @Nullable String nextRelease, @Nullable String assignee, @Nullable String note, List<IssueView.Link> merged,
        @Nullable String problem, List<Event> history) {

    /// One line of the history.
    record Event(TimeView time, String actor, String text, @Nullable String reason) {}
}
