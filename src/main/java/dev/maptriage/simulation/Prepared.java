package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.Hasher;
import dev.maptriage.hmap.MapSetup;
import dev.maptriage.hmap.MemHasher;
import dev.maptriage.hmap.NilMap;
import dev.maptriage.hmap.RandomSource;
import dev.maptriage.hmap.StepListener;
import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.swiss.SwissMap;
import dev.maptriage.hmap.swiss.SwissState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What every run of a scenario starts with: built once, copied for each run.
final class Prepared {

    /** Keys of the initial entries begin here, so that those a program adds are new. */
    static final int FIRST_KEY = 1;
    /** Entry n has this element at first. */
    static final int FIRST_VALUE = 100;
    /** How many maps stand for one that is sharded. */
    static final int SHARDS = 2;
    private static final int MOST_ENTRIES = 4096;
    private static final int CROWDED_MASK = 3;

    private final Scenario scenario;
    private final Hasher hasher;
    private final Map<Object, Long> content = new LinkedHashMap<>();
    private final GoMap map;
    private final List<GoMap> shards;

    private Prepared(Scenario scenario) {
        this.scenario = scenario;
        this.hasher = new MemHasher(scenario.keyKind(), RandomSource.seeded(scenario.seed()));
        this.map = build();
        this.shards = scenario.guard() == Guard.SHARDED ? split() : List.of();
    }

    static Prepared of(Scenario scenario) {
        return new Prepared(scenario);
    }

    /// The initial entries.
    Map<Object, Long> content() {
        return content;
    }

    /// The scenario's map, for one run.
    GoMap map(StepListener listener) {
        return map.replica(setup(listener));
    }

    /// The hash of a key outside of maps.
    long hash(Object key) {
        return key instanceof Long k ? hasher.hash(k.longValue(), scenario.seed()) : hasher.hash(key, scenario.seed());
    }

    /// The shards of the scenario's map, for one run.
    GoMap shard(int n, StepListener listener) {
        return shards.get(n).replica(setup(listener));
    }

    private List<GoMap> split() {
        List<GoMap> parts = new ArrayList<>();
        for (int n = 0; n < SHARDS; n++) {
            parts.add(make(quiet(), 0));
        }
        int n = 0;
        for (Map.Entry<Object, Long> e : content.entrySet()) {
            MapKeys.put(parts.get(shardOf(FIRST_KEY + n++)), e.getKey(), e.getValue());
        }
        return parts;
    }

    /// Where key number `n` lies.
    static int shardOf(int n) {
        return n % SHARDS;
    }

    /// A new map of the scenario's type.
    GoMap make(StepListener listener) {
        return make(setup(listener), 0);
    }

    private static GoMap make(MapSetup setup, long hint) {
        return setup.version().swiss() ? SwissMap.make(setup, hint) : ClassicMap.make(setup, hint);
    }

    private MapSetup setup(StepListener listener) {
        return quiet().watchedBy(listener);
    }

    private MapSetup quiet() {
        return new MapSetup(scenario.version(), scenario.keyKind(), hasher, RandomSource.seeded(scenario.seed() + 1),
                null);
    }

    private GoMap build() {
        InitialMap initial = scenario.map();
        if (initial.state() == InitialMap.State.NIL) {
            return new NilMap(quiet());
        }
        int entries = entries(initial);
        GoMap built = make(quiet(), 0);
        boolean crowded = initial.state() == InitialMap.State.CROWDED_BEFORE_GROWTH;
        int number = FIRST_KEY;
        for (int n = 0; n < entries; n++, number++) {
            while (crowded && built instanceof ClassicMap m && !sharesBucket(m, number)) {
                number++;
            }
            Object key = MapKeys.key(scenario.keyKind(), number);
            long value = (long) FIRST_VALUE + n;
            MapKeys.put(built, key, value);
            content.put(key, value);
        }
        return built;
    }

    private boolean sharesBucket(ClassicMap map, int number) {
        return (MapKeys.hash(map, MapKeys.key(scenario.keyKind(), number), map.header().hash0()) & CROWDED_MASK) == 0;
    }

    /// How many entries bring the map into the wanted state.
    private int entries(InitialMap initial) {
        if (initial.state() == InitialMap.State.FILLED) {
            return initial.entries();
        }
        GoMap trial = make(quiet(), 0);
        for (int n = 0; n < MOST_ENTRIES; n++) {
            Shape before = Shape.of(trial);
            MapKeys.put(trial, MapKeys.key(scenario.keyKind(), FIRST_KEY + n), 0);
            if (n > 0 && n >= initial.entries() && !Shape.of(trial).equals(before)) {
                boolean during = initial.state() == InitialMap.State.DURING_GROWTH && trial instanceof ClassicMap;
                if (during && Shape.growing(trial)) {
                    return n + 1;
                }
                boolean split = initial.state() == InitialMap.State.BEFORE_SPLIT && trial instanceof SwissMap;
                if (!during && (!split || (before.tables() > 0 && Shape.of(trial).tables() > before.tables()))) {
                    return n;
                }
            }
        }
        throw new IllegalArgumentException("no growth within " + MOST_ENTRIES + " entries");
    }

    /// What a growth changes when it begins.
    private record Shape(int size, int tables, int capacity) {

        static Shape of(GoMap map) {
            return switch (map) {
                case ClassicMap m -> new Shape(m.header().B(), 0, 0);
                case SwissMap m -> {
                    SwissState.TableFacts table = m.tableOf(0);
                    yield new Shape(m.header().dirLen(), m.header().tables(), table == null ? 0 : table.capacity());
                }
                default -> throw new IllegalArgumentException("a nil map has no shape");
            };
        }

        static boolean growing(GoMap map) {
            return map instanceof ClassicMap m && m.header().growing();
        }
    }
}
