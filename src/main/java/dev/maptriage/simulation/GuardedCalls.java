package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The calls of an operation under a guard: the operation itself, and what a program does around it.
final class GuardedCalls {

    private static final String MU = "mu";
    private static final String POINTER = "p";

    private final KeyKind kind;
    private final Guard guard;
    private final MapCalls plain;

    GuardedCalls(KeyKind kind, GoVersion version, Guard guard) {
        this.kind = kind;
        this.guard = guard;
        this.plain = new MapCalls(kind, version);
    }

    /// The program of one operation.
    Program program(Operation operation, int key, long value) {
        return new Program(calls(operation, key, value));
    }

    List<Call> calls(Operation operation, int key, long value) {
        return switch (guard) {
            case NONE -> List.of(plain.of(operation, key, value));
            case MUTEX -> List.of(locking("mu.Lock()", w -> w.locks().lock(w, MU)), plain.of(operation, key, value),
                    locking("mu.Unlock()", w -> w.locks().unlock(MU)));
            case RWMUTEX -> operation.writes()
                    ? List.of(locking("mu.Lock()", w -> w.locks().writeLock(w, MU)), plain.of(operation, key, value),
                            locking("mu.Unlock()", w -> w.locks().writeUnlock(MU)))
                    : underReadLock(operation, key, value);
            case RWMUTEX_FILL_UNDER_RLOCK -> underReadLock(operation, key, value);
            case SYNC_MAP -> List.of(syncMap(operation, key, value));
            case SHARDED -> sharded(operation, key, value);
            case COPY_ON_WRITE -> List.of(copyOnWrite(operation, key, value));
        };
    }

    private List<Call> underReadLock(Operation operation, int key, long value) {
        return List.of(locking("mu.RLock()", w -> w.locks().readLock(MU)), plain.of(operation, key, value),
                locking("mu.RUnlock()", w -> w.locks().readUnlock(MU)));
    }

    private interface Locking {
        void run(World world);
    }

    private static Call locking(String source, Locking body) {
        return Call.of(source, Effect.NOTHING, w -> {
            body.run(w);
            return null;
        });
    }

    private Call syncMap(Operation operation, int n, long value) {
        Object key = MapKeys.key(kind, n);
        String k = MapKeys.source(kind, n);
        return switch (operation) {
            case ASSIGN, UNKNOWN -> Call.of("m.Store(" + k + ", " + value + ")", new Effect.Put(key, value), w -> {
                w.sync().store(w, key, value);
                return null;
            });
            case DELETE -> Call.of("m.Delete(" + k + ")", new Effect.Remove(key), w -> {
                w.sync().delete(w, key);
                return null;
            });
            case READ -> Call.of("v, ok := m.Load(" + k + ")", new Effect.Get(key), w -> w.sync().load(w, key));
            case CLEAR -> Call.of("m.Clear()", new Effect.RemoveAll(), w -> {
                w.sync().clear(w);
                return null;
            });
            case ITERATE, LEN -> Call.of("m.Range(func(k, v any) bool { seen[k] = v; return true })",
                    new Effect.Content(true), w -> w.sync().range(w));
            case CLONE -> Call.of("m.Range(func(k, v any) bool { c.Store(k, v); return true })",
                    new Effect.Content(true), w -> w.sync().range(w));
        };
    }

    private List<Call> sharded(Operation operation, int n, long value) {
        int shard = Prepared.shardOf(n);
        String name = "shards[" + shard + "]";
        return switch (operation) {
            case ASSIGN, UNKNOWN, DELETE, READ -> List.of(
                    locking(name + ".mu.Lock()", w -> w.locks().lock(w, name + ".mu")),
                    inShard(operation, name, shard, n, value),
                    locking(name + ".mu.Unlock()", w -> w.locks().unlock(name + ".mu")));
            case ITERATE, CLONE -> List.of(Call.of(
                    "for i := range shards { shards[i].mu.Lock(); maps.Copy(seen, shards[i].m); shards[i].mu.Unlock() }",
                    new Effect.Content(true), GuardedCalls::iterateShards));
            case CLEAR -> List.of(
                    Call.of("for i := range shards { shards[i].mu.Lock(); clear(shards[i].m); shards[i].mu.Unlock() }",
                            new Effect.RemoveAll(), w -> {
                                eachShard(w, GoMap::clear);
                                return null;
                            }));
            case LEN -> List.of(
                    Call.of("for i := range shards { shards[i].mu.Lock(); n += len(shards[i].m); shards[i].mu.Unlock() }",
                            Effect.NOTHING, w -> {
                                eachShard(w, GoMap::len);
                                return null;
                            }));
        };
    }

    private Call inShard(Operation operation, String name, int shard, int n, long value) {
        Call call = plain.of(operation, n, value);
        return Call.of(call.source().replaceFirst("\\bm\\b", name + ".m"), call.effect(),
                w -> call.on(w.map(shard)));
    }

    private interface InShard {
        void run(GoMap map);
    }

    private static void eachShard(World world, InShard body) {
        for (int i = 0; i < Prepared.SHARDS; i++) {
            String mu = "shards[" + i + "].mu";
            world.locks().lock(world, mu);
            body.run(world.map(i));
            world.locks().unlock(mu);
        }
    }

    private static Contents iterateShards(World world) {
        Map<Object, Long> seen = new HashMap<>();
        boolean[] twice = {false};
        eachShard(world, shard -> {
            Contents part = MapCalls.iterate(shard);
            twice[0] |= part.twice();
            for (Map.Entry<Object, Long> e : part.entries().entrySet()) {
                twice[0] |= seen.put(e.getKey(), e.getValue()) != null;
            }
        });
        return Contents.of(seen, twice[0]);
    }

    private Call copyOnWrite(Operation operation, int n, long value) {
        if (!operation.writes() && operation != Operation.UNKNOWN) {
            Call call = plain.of(operation, n, value);
            return Call.of(call.source().replaceFirst("\\bm\\b", "*p.Load()"), call.effect(), w -> {
                int seen = loadPointer(w, "sync/atomic.(*Pointer[...]).Load");
                return call.on(w.map(seen));
            });
        }
        Call change = plain.of(operation == Operation.UNKNOWN ? Operation.ASSIGN : operation, n, value);
        String source = "for { old := p.Load(); next := copyOf(*old); "
                + change.source().replaceFirst("\\bm\\b", "next") + "; if p.CompareAndSwap(old, &next) { break } }";
        return Call.of(source, change.effect(), w -> {
            changeCopy(w, change);
            return null;
        });
    }

    private static void changeCopy(World world, Call change) {
        for (;;) {
            int old = loadPointer(world, "sync/atomic.(*Pointer[...]).Load");
            int next = world.make("*p");
            Contents content = MapCalls.iterate(world.map(old));
            content.entries().forEach((k, v) -> MapKeys.put(world.map(next), k, v));
            change.on(world.map(next));
            world.stage().step(-1,
                    new SyncStep("sync/atomic.(*Pointer[...]).CompareAndSwap", SyncAction.COMPARE_AND_SWAP, POINTER));
            boolean swapped = world.current() == old;
            if (swapped) {
                world.publish(next);
                world.pointTo(next);
            }
            world.stage().saw(() -> swapped ? "to map " + next : "lost: somebody else was faster");
            if (swapped) {
                return;
            }
        }
    }

    private static int loadPointer(World world, String function) {
        world.stage().step(-1, new SyncStep(function, SyncAction.ATOMIC_LOAD, POINTER));
        int seen = world.current();
        world.stage().saw(() -> "map " + seen);
        return seen;
    }
}
