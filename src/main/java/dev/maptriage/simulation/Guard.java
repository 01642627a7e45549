package dev.maptriage.simulation;

/// What keeps goroutines apart.
public enum Guard {
    /** Nothing. */
    NONE(""),
    /** A {@code sync.Mutex} around every access. */
    MUTEX("mutex"),
    /** A {@code sync.RWMutex}: readers share it. */
    RWMUTEX("rwmutex"),
    /** A {@code sync.RWMutex} of which writers, too, only take the readers' half. Does not help. */
    RWMUTEX_FILL_UNDER_RLOCK("rwmutex-fill-under-rlock"),
    /** A {@code sync.Map} instead of a map. */
    SYNC_MAP("sync-map"),
    /** Several maps with a mutex each. */
    SHARDED("sharded"),
    /** A map nobody changes, behind an {@code atomic.Pointer}; writers put a changed copy in its place. */
    COPY_ON_WRITE("copy-on-write");

    private final String label;

    Guard(String label) {
        this.label = label;
    }

    /// The name in a scenario's name: `copy-on-write`.
    public String label() {
        return label;
    }

    /// Whether there is a built-in map behind it.
    boolean usesMap() {
        return this != SYNC_MAP;
    }

    /// Whether no interleaving fails.
    public boolean safe() {
        return this != NONE && this != RWMUTEX_FILL_UNDER_RLOCK;
    }
}
