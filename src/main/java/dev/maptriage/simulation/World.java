package dev.maptriage.simulation;

import dev.maptriage.hmap.Elem;
import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.NilMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// All that the goroutines of one run share: maps, locks, variables.
///
/// Maps have numbers. Number 0 is the map that the scenario starts with, or the first shard of it; goroutines may make
/// more. A `sync.Map` takes the place of all maps.
final class World {

    private final Stage stage;
    private final Prepared prepared;
    private final Locks locks;
    private final List<GoMap> maps = new ArrayList<>(2);
    private final List<String> names = new ArrayList<>(2);
    private final Map<String, String> variables = new TreeMap<>();
    private final @Nullable SyncMap syncMap;
    /// The map that the program's variable points to.
    private int current;

    World(Stage stage, Prepared prepared) {
        this.stage = stage;
        this.prepared = prepared;
        this.locks = new Locks(stage);
        Guard guard = stage.scenario.guard();
        this.syncMap = guard == Guard.SYNC_MAP ? syncMap() : null;
        if (guard == Guard.SHARDED) {
            for (int n = 0; n < Prepared.SHARDS; n++) {
                add("shards[" + n + "].m", prepared.shard(n, stage.listenTo(n)));
            }
        } else if (guard != Guard.SYNC_MAP) {
            add(guard == Guard.COPY_ON_WRITE ? "*p" : "m", prepared.map(stage.listenTo(0)));
        }
    }

    private SyncMap syncMap() {
        // Clear counts from 1.24 on, the release in which sync.Map became a trie; Clear itself came with 1.23.
        return stage.scenario.version().hasClearSeq()
                ? new TrieMap(prepared.content(), prepared::hash)
                : new ReadDirtyMap(prepared.content(), stage.scenario.version().label().equals("1.23"));
    }

    private void add(String name, GoMap map) {
        maps.add(map);
        names.add(name);
    }

    Stage stage() {
        return stage;
    }

    KeyKind kind() {
        return stage.scenario.keyKind();
    }

    Locks locks() {
        return locks;
    }

    /// The number of the goroutine that runs, from 1.
    int goroutine() {
        return stage.runningGoroutine();
    }

    /// The map that the variable points to.
    GoMap map() {
        return maps.get(current);
    }

    /// The map with this number.
    GoMap map(int number) {
        return maps.get(number);
    }

    /// The `sync.Map`.
    SyncMap sync() {
        SyncMap m = syncMap;
        if (m == null) {
            throw new IllegalStateException("the scenario has no sync.Map");
        }
        return m;
    }

    boolean isNil() {
        return map() instanceof NilMap;
    }

    /// Whether the goroutines themselves had to make the map.
    boolean replacedNil() {
        return maps.size() > 1 && maps.getFirst() instanceof NilMap;
    }

    /// Makes a map that only the goroutine that makes it knows, until it is published.
    int make(String name) {
        int number = maps.size();
        Stage.Ears ears = stage.listenTo(number);
        ears.setPrivate(true);
        add(name, prepared.make(ears));
        return number;
    }

    /// From now on other goroutines may use the map.
    void publish(int number) {
        stage.listenTo(number).setPrivate(false);
    }

    /// Points the variable to a map.
    void pointTo(int number) {
        current = number;
    }

    int current() {
        return current;
    }

    /// Notes a variable for those who look at the run.
    void note(String variable, String value) {
        variables.put(variable, value);
    }

    /// Locks and variables in words, by name.
    Map<String, String> shared() {
        Map<String, String> all = new TreeMap<>(variables);
        all.putAll(locks.describe());
        return all;
    }

    /// The map with this number, to be drawn.
    MapSnapshot picture(int number, IntPredicate touched) {
        return syncMap == null
                ? MapSnapshot.of(names.get(number), maps.get(number), touched)
                : MapSnapshot.of("m", kind(), syncMap.content());
    }

    /// What is stored, found without a step.
    Contents contents() {
        if (syncMap != null) {
            return Contents.of(syncMap.content(), false);
        }
        if (stage.scenario.guard() != Guard.SHARDED) {
            return Contents.of(map());
        }
        Map<Object, Long> all = new HashMap<>();
        boolean twice = false;
        boolean writing = false;
        long count = 0;
        for (GoMap shard : maps) {
            Contents c = Contents.of(shard);
            for (Map.Entry<Object, Long> e : c.entries().entrySet()) {
                twice |= all.put(e.getKey(), e.getValue()) != null;
            }
            twice |= c.twice();
            writing |= c.writing();
            count += c.count();
        }
        return new Contents(all, twice, count, writing);
    }

    /// What lookups find of these keys.
    Map<Object, Long> lookUp(Iterable<Object> keys) {
        if (syncMap != null) {
            return syncMap.content();
        }
        List<GoMap> where = stage.scenario.guard() == Guard.SHARDED ? maps : List.of(map());
        Map<Object, Long> found = new HashMap<>();
        Elem elem = new Elem();
        for (GoMap map : where) {
            for (Object key : keys) {
                if (MapKeys.find(map, key, elem)) {
                    found.put(key, elem.get());
                }
            }
        }
        return found;
    }
}
