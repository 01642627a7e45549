package dev.maptriage.hmap;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The engines beside `java.util.HashMap`, string keys. Java's strings remember their hash, Go's are hashed each time.
public class StringMapBenchmark extends SizedBenchmark {

    @Param({"1.23", "1.26", "1.27", "HashMap"})
    public String map = "1.23";

    private String[] keys = {};
    private String[] others = {};
    private StringMaps full = StringMaps.make("HashMap", 0);

    @Setup
    public void fill() {
        keys = strings(1);
        others = strings(2);
        full = filled();
    }

    private StringMaps filled() {
        StringMaps m = StringMaps.make(map, n);
        for (int i = 0; i < n; i++) {
            m.put(keys[i], i);
        }
        return m;
    }

    private String[] strings(long seed) {
        String[] strings = new String[n];
        long[] numbers = numbers(n, seed);
        for (int i = 0; i < n; i++) {
            strings[i] = "user-" + Long.toUnsignedString(numbers[i], 36);
        }
        return strings;
    }

    @Benchmark
    public StringMaps assignGrow() {
        return insertAll(0);
    }

    @Benchmark
    public StringMaps assignHint() {
        return insertAll(n);
    }

    private StringMaps insertAll(int hint) {
        StringMaps m = StringMaps.make(map, hint);
        for (String k : keys) {
            m.put(k, 1);
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
        return sum(keys);
    }

    @Benchmark
    public long accessMiss() {
        return sum(others);
    }

    private long sum(String[] looked) {
        long sum = 0;
        for (String k : looked) {
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

        StringMaps map = StringMaps.make("HashMap", 0);

        @Setup(Level.Invocation)
        public void fill(StringMapBenchmark benchmark) {
            map = benchmark.filled();
        }
    }

    /// Deletes all keys of a full map.
    @Benchmark
    public void delete(Refilled refilled) {
        StringMaps m = refilled.map;
        for (String k : keys) {
            m.remove(k);
        }
    }
}
