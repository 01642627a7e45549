package dev.maptriage.hmap;

import dev.maptriage.hmap.MapStep.Access;

/// What one step of a map operation does. One action is one memory access of the compiled runtime, or, where a loop
/// only reads or only fills memory nobody else can see yet, that loop.
public enum StepAction {

    /** Reads the number of entries: an empty map ends lookups, deletes and clears here, before the flag is looked at. */
    LOAD_COUNT(Access.READ),
    /** The entry check: another writer's mark is fatal. */
    CHECK_FLAG(Access.READ),
    /** Hashes the key under the map's seed. */
    HASH(Access.READ),
    /** First third of the toggle: flags to register. */
    LOAD_FLAG(Access.READ),
    /** Last third of the toggle: register back to flags, not locked. */
    STORE_FLAG(Access.WRITE),
    /** Reads the pointer to the bucket array, or to group or directory. */
    LOAD_BUCKETS(Access.READ),
    /** Installs the lazily allocated first bucket or group. */
    STORE_FIRST(Access.WRITE),
    /** Reads the size that turns a hash into an index. */
    LOAD_SIZE(Access.READ),
    /** Reads whether the map is growing. */
    LOAD_OLDBUCKETS(Access.READ),
    /** Reads which bucket is to be evacuated next. */
    LOAD_NEVACUATE(Access.READ),
    /** Reads whether an old bucket has been evacuated. */
    LOAD_EVACUATED(Access.READ),
    /** Moves one cell of an old bucket to its new one. */
    EVACUATE_CELL(Access.WRITE),
    /** Wipes an evacuated bucket for the garbage collector. */
    WIPE_OLD(Access.WRITE),
    /** Moves the evacuation mark on. */
    STORE_NEVACUATE(Access.WRITE),
    /** Lets go of the old buckets: the growth is done. */
    END_GROWTH(Access.WRITE),
    /** Reads the tophash bytes of a bucket or the control word of a group. */
    PROBE(Access.READ),
    /** Reads one byte of tophash or control word. */
    PROBE_CELL(Access.READ),
    /** Compares one stored key with the wanted one; a preemption point for keys that are compared by a function. */
    COMPARE_KEY(Access.READ),
    /** Replaces the key on an overwrite. */
    UPDATE_KEY(Access.WRITE),
    /** Reads the chain pointer of a bucket. */
    LOAD_OVERFLOW(Access.READ),
    /** Reads what decides on a growth. */
    CHECK_GROWTH(Access.READ),
    /** Allocates the new bucket array or tables; nobody else sees them yet. */
    ALLOCATE(Access.NONE),
    /** Stores the new size. */
    STORE_SIZE(Access.WRITE),
    /** Stores the flags of a growth. */
    STORE_GROW_FLAGS(Access.WRITE),
    /** Makes the current buckets the old ones. */
    STORE_OLDBUCKETS(Access.WRITE),
    /** Installs the new bucket array, group or directory. */
    STORE_BUCKETS(Access.WRITE),
    /** Resets the count of overflow buckets. */
    STORE_NOVERFLOW(Access.WRITE),
    /** Updates the list of overflow buckets. */
    STORE_EXTRA(Access.WRITE),
    /** Takes an overflow bucket out of the preallocated ones. */
    TAKE_OVERFLOW(Access.WRITE),
    /** Appends an overflow bucket to a chain. */
    LINK_OVERFLOW(Access.WRITE),
    /** Stores a tophash or control byte. */
    STORE_MARK(Access.WRITE),
    /** Stores a new key. */
    STORE_KEY(Access.WRITE),
    /** Reads the number of entries in order to change it. */
    LOAD_COUNT_TO_CHANGE(Access.READ),
    /** Stores the changed number of entries. */
    STORE_COUNT(Access.WRITE),
    /** Stores how many slots a table may still fill. */
    STORE_GROWTH_LEFT(Access.WRITE),
    /** Stores the number of entries of a table. */
    STORE_TABLE_USED(Access.WRITE),
    /** Removes tombstones that no probe sequence needs. */
    PRUNE(Access.WRITE),
    /** Puts a table into one directory entry. */
    STORE_DIRECTORY(Access.WRITE),
    /** Marks a replaced table as stale. */
    STORE_STALE(Access.WRITE),
    /** Wipes an element. */
    CLEAR_ELEM(Access.WRITE),
    /** Wipes a whole array, group or table. */
    WIPE(Access.WRITE),
    /** Draws a new hash seed. */
    STORE_SEED(Access.WRITE),
    /** Counts a clear. */
    STORE_CLEAR_SEQ(Access.WRITE),
    /** Remembers that the map may hold tombstones, or that it holds none. */
    STORE_TOMBSTONE_POSSIBLE(Access.WRITE),
    /** The exit check: a mark that is gone is fatal. */
    RECHECK_FLAG(Access.READ),
    /** First third of taking the mark back. */
    RELOAD_FLAG(Access.READ),
    /** Last third of taking the mark back. */
    CLEAR_FLAG(Access.WRITE),
    /** The caller stores the element after the assign has returned: outside the protected span. */
    STORE_ELEM(Access.WRITE),
    /** The caller loads the element after the lookup has returned. */
    LOAD_ELEM(Access.READ),
    /** An iterator takes its snapshot of the map. */
    SNAPSHOT(Access.READ),
    /** An iterator leaves its mark, atomically. */
    OR_FLAGS(Access.WRITE);

    private final Access access;

    StepAction(Access access) {
        this.access = access;
    }

    /// How the step touches its place.
    public Access access() {
        return access;
    }

    /// Whether the step also touches other places of the map than the one it names: the steps of growth, evacuation,
    /// clear and deletion that look at neighbours or handle a whole bucket. A search that leaves out interleavings must
    /// take such a step as in conflict with every other.
    public boolean wide() {
        return switch (this) {
            case EVACUATE_CELL, WIPE_OLD, WIPE, PRUNE, CHECK_GROWTH, LOAD_EVACUATED, LOAD_NEVACUATE, ALLOCATE,
                    STORE_MARK,
                    CLEAR_ELEM, SNAPSHOT, OR_FLAGS, END_GROWTH, STORE_NEVACUATE, STORE_EXTRA, TAKE_OVERFLOW,
                    LINK_OVERFLOW, STORE_NOVERFLOW, STORE_OLDBUCKETS, STORE_BUCKETS, STORE_FIRST, STORE_SIZE,
                    STORE_GROW_FLAGS, STORE_SEED, STORE_CLEAR_SEQ, STORE_TOMBSTONE_POSSIBLE, STORE_DIRECTORY,
                    STORE_STALE ->
                true;
            default -> false;
        };
    }
}
