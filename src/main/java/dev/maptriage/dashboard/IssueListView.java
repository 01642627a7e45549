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
/// @param problem  what the search box cannot read; null when all is well
/// @param search   the whole filter as one text for saving it; null when there is none
/// @param filter   the whole filter as query of an address
/// @param next     link to the next page; null on the last
/// @param bulk     changing many at once
record IssueListView(boolean empty, @Nullable String query, @Nullable String category, @Nullable String status,
        @Nullable String sort, @Nullable String problem, List<ChipView> categories, List<ChipView> statuses,
        List<ChipView> services, List<ChipView> sorts, List<SavedView> saved, @Nullable String search, String filter,
        List<IssueRow> issues, @Nullable String next, BulkView bulk) {}
