package dev.maptriage.hmap;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The engines beside `java.util.HashMap`, string keys. As in [MapBenchmark], one invocation is n operations.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class StringMapBenchmark {

    @Param({"1.23", "1.26", "HashMap"})
    public String map = "1.23";

    @Param({"1000", "100000", "1000000"})
    public int n;

    private String[] keys = {};
    private String[] others = {};
    private @Nullable GoMap engine;
    private Map<String, Long> hashMap = new HashMap<>();

    @Setup
    public void fill() {
        keys = strings(1);
        others = strings(2);
        engine = null;
        hashMap = new HashMap<>();
        if (map.equals("HashMap")) {
            for (int i = 0; i < n; i++) {
                hashMap.put(keys[i], (long) i);
            }
        } else {
            GoMap full = LongMaps.Engine.engine(map, KeyKind.STRING, n);
            for (int i = 0; i < n; i++) {
                full.put(keys[i], i);
            }
            engine = full;
        }
    }

    private String[] strings(long seed) {
        String[] strings = new String[n];
        long[] numbers = MapBenchmark.keys(n, seed);
        for (int i = 0; i < n; i++) {
            strings[i] = "user-" + Long.toUnsignedString(numbers[i], 36);
        }
        return strings;
    }

    @Benchmark
    public Object assignGrow() {
        if (engine == null) {
            Map<String, Long> m = new HashMap<>();
            for (String k : keys) {
                m.put(k, 1L);
            }
            return m;
        }
        GoMap m = LongMaps.Engine.engine(map, KeyKind.STRING, 0);
        for (String k : keys) {
            m.put(k, 1);
        }
        return m;
    }

    @Benchmark
    public void overwrite() {
        GoMap m = engine;
        for (int i = 0; i < keys.length; i++) {
            if (m == null) {
                hashMap.put(keys[i], (long) i);
            } else {
                m.put(keys[i], i);
            }
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

    private long sum(String[] wanted) {
        GoMap m = engine;
        long sum = 0;
        for (String k : wanted) {
            if (m == null) {
                Long value = hashMap.get(k);
                sum += value == null ? 0 : value;
            } else {
                sum += m.get(k);
            }
        }
        return sum;
    }
}
