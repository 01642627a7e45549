package dev.maptriage.dashboard;

import java.util.List;

/// What else belongs to an incident.
///
/// @param incident id of the incident
/// @param opinions what people say about its diagnosis, in words
/// @param aged     whether older rules than today's diagnosed it
/// @param others  issues that the same bug shows as, such as that of the other side
/// @param similar other incidents of its issue, newest first
/// @param also    other incidents of the same text
record RelatedView(String incident, String opinions, boolean aged, IssueRow issue, List<IssueView.Link> others,
        List<IncidentRow> similar, List<IncidentRow> also) {}
