package dev.maptriage.simulation;

/// What a step does that is not the map's: on a variable, a lock or an atomic value.
enum SyncAction {
    /** Reads a variable. */
    LOAD_VARIABLE(false),
    /** Writes a variable. */
    STORE_VARIABLE(true),
    /** Compares the map pointer with nil. */
    CHECK_NIL(false),
    /** Takes a lock; waits until it is free. */
    LOCK(true),
    /** Announces a writer, and thereby holds up new readers. */
    ANNOUNCE_LOCK(true),
    /** Waits until the readers that were there have gone. */
    AWAIT_READERS(true),
    /** Gives a lock back. */
    UNLOCK(true),
    /** Takes a lock together with other readers; waits until no writer holds or wants it. */
    R_LOCK(true),
    /** Gives a reader's share back. */
    R_UNLOCK(true),
    /** Reads atomically. */
    ATOMIC_LOAD(false),
    /** Writes atomically. */
    ATOMIC_STORE(true),
    /** Exchanges atomically if nothing has changed. */
    COMPARE_AND_SWAP(true),
    /** Touches nothing that is shared. */
    LOCAL(false);

    private final boolean writes;

    SyncAction(boolean writes) {
        this.writes = writes;
    }

    boolean writes() {
        return writes;
    }
}
