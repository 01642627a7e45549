package dev.maptriage.hmap;

/// The SplitMix64 generator: one addition and one mix per number, equally distributed, repeatable.
final class SplitMix implements RandomSource {

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    @Override
    public long next(Purpose purpose) {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
