package dev.maptriage.hmap;

import org.jspecify.annotations.Nullable;

/// A running `for range` over a map: stands on an entry or at the end.
///
/// Made by [GoMap#iterator], which also takes the first step, as the compiled loop does.
public interface MapIterator {

    /// Whether the iterator has run out of entries.
    boolean done();

    /// Takes one step. Never called at the end.
    void next();

    /// The key where the iterator stands, of a map whose keys are `long`s.
    long key();

    /// The key where the iterator stands, of a map whose keys are objects.
    @Nullable
    Object keyObject();

    /// The element where the iterator stands.
    long value();
}
