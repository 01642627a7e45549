package dev.maptriage.hmap;

import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.swiss.SwissMap;
import java.util.HashMap;
import java.util.Map;
import org.agrona.collections.Long2LongHashMap;

/// A map from long to long under measurement.
interface LongMaps {

    void put(long key, long value);

    long get(long key);

    void remove(long key);

    long sum();

    /// A map of this name (`HashMap`, `agrona`, or a Go version), sized for `hint` entries if that is not 0.
    static LongMaps make(String name, int hint) {
        return switch (name) {
            case "HashMap" -> new Boxed(hint);
            case "agrona" -> new Agrona(hint);
            default -> new Engine(name, hint);
        };
    }

    /// One of the engines.
    final class Engine implements LongMaps {

        private final GoMap map;

        Engine(String version, int hint) {
            map = engine(version, KeyKind.UINT64, hint);
        }

        static GoMap engine(String version, KeyKind kind, int hint) {
            GoVersion go = GoVersion.of(version).orElseThrow();
            MapSetup setup = MapSetup.of(go, kind, 1);
            if (go.swiss()) {
                return hint == 0 ? SwissMap.make(setup) : SwissMap.make(setup, hint);
            }
            return hint == 0 ? ClassicMap.make(setup) : ClassicMap.make(setup, hint);
        }

        @Override
        public void put(long key, long value) {
            map.put(key, value);
        }

        @Override
        public long get(long key) {
            return map.get(key);
        }

        @Override
        public void remove(long key) {
            map.delete(key);
        }

        @Override
        public long sum() {
            long sum = 0;
            for (MapIterator it = map.iterator(); !it.done(); it.next()) {
                sum += it.key() ^ it.value();
            }
            return sum;
        }
    }

    /// `java.util.HashMap`.
    final class Boxed implements LongMaps {

        private final Map<Long, Long> map;

        Boxed(int hint) {
            map = hint == 0 ? new HashMap<>() : HashMap.newHashMap(hint);
        }

        @Override
        public void put(long key, long value) {
            map.put(key, value);
        }

        @Override
        public long get(long key) {
            Long value = map.get(key);
            return value == null ? 0 : value;
        }

        @Override
        public void remove(long key) {
            map.remove(key);
        }

        @Override
        public long sum() {
            long sum = 0;
            for (Map.Entry<Long, Long> entry : map.entrySet()) {
                sum += entry.getKey() ^ entry.getValue();
            }
            return sum;
        }
    }

    /// Agrona's open-addressing map of primitives.
    final class Agrona implements LongMaps {

        private static final long MISSING = Long.MIN_VALUE;

        private final Long2LongHashMap map;

        Agrona(int hint) {
            map = hint == 0 ? new Long2LongHashMap(MISSING) : new Long2LongHashMap(hint * 2, 0.65f, MISSING);
        }

        @Override
        public void put(long key, long value) {
            map.put(key, value);
        }

        @Override
        public long get(long key) {
            long value = map.get(key);
            return value == MISSING ? 0 : value;
        }

        @Override
        public void remove(long key) {
            map.remove(key);
        }

        @Override
        public long sum() {
            long[] sum = {0};
            map.forEachLong((key, value) -> sum[0] += key ^ value);
            return sum[0];
        }
    }
}
