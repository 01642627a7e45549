package dev.maptriage.dashboard;

import java.util.List;

/// What else belongs to an incident.
///
/// @param similar other incidents of its issue, newest first
/// @param also    other incidents of the same text
record RelatedView(IssueRow issue, List<IncidentRow> similar, List<IncidentRow> also) {}
