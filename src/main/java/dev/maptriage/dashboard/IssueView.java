package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of one issue.
///
/// @param status    in words; null while it is open
/// @param facts     releases, services
/// @param advice    the first advice of its newest incident; null without one
/// @param incidents newest first
/// @param next      link to older incidents; null on the last page
/// @param decision  status, owner, notes and history
/// @param insight   what else is known
record IssueView(String id, String title, MarkView mark, String kind, @Nullable String status, boolean regressed,
        String count, TimeView firstSeen, TimeView lastSeen, List<IncidentView.Fact> facts, SparkView spark,
        IncidentView.@Nullable AdviceView advice, List<Link> related, List<IncidentRow> incidents,
        @Nullable String next, DecisionView decision, InsightView insight) {

    /// Another issue that belongs to this one.
    record Link(String id, MarkView mark, String title, String because) {}
}
