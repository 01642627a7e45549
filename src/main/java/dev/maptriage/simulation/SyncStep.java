package dev.maptriage.simulation;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A step on a variable, a lock or an atomic value.
///
/// @param function the Go function that takes it
/// @param place    name of the variable or lock; steps on different places never disturb each other
/// @param ready    whether it could be taken now, in the world of the run; null if always
record SyncStep(String function, SyncAction action, String place, @Nullable Predicate<World> ready) {

    /// A step that never waits.
    SyncStep(String function, SyncAction action, String place) {
        this(function, action, place, null);
    }

    boolean isReady(World world) {
        return ready == null || ready.test(world);
    }

    boolean conflictsWith(SyncStep other) {
        return place.equals(other.place) && (action.writes() || other.action.writes());
    }

    String detail(@Nullable String value) {
        return value == null ? place : place + ": " + value;
    }
}
