package dev.maptriage.dashboard;

import java.util.List;

/// The page `/`.
///
/// @param empty  whether nothing was ever stored
/// @param fresh  issues that are new or came back
/// @param latest incidents, newest first
record OverviewView(boolean empty, List<ChipView> ranges, ChartView chart, List<IssueRow> fresh,
        List<IncidentRow> latest) {}
