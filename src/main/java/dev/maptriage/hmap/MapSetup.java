package dev.maptriage.hmap;

import org.jspecify.annotations.Nullable;

/// All that a map needs from outside: its type, the release it lives in, hashes and random numbers.
///
/// @param listener hears each step; null for full speed
public record MapSetup(GoVersion version, KeyKind kind, Hasher hasher, RandomSource random,
        @Nullable StepListener listener) {

    /// A repeatable setup with the portable hash function and no listener.
    public static MapSetup of(GoVersion version, KeyKind kind, long seed) {
        RandomSource random = RandomSource.seeded(seed);
        return new MapSetup(version, kind, new MemHasher(kind, random), random, null);
    }

    /// The same, watched step by step.
    public MapSetup watchedBy(StepListener watcher) {
        return new MapSetup(version, kind, hasher, random, watcher);
    }
}
