package dev.maptriage.hmap;

import dev.maptriage.hmap.RandomSource.Purpose;

/// A hasher after the runtime's portable one (`runtime/hash64.go`, `memhash64Fallback`): the first of its two folded
/// multiplications. Both factors hold the key, so that neighbouring keys do not spread more evenly than by chance.
///
/// Strings and structs are hashed through `hashCode`, so two of them whose Java hash collides collide under every
/// seed; Go's do not. A simulation that needs better hashes injects its own.
public final class MemHasher implements Hasher {

    private final boolean floats;
    private final RandomSource random;
    private final long key0;
    private final long key1;

    /// @param random gives the per-process hash key and the hashes of NaNs
    public MemHasher(KeyKind kind, RandomSource random) {
        this.floats = kind == KeyKind.FLOAT64;
        this.random = random;
        this.key0 = random.next(Purpose.SEED) | 1;
        this.key1 = random.next(Purpose.SEED) | 1;
    }

    @Override
    public long hash(long key, long seed) {
        return floats ? hashFloat(key, seed) : hashBits(key, seed);
    }

    /// The hash of a key that is not a float.
    long hashBits(long key, long seed) {
        return mix(key ^ key1, key ^ seed ^ key0);
    }

    @Override
    public long hash(Object key, long seed) {
        return hashBits(key.hashCode(), seed);
    }

    private long hashFloat(long bits, long seed) {
        double d = Double.longBitsToDouble(bits);
        if (d == 0) {
            return mix(key1, seed ^ key0);
        }
        if (Double.isNaN(d)) {
            return random.next(Purpose.SEED);
        }
        return hashBits(bits, seed);
    }

    private static long mix(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) ^ (a * b);
    }
}
