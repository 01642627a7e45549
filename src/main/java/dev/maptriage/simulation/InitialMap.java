package dev.maptriage.simulation;

/// The map before the goroutines start.
///
/// @param entries at least how many entries it holds
public record InitialMap(State state, int entries) {

    /// In which state a map is.
    public enum State {
        /** The variable was never set. */
        NIL,
        /** Made, with so many entries, none about to start a growth. */
        FILLED,
        /** The next new key starts a growth. */
        BEFORE_GROWTH,
        /** Classic: a growth has begun and old buckets wait for evacuation. Swiss maps have no such state; they stand
         * before a growth. */
        DURING_GROWTH,
        /** Swiss: the next new key splits a table of 1024. Classic maps stand before a growth. */
        BEFORE_SPLIT,
        /** The next new key starts a growth, and all entries share a bucket, with overflow, before and after it. Swiss maps
         * stand before a growth. */
        CROWDED_BEFORE_GROWTH
    }
}
