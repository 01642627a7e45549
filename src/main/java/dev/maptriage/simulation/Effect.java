package dev.maptriage.simulation;

/// What a call means when nothing disturbs it: the language of [SequentialModel].
sealed interface Effect {

    /** Touches nothing: locking, local work. */
    Effect NOTHING = new Nothing();

    /// Touches nothing.
    record Nothing() implements Effect {}

    /// Stores an entry.
    record Put(Object key, long value) implements Effect {}

    /// Removes an entry.
    record Remove(Object key) implements Effect {}

    /// Returns the element, 0 if the key is absent.
    record Get(Object key) implements Effect {}

    /// Returns the content, as a map.
    ///
    /// @param relaxed need not be the content of one moment, as with `sync.Map.Range`
    record Content(boolean relaxed) implements Effect {}

    /// Removes all entries.
    record RemoveAll() implements Effect {}

    /// Returns the number of entries.
    record Size() implements Effect {}
}
