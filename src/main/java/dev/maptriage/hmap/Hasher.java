package dev.maptriage.hmap;

/// The hash function of a map type, as the compiler puts it into `abi.MapType.Hasher`.
///
/// Injected, because the runtime's own hashes (AES instructions over a per-process random key) cannot be recomputed:
/// a recorded transcript brings them along.
public interface Hasher {

    /// The hash of a key that is a `long`. For a NaN it is random, as in Go.
    long hash(long key, long seed);

    /// The hash of a key that is an object. Never asked for an [UnhashableKey]: the engine panics before.
    long hash(Object key, long seed);

    /// The hash as Go 1.27 computes it inline for the first hash of a fast kind: the same value, another caller.
    default long inlineHash(long key, long seed) {
        return hash(key, seed);
    }

    /// The hash as Go 1.27 computes it inline for the first hash of a string: the same value, another caller.
    default long inlineHash(Object key, long seed) {
        return hash(key, seed);
    }
}
