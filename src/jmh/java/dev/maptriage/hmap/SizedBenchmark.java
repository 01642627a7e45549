package dev.maptriage.hmap;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the benchmarks of both kinds of keys share: sizes, settings, and the numbers that keys are made of.
///
/// One invocation is n operations, with the keys and in the order of the Go benchmark in `docs/bench/go`: divide a score
/// by n for the cost of one. The loops stand once per kind of key, here as there: a loop over indexes, with the keys
/// behind them, would put a load and a bounds check into every operation that is measured.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public abstract class SizedBenchmark {

    /// So many operations in random order come before the order repeats: more than a branch predictor remembers.
    private static final int DRAWN = 1 << 17;

    @Param({"1000", "100000", "1000000"})
    public int n;

    static long[] numbers(int n, long seed) {
        long[] numbers = new long[n];
        long x = seed;
        for (int i = 0; i < n; i++) {
            x = next(x);
            numbers[i] = x ^ x >>> 29;
        }
        return numbers;
    }

    private static long next(long x) {
        return x * 6364136223846793005L + 1442695040888963407L;
    }

    /// How many operations in random order there are.
    int drawn() {
        return Math.max(n, DRAWN);
    }

    /// Indexes of keys, drawn at random.
    int[] draws() {
        int[] draws = new int[drawn()];
        long x = 3;
        for (int i = 0; i < draws.length; i++) {
            x = next(x);
            draws[i] = (int) ((x >>> 33) % n);
        }
        return draws;
    }

    /// The indexes of all keys in random order.
    int[] shuffled(long seed) {
        int[] order = new int[n];
        long x = seed;
        for (int i = 0; i < n; i++) {
            x = next(x);
            int j = (int) ((x >>> 33) % (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
