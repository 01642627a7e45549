package dev.maptriage.hmap;

/// Where a map draws its random numbers from (`runtime.rand`).
public interface RandomSource {

    /// What a number is drawn for. A transcript knows each of them under another name.
    enum Purpose {
        /** A new hash seed: when a map is made, when a delete empties it, when it is cleared. */
        SEED,
        /** Classic: start bucket (low B bits) and, above them, the offset inside the buckets. Swiss: the entry offset. */
        ITERATOR,
        /** Swiss: the offset into the directory. */
        ITERATOR_DIRECTORY,
        /** Classic, B of 16 and more: whether a new overflow bucket is counted in {@code noverflow}. */
        NOVERFLOW
    }

    /// The next 64 random bits.
    long next(Purpose purpose);

    /// A repeatable source: the same seed draws the same numbers.
    static RandomSource seeded(long seed) {
        return new SplitMix(seed);
    }
}
