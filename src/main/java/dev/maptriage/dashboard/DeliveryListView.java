package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/deliveries`.
///
/// @param empty whether nothing was ever delivered, or all of it is gone
/// @param next  where the following page is; null on the last one
record DeliveryListView(boolean empty, List<ChipView> states, List<ChipView> sources, List<DeliveryRow> deliveries,
        @Nullable String next) {}
