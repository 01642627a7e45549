package dev.maptriage.hmap;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A map from string to long under measurement.
interface StringMaps {

    void put(String key, long value);

    long get(String key);

    void remove(String key);

    /// Something of every entry.
    long sum();

    /// A map of this name (`HashMap`, or a Go version), sized for `hint` entries if that is not 0.
    static StringMaps make(String name, int hint) {
        return name.equals("HashMap") ? new Boxed(hint) : new Engine(name, hint);
    }

    /// One of the engines.
    final class Engine implements StringMaps {

        private final GoMap map;

        Engine(String version, int hint) {
            map = LongMaps.Engine.engine(version, KeyKind.STRING, hint);
        }

        @Override
        public void put(String key, long value) {
            map.put(key, value);
        }

        @Override
        public long get(String key) {
            return map.get(key);
        }

        @Override
        public void remove(String key) {
            map.delete(key);
        }

        @Override
        public long sum() {
            long sum = 0;
            for (MapIterator it = map.iterator(); !it.done(); it.next()) {
                sum += ((String) Objects.requireNonNull(it.keyObject())).length() ^ it.value();
            }
            return sum;
        }
    }

    /// `java.util.HashMap`.
    final class Boxed implements StringMaps {

        private final Map<String, Long> map;

        Boxed(int hint) {
            map = hint == 0 ? new HashMap<>() : HashMap.newHashMap(hint);
        }

        @Override
        public void put(String key, long value) {
            map.put(key, value);
        }

        @Override
        public long get(String key) {
            Long value = map.get(key);
            return value == null ? 0 : value;
        }

        @Override
        public void remove(String key) {
            map.remove(key);
        }

        @Override
        public long sum() {
            long sum = 0;
            for (Map.Entry<String, Long> entry : map.entrySet()) {
                sum += entry.getKey().length() ^ entry.getValue();
            }
            return sum;
        }
    }
}
