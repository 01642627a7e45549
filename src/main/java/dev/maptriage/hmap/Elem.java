package dev.maptriage.hmap;

import org.jspecify.annotations.Nullable;

/// A pointer to an element inside a map, as `mapassign` and `mapaccess` return it.
///
/// It stays valid as memory when the map grows, but then no longer belongs to the map: that is how a racing store is
/// lost. Reusable, so that a caller on the fast path allocates one and keeps it.
public final class Elem {

    private long @Nullable [] memory;
    private int index;
    private @Nullable Object owner;
    private int storage;
    private int bucket;
    private int slot;

    /// Points to a cell. For the engines.
    public void pointTo(long[] cells, int at) {
        memory = cells;
        index = at;
    }

    /// Says where the cell lies, for the steps that the caller takes on it. For the engines.
    public void liesIn(Object table, int storageSerial, int bucketIndex, int cell) {
        owner = table;
        storage = storageSerial;
        bucket = bucketIndex;
        slot = cell;
    }

    /// The table or array that [#liesIn] named. For the engines.
    public <T> @Nullable T owner(Class<T> type) {
        return type.isInstance(owner) ? type.cast(owner) : null;
    }

    /// The bucket or group of the cell. For the engines.
    public int bucket() {
        return bucket;
    }

    /// The cell or slot. For the engines.
    public int slot() {
        return slot;
    }

    /// The caller's step of loading or storing the element.
    public MapStep step(StepAction action) {
        return new MapStep("caller", action, MapStep.Field.ELEM, storage, bucket, slot);
    }

    /// Points nowhere: the key is absent, and [#get] gives the zero value.
    public void pointToZero() {
        memory = null;
    }

    /// Whether the key was there.
    public boolean present() {
        return memory != null;
    }

    /// The element, 0 if the key was absent.
    public long get() {
        return memory == null ? 0 : memory[index];
    }

    /// Stores the element, as the code after an assign does.
    public void set(long value) {
        if (memory == null) {
            throw new IllegalStateException("no element to store to: the pointer came from a lookup that missed");
        }
        memory[index] = value;
    }
}
