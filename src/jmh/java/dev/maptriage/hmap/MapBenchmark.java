package dev.maptriage.hmap;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The engines beside `java.util.HashMap` and Agrona, `uint64` keys.
///
/// One invocation works through all `n` keys, in the order and with the keys of the Go benchmark in `docs/bench`:
/// divide a score by `n` for the cost of one operation.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class MapBenchmark {

    @Param({"1.23", "1.26", "1.27", "HashMap", "agrona"})
    public String map = "1.23";

    @Param({"1000", "100000", "1000000"})
    public int n;

    private long[] keys = {};
    private long[] others = {};
    private LongMaps full = LongMaps.make("agrona", 0);

    static long[] keys(int n, long seed) {
        long[] keys = new long[n];
        long x = seed;
        for (int i = 0; i < n; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
            keys[i] = x ^ x >>> 29;
        }
        return keys;
    }

    @Setup
    public void fill() {
        keys = keys(n, 1);
        others = keys(n, 2);
        full = filled();
    }

    private LongMaps filled() {
        LongMaps m = LongMaps.make(map, n);
        for (int i = 0; i < n; i++) {
            m.put(keys[i], i);
        }
        return m;
    }

    /// Inserts n new keys into an empty map that was not told how many: all growths included.
    @Benchmark
    public LongMaps assignGrow() {
        LongMaps m = LongMaps.make(map, 0);
        for (long k : keys) {
            m.put(k, k);
        }
        return m;
    }

    /// The same into a map made for n entries.
    @Benchmark
    public LongMaps assignHint() {
        LongMaps m = LongMaps.make(map, n);
        for (long k : keys) {
            m.put(k, k);
        }
        return m;
    }

    @Benchmark
    public void overwrite() {
        for (int i = 0; i < keys.length; i++) {
            full.put(keys[i], i);
        }
    }

    @Benchmark
    public long accessHit() {
        long sum = 0;
        for (long k : keys) {
            sum += full.get(k);
        }
        return sum;
    }

    @Benchmark
    public long accessMiss() {
        long sum = 0;
        for (long k : others) {
            sum += full.get(k);
        }
        return sum;
    }

    /// Deletes one key and assigns it again: the cost of the pair.
    @Benchmark
    public void deleteAssign() {
        for (int i = 0; i < keys.length; i++) {
            full.remove(keys[i]);
            full.put(keys[i], i);
        }
    }

    @Benchmark
    public long iterate() {
        return full.sum();
    }

    /// A full map for each invocation, filled outside of the measured time.
    @State(Scope.Thread)
    public static class Refilled {

        LongMaps map = LongMaps.make("agrona", 0);

        @Setup(Level.Invocation)
        public void fill(MapBenchmark benchmark) {
            map = benchmark.filled();
        }
    }

    /// Deletes all keys of a full map.
    @Benchmark
    public void delete(Refilled refilled) {
        LongMaps m = refilled.map;
        for (long k : keys) {
            m.remove(k);
        }
    }
}
