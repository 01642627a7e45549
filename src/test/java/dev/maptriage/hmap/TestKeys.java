package dev.maptriage.hmap;

import java.util.Objects;

/// Numbered keys of every kind, and the operations on them.
final class TestKeys {

    private TestKeys() {}

    /// Key number `n` as a boxed long or an object; different numbers give different keys.
    static Object key(KeyKind kind, int n) {
        return switch (kind) {
            case UINT64 -> n * 0x9E3779B97F4A7C15L;
            case UINT32 -> (n * 0x9E3779B9L) & 0xffffffffL;
            case POINTER -> 0xc000000000L + 8L * n;
            case FLOAT64 -> Double.doubleToRawLongBits(n * 0.25);
            case STRING -> (n % 3 == 0 ? "a key that is long enough to be compared by its ends: " : "key-") + n;
            case STRUCT -> new TranscriptKeys.Triple(n, -n, 7);
            case INTERFACE -> n % 2 == 0 ? (Object) Integer.valueOf(n) : "key-" + n;
        };
    }

    static void put(GoMap map, Object key, long value) {
        if (map.setup().kind().objectKeys()) {
            map.put(key, value);
        } else {
            map.put((long) key, value);
        }
    }

    static long get(GoMap map, Object key) {
        return map.setup().kind().objectKeys() ? map.get(key) : map.get((long) key);
    }

    static boolean contains(GoMap map, Object key) {
        Elem elem = new Elem();
        return map.setup().kind().objectKeys() ? map.find(key, elem) : map.find((long) key, elem);
    }

    static void delete(GoMap map, Object key) {
        if (map.setup().kind().objectKeys()) {
            map.delete(key);
        } else {
            map.delete((long) key);
        }
    }

    /// Where an iterator stands, as a key of [#key].
    static Object key(GoMap map, MapIterator it) {
        return map.setup().kind().objectKeys() ? Objects.requireNonNull(it.keyObject()) : (Object) it.key();
    }
}
