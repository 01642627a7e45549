package dev.maptriage.simulation;

import dev.maptriage.hmap.Elem;
import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapIterator;
import java.util.Objects;

/// Numbered keys of every kind: as the engines take them, and as Go source has them.
final class MapKeys {

    private static final long POINTERS = 0xc000010000L;
    private static final int POINTER_SIZE = 8;

    private MapKeys() {}

    /// A `[3]uint64`.
    private record Triple(long a, long b, long c) {

        @Override
        public String toString() {
            return "[3]uint64{" + a + ", " + b + ", " + c + "}";
        }
    }

    /// Key number `n`: a Long for the kinds that travel as one, else an object.
    static Object key(KeyKind kind, int n) {
        return switch (kind) {
            case UINT64, UINT32 -> (long) n;
            case POINTER -> POINTERS + (long) POINTER_SIZE * n;
            case FLOAT64 -> Double.doubleToRawLongBits(n + 0.5);
            case STRING, INTERFACE -> "k" + n;
            case STRUCT -> new Triple(n, 0, 0);
        };
    }

    /// Key number `n` in Go source.
    static String source(KeyKind kind, int n) {
        return switch (kind) {
            case POINTER -> "p" + n;
            case UINT64, UINT32, FLOAT64, STRING, INTERFACE, STRUCT -> show(kind, key(kind, n));
        };
    }

    /// A key that was found in a map, for people.
    static String show(KeyKind kind, Object key) {
        return switch (kind) {
            case UINT64, UINT32 -> key.toString();
            case POINTER -> "0x" + Long.toHexString((long) key);
            case FLOAT64 -> Double.toString(Double.longBitsToDouble((long) key));
            case STRING, INTERFACE -> key.equals("<nil>") ? "nil" : "\"" + key + "\"";
            case STRUCT -> key.toString();
        };
    }

    /// The Go type of the keys.
    static String type(KeyKind kind) {
        return switch (kind) {
            case UINT64 -> "uint64";
            case UINT32 -> "uint32";
            case STRING -> "string";
            case POINTER -> "*byte";
            case FLOAT64 -> "float64";
            case STRUCT -> "[3]uint64";
            case INTERFACE -> "any";
        };
    }

    static void put(GoMap map, Object key, long value) {
        if (key instanceof Long k) {
            map.put(k.longValue(), value);
        } else {
            map.put(key, value);
        }
    }

    static long get(GoMap map, Object key) {
        return key instanceof Long k ? map.get(k.longValue()) : map.get(key);
    }

    static boolean find(GoMap map, Object key, Elem elem) {
        return key instanceof Long k ? map.find(k.longValue(), elem) : map.find(key, elem);
    }

    static void delete(GoMap map, Object key) {
        if (key instanceof Long k) {
            map.delete(k.longValue());
        } else {
            map.delete(key);
        }
    }

    /// The key where an iterator stands.
    static Object at(GoMap map, MapIterator it) {
        return map.setup().kind().objectKeys()
                ? Objects.requireNonNullElse(it.keyObject(), "<nil>")
                : (Object) it.key();
    }

    /// The hash of a key under a seed.
    static long hash(GoMap map, Object key, long seed) {
        return key instanceof Long k
                ? map.setup().hasher().hash(k.longValue(), seed)
                : map.setup().hasher().hash(key, seed);
    }
}
