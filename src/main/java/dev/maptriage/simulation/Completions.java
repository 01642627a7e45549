package dev.maptriage.simulation;

import java.util.HashMap;
import java.util.Map;

/// In how many ways a schedule can go on, when every goroutine has so many steps left and the turn may still be taken
/// away so often.
///
/// Answers are exact up to [Long#MAX_VALUE] and stay there above it.
final class Completions {

    /** As many as it takes. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private final Map<Key, Long> known = new HashMap<>();

    private record Key(long left, int current, int preemptions) {}

    /// @param left        steps per goroutine
    /// @param current     whose turn it is; -1 if nobody's
    /// @param preemptions how often the turn may still be taken from one that could go on
    long count(int[] left, int current, int preemptions) {
        return preemptions == UNBOUNDED ? multinomial(left) : bounded(left, current, preemptions);
    }

    /// A schedule is a sequence of blocks, in each of which one goroutine takes steps. A goroutine with b blocks loses its
    /// turn b - 1 times before it is done; so the sum over all goroutines is the number of preemptions, and one more if
    /// the goroutine whose turn it is does not go on.
    private long bounded(int[] left, int current, int preemptions) {
        boolean mayGoOn = current >= 0 && left[current] > 0;
        if (!mayGoOn) {
            return count(left, new int[left.length], 0, preemptions, -1, false);
        }
        Key key = new Key(pack(left), current, preemptions);
        Long before = known.get(key);
        if (before != null) {
            return before;
        }
        int[] blocks = new int[left.length];
        long sum = count(left, blocks, 0, preemptions, current, true);
        if (preemptions > 0) {
            sum = add(sum, count(left, blocks, 0, preemptions - 1, current, false));
        }
        known.put(key, sum);
        return sum;
    }

    /// Adds up over all numbers of blocks of the goroutines from `g` on.
    ///
    /// @param current if not -1, the goroutine that has the first block, or does not have it
    private static long count(int[] left, int[] blocks, int g, int preemptions, int current, boolean first) {
        if (g == left.length) {
            long ways = arrangements(blocks, current, first);
            for (int i = 0; i < left.length && ways > 0; i++) {
                if (left[i] > 0) {
                    ways = multiply(ways, binomial(left[i] - 1, blocks[i] - 1));
                }
            }
            return ways;
        }
        if (left[g] == 0) {
            blocks[g] = 0;
            return count(left, blocks, g + 1, preemptions, current, first);
        }
        long sum = 0;
        for (int more = 0; more <= preemptions && more < left[g]; more++) {
            blocks[g] = more + 1;
            sum = add(sum, count(left, blocks, g + 1, preemptions - more, current, first));
        }
        return sum;
    }

    /// In how many orders the blocks can come, no two of the same goroutine next to each other.
    private static long arrangements(int[] blocks, int current, boolean first) {
        if (current < 0) {
            return arrangements(blocks, -1);
        }
        if (!first) {
            return arrangements(blocks, current);
        }
        blocks[current]--;
        long ways = arrangements(blocks, current);
        blocks[current]++;
        return ways;
    }

    private static long arrangements(int[] blocks, int last) {
        long sum = 0;
        boolean none = true;
        for (int g = 0; g < blocks.length; g++) {
            if (blocks[g] > 0) {
                none = false;
                if (g != last) {
                    blocks[g]--;
                    sum = add(sum, arrangements(blocks, g));
                    blocks[g]++;
                }
            }
        }
        return none ? 1 : sum;
    }

    private static long binomial(int n, int k) {
        long ways = 1;
        for (int i = 1; i <= k; i++) {
            long product = multiply(ways, n - k + i);
            if (product == Long.MAX_VALUE) {
                return product;
            }
            ways = product / i;
        }
        return ways;
    }

    private static long multiply(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }

    private static long pack(int[] left) {
        long packed = 0;
        for (int n : left) {
            packed = (packed << 16) | (n & 0xffff);
        }
        return packed;
    }

    /// All interleavings.
    private static long multinomial(int[] left) {
        long product = 1;
        int total = 0;
        for (int n : left) {
            for (int i = 1; i <= n; i++) {
                total++;
                // product * total / i is an integer: a binomial coefficient times what came before.
                long high = Math.multiplyHigh(product, total);
                if (high != 0 || product * total < 0) {
                    return Long.MAX_VALUE;
                }
                product = product * total / i;
            }
        }
        return product;
    }

    static long add(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
