package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page `/issues`.
///
/// @param empty    whether nothing was ever stored
/// @param query    as asked; null without
/// @param category as chosen; null for all
/// @param status   as chosen; null for all
/// @param sort     as chosen; null for the usual one
/// @param next     link to the next page; null on the last
/// @param bulk     changing many at once
record IssueListView(boolean empty, @Nullable String query, @Nullable String category, @Nullable String status,
        @Nullable String sort, List<ChipView> categories, List<ChipView> statuses, List<ChipView> sorts,
        List<IssueRow> issues, @Nullable String next, BulkView bulk) {}
