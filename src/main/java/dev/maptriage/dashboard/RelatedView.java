package dev.maptriage.dashboard;

import java.util.List;

/// What else belongs to an incident.
///
/// @param others  issues that the same bug shows as, such as that of the other side
/// @param similar other incidents of its issue, newest first
/// @param also    other incidents of the same text
record RelatedView(IssueRow issue, List<IssueView.Link> others, List<IncidentRow> similar, List<IncidentRow> also) {}
