package dev.maptriage.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/deliveries/{id}`.
///
/// @param means    what the state means, in a sentence
/// @param again    whether somebody has just asked to read it again
/// @param readable whether reading it again can change anything
/// @param counted  a sentence on crashes that were counted without keeping their text; null without any
record DeliveryView(String id, String title, DeliveryRow.State state, String means, @Nullable String error,
        boolean again, boolean readable, List<IncidentView.Fact> facts, TimeView time, List<IncidentRow> incidents,
        @Nullable String counted, List<Alert> alerts, List<Text> texts) {

    /// What an alerting system pointed to.
    ///
    /// @param url null unless it leads to a page
    record Alert(String title, String status, @Nullable String from, @Nullable TimeView since, @Nullable String url) {}

    /// A text that was put together from records.
    ///
    /// @param text its first lines while it is kept; null otherwise
    record Text(String state, TimeView time, List<String> notes, @Nullable String text) {}
}
