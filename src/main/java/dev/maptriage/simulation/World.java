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

/// All that the goroutines of one run share: maps, locks, variables.
final class World {

    private final Stage stage;
    private final Prepared prepared;
    private final Locks locks;
    private final List<GoMap> maps = new ArrayList<>(2);
    private final List<String> names = new ArrayList<>(2);
    private final Map<String, String> variables = new TreeMap<>();
    /// The map that the variable `m` points to.
    private int current;

    World(Stage stage, Prepared prepared) {
        this.stage = stage;
        this.prepared = prepared;
        this.locks = new Locks(stage);
        maps.add(prepared.map(stage.listenTo(0)));
        names.add("m");
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

    /// The map that `m` is.
    GoMap map() {
        return maps.get(current);
    }

    /// The map with this number, as steps name it.
    GoMap map(int number) {
        return maps.get(number);
    }

    String name(int number) {
        return names.get(number);
    }

    /// How many maps there are, those that were replaced included.
    int mapCount() {
        return maps.size();
    }

    boolean isNil() {
        return map() instanceof NilMap;
    }

    /// Makes a map that nobody points to yet.
    int make(String name) {
        int number = maps.size();
        maps.add(prepared.make(stage.listenTo(number)));
        names.add(name);
        return number;
    }

    /// Points `m` to a map.
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
        return MapSnapshot.of(names.get(number), maps.get(number), touched);
    }

    /// What an iteration over a map sees, taken without further steps.
    Contents contents() {
        return Contents.of(map());
    }

    /// What lookups find, of all keys that could be there.
    Map<Object, Long> lookUp(Iterable<Object> keys) {
        Map<Object, Long> found = new HashMap<>();
        Elem elem = new Elem();
        for (Object key : keys) {
            if (MapKeys.find(map(), key, elem)) {
                found.put(key, elem.get());
            }
        }
        return found;
    }
}
