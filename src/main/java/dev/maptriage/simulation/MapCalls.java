package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapIterator;
import java.util.HashMap;
import java.util.Map;

/// Calls on the built-in map `m`.
final class MapCalls {

    private final KeyKind kind;
    private final GoVersion version;

    MapCalls(KeyKind kind, GoVersion version) {
        this.kind = kind;
        this.version = version;
    }

    /// The call of an operation.
    Call of(Operation operation, int key, long value) {
        return switch (operation) {
            case ASSIGN, UNKNOWN -> assign(key, value);
            case DELETE -> delete(key);
            case READ -> read(key);
            case ITERATE -> iterate();
            case CLEAR -> clear();
            case CLONE -> copy();
            case LEN -> len();
        };
    }

    Call assign(int n, long value) {
        Object key = MapKeys.key(kind, n);
        return Call.onMap("m[" + MapKeys.source(kind, n) + "] = " + value, new Effect.Put(key, value), m -> {
            MapKeys.put(m, key, value);
            return null;
        });
    }

    Call delete(int n) {
        Object key = MapKeys.key(kind, n);
        return Call.onMap("delete(m, " + MapKeys.source(kind, n) + ")", new Effect.Remove(key), m -> {
            MapKeys.delete(m, key);
            return null;
        });
    }

    Call read(int n) {
        Object key = MapKeys.key(kind, n);
        return Call.onMap("v := m[" + MapKeys.source(kind, n) + "]", new Effect.Get(key), m -> MapKeys.get(m, key));
    }

    Call iterate() {
        return Call.onMap("for k, v := range m { seen[k] = v }", new Effect.Content(false), MapCalls::iterate);
    }

    static Contents iterate(GoMap map) {
        Map<Object, Long> seen = new HashMap<>();
        boolean twice = false;
        for (MapIterator it = map.iterator(); !it.done(); it.next()) {
            twice |= seen.put(MapKeys.at(map, it), it.value()) != null;
        }
        return Contents.of(seen, twice);
    }

    Call clear() {
        String source = version == GoVersion.GO_1_19
                ? "for k := range m { delete(m, k) }"
                : "clear(m)";
        return Call.onMap(source, new Effect.RemoveAll(), m -> {
            m.clear();
            return null;
        });
    }

    Call copy() {
        if (!version.hasClone()) {
            throw new IllegalArgumentException("Go " + version.label() + " has no maps.Clone");
        }
        return Call.onMap("c := maps.Clone(m)", new Effect.Content(false), m -> {
            Contents c = Contents.of(m.copy());
            return new Contents(c.entries(), c.twice(), c.count(), false);
        });
    }

    Call len() {
        return Call.onMap("n := len(m)", new Effect.Size(), GoMap::len);
    }
}
