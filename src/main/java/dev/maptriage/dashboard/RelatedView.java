package dev.maptriage.dashboard;

import java.util.List;

/// What else belongs to an incident.
///
/// @param similar other incidents of its issue, newest first
record RelatedView(IssueRow issue, List<IncidentRow> similar) {}
