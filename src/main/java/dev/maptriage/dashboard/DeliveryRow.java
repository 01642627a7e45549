package dev.maptriage.dashboard;

import org.jspecify.annotations.Nullable;

/// One line of the delivery log.
///
/// @param title  who sent it, in words
/// @param sender the sender's name for it
/// @param from   service and host as far as known
record DeliveryRow(String id, String title, @Nullable String sender, @Nullable String from, @Nullable String error,
        State state, String records, TimeView time) {

    /// @param look CSS class: `good`, `bad`, `waits`, `plain`
    record State(String look, String word) {}
}
