package dev.maptriage.simulation;

/// What a step does that is not the map's: on a variable, a lock or an atomic value.
enum SyncAction {
    /** Reads a variable. */
    LOAD_VARIABLE(false, "loads"),
    /** Writes a variable. */
    STORE_VARIABLE(true, "stores"),
    /** Compares the map pointer with nil. */
    CHECK_NIL(false, "checks for nil"),
    /** Takes a lock; waits until it is free. */
    LOCK(true, "locks"),
    /** Announces a writer, and thereby holds up new readers. */
    ANNOUNCE_LOCK(true, "announces a writer on"),
    /** Waits until the readers that were there have gone. */
    AWAIT_READERS(true, "waits for the readers of"),
    /** Gives a lock back. */
    UNLOCK(true, "unlocks"),
    /** Takes a lock together with other readers; waits until no writer holds or wants it. */
    R_LOCK(true, "read-locks"),
    /** Gives a reader's share back. */
    R_UNLOCK(true, "read-unlocks"),
    /** Reads atomically. */
    ATOMIC_LOAD(false, "atomically loads"),
    /** Writes atomically. */
    ATOMIC_STORE(true, "atomically stores"),
    /** Exchanges atomically if nothing has changed. */
    COMPARE_AND_SWAP(true, "compares and swaps"),
    /** Touches nothing that is shared. */
    LOCAL(false, "");

    private final boolean writes;
    private final String says;

    SyncAction(boolean writes, String says) {
        this.writes = writes;
        this.says = says;
    }

    boolean writes() {
        return writes;
    }

    String says() {
        return says;
    }
}
