package dev.maptriage.layout;

/// What a type takes in memory.
///
/// @param pointerBytes up to the end of its last pointer: what the garbage collector looks at
/// @param sync         what it is for: shared by goroutines, or plain data
record Shape(long size, int align, long pointerBytes, Sync sync) {

    /// Whether goroutines meet at a value of the type.
    enum Sync {
        /** Data. */
        NONE,
        /** A lock or another type of package sync: its words are written by whoever takes it. */
        LOCK,
        /** A type of sync/atomic. */
        ATOMIC
    }

    static Shape data(long size, int align) {
        return new Shape(size, align, 0, Sync.NONE);
    }

    static long up(long size, int align) {
        return (size + align - 1) / align * align;
    }
}
