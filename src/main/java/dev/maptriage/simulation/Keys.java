package dev.maptriage.simulation;

/// Random numbers and keys, repeatable by seed.
final class Keys {
    private long state;

    Keys(long seed) {
        state = seed;
    }

    /// The n-th key of a map that is filled with scattered keys: different for different n.
    static long key(long n) {
        long z = (n + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// Between 0 (inclusive) and 1 (exclusive).
    double share() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    int below(int bound) {
        return (int) (share() * bound);
    }

    /// A waiting time without memory.
    double exponential(double mean) {
        return -mean * Math.log(1 - share());
    }
}
