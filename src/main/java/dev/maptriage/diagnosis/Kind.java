package dev.maptriage.diagnosis;

/// What exactly happened inside a [Category].
public enum Kind {
    NIL_MAP_ASSIGN(Category.NIL_MAP_WRITE),

    WRITE_WRITE(Category.CONCURRENT_WRITE),
    READ_WRITE(Category.CONCURRENT_WRITE),
    ITERATE_WRITE(Category.CONCURRENT_WRITE),
    CLONE_WRITE(Category.CONCURRENT_WRITE),
    /** The map's own structure was found broken, which only unsynchronised writers (or unsafe code) can do. */
    MAP_CORRUPTION(Category.CONCURRENT_WRITE),

    LOCK_CONVOY(Category.GROWTH_CONTENTION),
    GROWTH_OUT_OF_MEMORY(Category.GROWTH_CONTENTION),

    NIL_DEREFERENCE(Category.OTHER),
    INDEX_OUT_OF_RANGE(Category.OTHER),
    SLICE_OUT_OF_RANGE(Category.OTHER),
    DIVIDE_BY_ZERO(Category.OTHER),
    TYPE_ASSERTION(Category.OTHER),
    UNHASHABLE_KEY(Category.OTHER),
    CLOSED_CHANNEL(Category.OTHER),
    DEADLOCK(Category.OTHER),
    SYNC_MISUSE(Category.OTHER),
    LOCK_CONTENTION(Category.OTHER),
    RACE_NOT_MAP(Category.OTHER),
    OUT_OF_MEMORY(Category.OTHER),
    STACK_OVERFLOW(Category.OTHER),
    MEMORY_FAULT(Category.OTHER),
    RUNTIME_FATAL(Category.OTHER),
    RUNTIME_PANIC(Category.OTHER),
    CUSTOM_PANIC(Category.OTHER),
    TEST_TIMEOUT(Category.OTHER),
    SIGNAL_DUMP(Category.OTHER),
    GOROUTINE_DUMP(Category.OTHER),
    NO_CRASH_RUNTIME_LOG(Category.OTHER),
    UNKNOWN(Category.OTHER);

    private final Category category;

    Kind(Category category) {
        this.category = category;
    }

    /// The category this kind belongs to.
    public Category category() {
        return category;
    }
}
