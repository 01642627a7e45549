package dev.maptriage.hmap;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The engines beside `java.util.HashMap` and Agrona, `uint64` keys.
///
/// Whoever has such keys has them as `long`, and so all maps are given a `long`: what `HashMap` spends on boxing, and it
/// is nothing where the compiler can avoid the object, is its own cost.
///
/// Two orders are measured. In the order of insertion, always the same, a processor learns the outcome of every branch
/// of a map of 1 000 entries, and the nodes of a `HashMap` lie in memory one behind the other. In random order, and with
/// other keys each time (`…Random`), neither holds. Go's benchmark does both in the same way.
public class MapBenchmark extends SizedBenchmark {

    @Param({"1.23", "1.26", "1.27", "HashMap", "agrona"})
    public String map = "1.23";

    private long[] keys = {};
    private long[] others = {};
    private long[] drawnKeys = {};
    private long[] drawnOthers = {};
    private int from;
    private LongMaps full = LongMaps.make("agrona", 0);

    @Setup
    public void fill() {
        keys = numbers(n, 1);
        others = numbers(n, 2);
        drawnOthers = numbers(drawn(), 2);
        drawnKeys = pick(keys, draws());
        full = filled();
    }

    private static long[] pick(long[] keys, int[] order) {
        long[] picked = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            picked[i] = keys[order[i]];
        }
        return picked;
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
        return insertAll(0, keys, 0);
    }

    /// The same into a map made for n entries.
    @Benchmark
    public LongMaps assignHint() {
        return insertAll(n, keys, 0);
    }

    /// [#assignGrow] with other keys in each invocation.
    @Benchmark
    public LongMaps growRandom() {
        return insertAll(0, drawnOthers, window());
    }

    /// [#assignHint] with other keys in each invocation.
    @Benchmark
    public LongMaps hintRandom() {
        return insertAll(n, drawnOthers, window());
    }

    private LongMaps insertAll(int hint, long[] inserted, int first) {
        LongMaps m = LongMaps.make(map, hint);
        for (int i = first; i < first + n; i++) {
            long k = inserted[i];
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
        return sum(keys, 0);
    }

    @Benchmark
    public long accessMiss() {
        return sum(others, 0);
    }

    @Benchmark
    public long hitRandom() {
        return sum(drawnKeys, window());
    }

    @Benchmark
    public long missRandom() {
        return sum(drawnOthers, window());
    }

    private long sum(long[] looked, int first) {
        long sum = 0;
        for (int i = first; i < first + n; i++) {
            sum += full.get(looked[i]);
        }
        return sum;
    }

    private int window() {
        int first = from + n > drawn() ? 0 : from;
        from = first + n;
        return first;
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
        long[] keys = {};

        @Setup(Level.Invocation)
        public void fill(MapBenchmark benchmark) {
            map = benchmark.filled();
            keys = benchmark.keys;
        }
    }

    /// [Refilled], and an order of the keys that no other invocation had.
    @State(Scope.Thread)
    public static class Reshuffled {

        LongMaps map = LongMaps.make("agrona", 0);
        long[] keys = {};
        private long seed;

        @Setup(Level.Invocation)
        public void fill(MapBenchmark benchmark) {
            map = benchmark.filled();
            keys = pick(benchmark.keys, benchmark.shuffled(++seed));
        }
    }

    /// Deletes all keys of a full map.
    @Benchmark
    public void delete(Refilled refilled) {
        deleteAll(refilled.map, refilled.keys);
    }

    @Benchmark
    public void deleteRandom(Reshuffled reshuffled) {
        deleteAll(reshuffled.map, reshuffled.keys);
    }

    private static void deleteAll(LongMaps m, long[] keys) {
        for (long k : keys) {
            m.remove(k);
        }
    }
}
