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

    private long bounded(int[] left, int current, int preemptions) {
        int alive = 0;
        int last = -1;
        for (int g = 0; g < left.length; g++) {
            if (left[g] > 0) {
                alive++;
                last = g;
            }
        }
        if (alive == 0 || (alive == 1 && (current == last || current < 0 || left[current] == 0))) {
            return 1;
        }
        Key key = new Key(pack(left), current, preemptions);
        Long before = known.get(key);
        if (before != null) {
            return before;
        }
        long sum = 0;
        boolean mayGoOn = current >= 0 && left[current] > 0;
        for (int g = 0; g < left.length; g++) {
            int price = mayGoOn && g != current ? 1 : 0;
            if (left[g] > 0 && price <= preemptions) {
                left[g]--;
                sum = add(sum, bounded(left, g, preemptions - price));
                left[g]++;
            }
        }
        known.put(key, sum);
        return sum;
    }

    private static long pack(int[] left) {
        long packed = 0;
        for (int n : left) {
            packed = packed << 16 | (n & 0xffff);
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
