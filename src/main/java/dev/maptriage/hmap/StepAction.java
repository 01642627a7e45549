package dev.maptriage.hmap;

import dev.maptriage.hmap.MapStep.Access;

/// What one step of a map operation does. One action is one memory access of the compiled runtime, or, where a loop
/// only reads or only fills memory nobody else can see yet, that loop.
public enum StepAction {

    /** Reads the number of entries: an empty map ends lookups, deletes and clears here, before the flag is looked at. */
    LOAD_COUNT(Access.READ, "looks whether the map is empty"),
    /** The entry check: another writer's mark is fatal. */
    CHECK_FLAG(Access.READ, "checks that nobody is writing"),
    /** Hashes the key under the map's seed. */
    HASH(Access.READ, "hashes the key"),
    /** First third of the toggle: flags to register. */
    LOAD_FLAG(Access.READ, "loads the flags to toggle the writer's mark"),
    /** Last third of the toggle: register back to flags, not locked. */
    STORE_FLAG(Access.WRITE, "stores the flags with the writer's mark toggled"),
    /** Reads the pointer to the bucket array, or to group or directory. */
    LOAD_BUCKETS(Access.READ, "loads the pointer to the storage"),
    /** Installs the lazily allocated first bucket or group. */
    STORE_FIRST(Access.WRITE, "installs the first bucket or group"),
    /** Reads the size that turns a hash into an index. */
    LOAD_SIZE(Access.READ, "loads the size that selects the bucket or table"),
    /** Reads whether the map is growing. */
    LOAD_OLDBUCKETS(Access.READ, "looks whether the map is growing"),
    /** Reads which bucket is to be evacuated next. */
    LOAD_NEVACUATE(Access.READ, "loads the next bucket to evacuate"),
    /** Reads whether an old bucket has been evacuated. */
    LOAD_EVACUATED(Access.READ, "looks whether the old bucket has been evacuated"),
    /** Moves one cell of an old bucket to its new one. */
    EVACUATE_CELL(Access.WRITE, "moves a cell to the new buckets"),
    /** Wipes an evacuated bucket for the garbage collector. */
    WIPE_OLD(Access.WRITE, "wipes the evacuated bucket"),
    /** Moves the evacuation mark on. */
    STORE_NEVACUATE(Access.WRITE, "moves the evacuation mark"),
    /** Lets go of the old buckets: the growth is done. */
    END_GROWTH(Access.WRITE, "drops the old buckets"),
    /** Reads the tophash bytes of a bucket or the control word of a group. */
    PROBE(Access.READ, "reads the marks of a bucket or group"),
    /** Reads one byte of tophash or control word. */
    PROBE_CELL(Access.READ, "reads the mark of a cell"),
    /** Compares one stored key with the wanted one; a preemption point for keys that are compared by a function. */
    COMPARE_KEY(Access.READ, "compares a key"),
    /** Replaces the key on an overwrite. */
    UPDATE_KEY(Access.WRITE, "replaces the stored key"),
    /** Reads the chain pointer of a bucket. */
    LOAD_OVERFLOW(Access.READ, "follows the overflow pointer"),
    /** Reads what decides on a growth. */
    CHECK_GROWTH(Access.READ, "checks the load"),
    /** Allocates the new bucket array or tables; nobody else sees them yet. */
    ALLOCATE(Access.NONE, "allocates the new storage"),
    /** Stores the new size. */
    STORE_SIZE(Access.WRITE, "stores the new size"),
    /** Stores the flags of a growth. */
    STORE_GROW_FLAGS(Access.WRITE, "stores the flags of the growth"),
    /** Makes the current buckets the old ones. */
    STORE_OLDBUCKETS(Access.WRITE, "makes the buckets the old ones"),
    /** Installs the new bucket array, group or directory. */
    STORE_BUCKETS(Access.WRITE, "installs the new storage"),
    /** Resets the count of overflow buckets. */
    STORE_NOVERFLOW(Access.WRITE, "stores the number of overflow buckets"),
    /** Updates the list of overflow buckets. */
    STORE_EXTRA(Access.WRITE, "updates the overflow bookkeeping"),
    /** Takes an overflow bucket out of the preallocated ones. */
    TAKE_OVERFLOW(Access.WRITE, "takes an overflow bucket"),
    /** Appends an overflow bucket to a chain. */
    LINK_OVERFLOW(Access.WRITE, "links the overflow bucket"),
    /** Stores a tophash or control byte. */
    STORE_MARK(Access.WRITE, "stores the mark of the cell"),
    /** Stores a new key. */
    STORE_KEY(Access.WRITE, "stores the key"),
    /** Reads the number of entries in order to change it. */
    LOAD_COUNT_TO_CHANGE(Access.READ, "loads the count to change it"),
    /** Stores the changed number of entries. */
    STORE_COUNT(Access.WRITE, "stores the count"),
    /** Stores how many slots a table may still fill. */
    STORE_GROWTH_LEFT(Access.WRITE, "stores growthLeft"),
    /** Stores the number of entries of a table. */
    STORE_TABLE_USED(Access.WRITE, "stores the table's count"),
    /** Removes tombstones that no probe sequence needs. */
    PRUNE(Access.WRITE, "prunes tombstones of a group"),
    /** Puts a table into one directory entry. */
    STORE_DIRECTORY(Access.WRITE, "puts a table into the directory"),
    /** Marks a replaced table as stale. */
    STORE_STALE(Access.WRITE, "marks the table as stale"),
    /** Wipes an element. */
    CLEAR_ELEM(Access.WRITE, "wipes the element"),
    /** Wipes a whole array, group or table. */
    WIPE(Access.WRITE, "wipes the storage"),
    /** Draws a new hash seed. */
    STORE_SEED(Access.WRITE, "stores a new hash seed"),
    /** Counts a clear. */
    STORE_CLEAR_SEQ(Access.WRITE, "counts the clear"),
    /** Remembers that the map may hold tombstones, or that it holds none. */
    STORE_TOMBSTONE_POSSIBLE(Access.WRITE, "stores whether tombstones are possible"),
    /** The exit check: a mark that is gone is fatal. */
    RECHECK_FLAG(Access.READ, "checks that its own mark is still there"),
    /** First third of taking the mark back. */
    RELOAD_FLAG(Access.READ, "loads the flags to take the mark back"),
    /** Last third of taking the mark back. */
    CLEAR_FLAG(Access.WRITE, "stores the flags without the mark"),
    /** The caller stores the element after the assign has returned: outside the protected span. */
    STORE_ELEM(Access.WRITE, "stores the element, outside the map's protection"),
    /** The caller loads the element after the lookup has returned. */
    LOAD_ELEM(Access.READ, "loads the element, outside the map's protection"),
    /** An iterator takes its snapshot of the map. */
    SNAPSHOT(Access.READ, "takes the iterator's snapshot"),
    /** An iterator leaves its mark, atomically. */
    OR_FLAGS(Access.WRITE, "marks that an iterator exists");

    private final Access access;
    private final String says;

    StepAction(Access access, String says) {
        this.access = access;
        this.says = says;
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

    /// The step in words, third person: `checks that nobody is writing`.
    public String says() {
        return says;
    }
}
