package dev.maptriage.dashboard;

import java.util.List;

/// The page `/`.
///
/// @param empty     whether nothing was ever stored
/// @param firstDay  of the span, as a date field wants it
/// @param lastDay   of the span
/// @param seenIn    address of the issues that were seen in this time
/// @param regressed issues that came back
/// @param fresh     issues first seen in this time
/// @param frequent  issues seen most in this time, with these counts
/// @param latest    incidents, newest first
record OverviewView(boolean empty, List<ChipView> ranges, String firstDay, String lastDay, ChartView chart,
        String seenIn, List<IssueRow> regressed, List<IssueRow> fresh, List<IssueRow> frequent, HeatView heat,
        List<IncidentRow> latest) {}
