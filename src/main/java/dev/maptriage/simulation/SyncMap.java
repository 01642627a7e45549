package dev.maptriage.simulation;

import java.util.Map;

/// A `sync.Map` of one run: its atomic accesses and its locks are steps.
interface SyncMap {

    /// `m.Load(key)`: the element, 0 if the key is absent.
    long load(World world, Object key);

    /// `m.Store(key, value)`.
    void store(World world, Object key, long value);

    /// `m.Delete(key)`.
    void delete(World world, Object key);

    /// `m.Range(f)`: what `f` sees.
    Contents range(World world);

    /// `m.Clear()`; before Go 1.23 a Range that deletes.
    void clear(World world);

    /// The content, without a step.
    Map<Object, Long> content();
}
