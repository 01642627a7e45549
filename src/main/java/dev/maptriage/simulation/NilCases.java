package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.RuntimeFault;
import dev.maptriage.hmap.StepAction;
import java.util.List;

/// Programs around a map that was never made.
final class NilCases {

    private static final String NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference";
    private static final String VARIABLE = "m";

    private final KeyKind kind;
    private final GoVersion version;
    private final String type;

    NilCases(KeyKind kind, GoVersion version) {
        this.kind = kind;
        this.version = version;
        this.type = "map[" + MapKeys.type(kind) + "]uint64";
    }

    /// Stores into a map that was only declared.
    List<Program> directWrite() {
        return one(local("var m " + type, "m is nil"), store("m[" + key(1) + "] = 10", 1));
    }

    /// All that a nil map allows.
    List<Program> lenAndRange() {
        return one(local("var m " + type, "m is nil"),
                harmless("n := len(m)", "len", GoMap::len),
                harmless("for range m { n++ }", iterate(), m -> (long) MapCalls.iterate(m).entries().size()),
                harmless("v := m[" + key(1) + "]", kind.function("mapaccess1"),
                        m -> MapKeys.get(m, MapKeys.key(kind, 1))),
                harmless("delete(m, " + key(1) + ")", kind.function("mapdelete"), m -> {
                    MapKeys.delete(m, MapKeys.key(kind, 1));
                    return 0L;
                }));
    }

    /// Hands the map to a function that stores into it.
    List<Program> parameter() {
        return one(local("var m " + type, "m is nil"), local("fill(m)", "the parameter is a copy of the nil pointer"),
                store("m[" + key(1) + "] = 10 // in fill", 1));
    }

    /// A `sync.Map` needs no make, a pointer to one does.
    List<Program> syncMap() {
        String method = version.hasClearSeq() ? "internal/sync.(*HashTrieMap[...]).Swap" : "sync.(*Map).Swap";
        return one(local("var m sync.Map", "an empty map, ready for use"),
                harmless("m.Store(" + key(1) + ", 10)", method, m -> 0L),
                local("var p *sync.Map", "p is nil"),
                Call.of("p.Store(" + key(1) + ", 10)", Effect.NOTHING, w -> {
                    w.stage().step(-1, new SyncStep(method, SyncAction.ATOMIC_LOAD, "p"));
                    w.stage().saw(() -> "nil");
                    throw new RuntimeFault.Panic(NIL_DEREFERENCE,
                            new MapStep(method, StepAction.LOAD_BUCKETS, MapStep.Field.BUCKETS));
                }));
    }

    /// A nil map in an interface that is itself not nil.
    List<Program> typedNil() {
        return one(local("var m counters", "m is nil, its type is counters, a " + type),
                local("var s store = m", "s holds the type counters and the value nil"),
                local("if s == nil { return }", "false: an interface with a type is not nil"),
                store("s.add(" + key(1) + ") // m[" + key(1) + "] = 10", 1));
    }

    /// Two goroutines that both make the map when they find none.
    List<Program> lostInit() {
        return List.of(new Program(List.of(makeIfNil(), storeToVariable(1, 10))),
                new Program(List.of(makeIfNil(), storeToVariable(2, 20))));
    }

    private Call makeIfNil() {
        return Call.of("if m == nil { m = make(" + type + ") }", Effect.NOTHING, w -> {
            w.stage().step(-1, new SyncStep("main.set", SyncAction.LOAD_VARIABLE, VARIABLE));
            boolean nil = w.isNil();
            w.stage().saw(() -> nil ? "nil" : "map " + w.current());
            if (nil) {
                int made = w.make(VARIABLE);
                w.stage().step(-1, new SyncStep("main.set", SyncAction.STORE_VARIABLE, VARIABLE));
                w.stage().saw(() -> "map " + made);
                w.publish(made);
                w.pointTo(made);
                w.note(VARIABLE, "map " + made);
            }
            return null;
        });
    }

    private Call storeToVariable(int n, long value) {
        Object key = MapKeys.key(kind, n);
        return Call.of("m[" + key(n) + "] = " + value, new Effect.Put(key, value), w -> {
            w.stage().step(-1, new SyncStep("main.set", SyncAction.LOAD_VARIABLE, VARIABLE));
            int which = w.current();
            w.stage().saw(() -> "map " + which);
            MapKeys.put(w.map(which), key, value);
            return null;
        });
    }

    private static List<Program> one(Call... calls) {
        return List.of(new Program(List.of(calls)));
    }

    private String key(int n) {
        return MapKeys.source(kind, n);
    }

    private String iterate() {
        return version.swiss() ? "runtime.mapIterStart" : "runtime.mapiterinit";
    }

    private static Call local(String source, String says) {
        return Call.of(source, Effect.NOTHING, w -> {
            w.stage().step(-1, new SyncStep("main.main", SyncAction.LOCAL, says));
            return null;
        });
    }

    private interface Reading {
        long read(GoMap map);
    }

    private static Call harmless(String source, String function, Reading reading) {
        return Call.of(source, Effect.NOTHING, w -> {
            w.stage().step(-1, new SyncStep(function, SyncAction.CHECK_NIL, VARIABLE));
            long read = reading.read(w.map());
            w.stage().saw(() -> Long.toString(read));
            return null;
        });
    }

    private Call store(String source, int n) {
        return Call.of(source, Effect.NOTHING, w -> {
            w.stage().step(-1, new SyncStep(kind.assignFunction(), SyncAction.CHECK_NIL, VARIABLE));
            w.stage().saw(() -> "nil");
            MapKeys.put(w.map(), MapKeys.key(kind, n), 10);
            return null;
        });
    }
}
