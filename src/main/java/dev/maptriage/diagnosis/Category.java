package dev.maptriage.diagnosis;

/// The four answers to "what kind of failure is this?".
public enum Category {
    /** An assignment to an entry of a map that was never made; a panic, so recoverable. */
    NIL_MAP_WRITE,
    /** Two goroutines use one map without a lock and at least one of them writes; fatal. */
    CONCURRENT_WRITE,
    /** Goroutines wait for a lock while its holder grows the map it guards. */
    GROWTH_CONTENTION,
    /** Anything else; [Kind] says what. */
    OTHER;

    /// Whether the failure is one of a Go map.
    public boolean isMapFailure() {
        return this != OTHER;
    }
}
