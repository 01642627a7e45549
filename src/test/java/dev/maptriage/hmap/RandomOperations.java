package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A random sequence of operations on a Go map and on `java.util.HashMap`, compared after each of them. Iterators live
/// on while the map changes, and are held to what the Go specification promises of them.
final class RandomOperations {

    private static final int ITERATORS = 4;

    private final GoMap map;
    private final KeyKind kind;
    private final Random random;
    private final Map<Object, Long> model = new HashMap<>();
    private final List<Walk> walks = new ArrayList<>();
    private int keySpace = 12;

    RandomOperations(GoMap map, long seed) {
        this.map = map;
        this.kind = map.setup().kind();
        this.random = new Random(seed);
    }

    void run(int operations) {
        for (int n = 0; n < operations; n++) {
            if (n % 100 == 99) {
                keySpace = keySpace * 3 / 2;
            }
            operate(n);
            assertThat(map.len()).isEqualTo(model.size());
            map.checkInvariants();
        }
        for (Map.Entry<Object, Long> entry : model.entrySet()) {
            assertThat(TestKeys.get(map, entry.getKey())).isEqualTo(entry.getValue());
        }
        while (!walks.isEmpty()) {
            step(walks.getFirst());
        }
    }

    private void operate(int n) {
        Object key = TestKeys.key(kind, random.nextInt(keySpace));
        int what = random.nextInt(1000);
        if (what < 420) {
            TestKeys.put(map, key, n);
            model.put(key, (long) n);
        } else if (what < 640) {
            TestKeys.delete(map, key);
            model.remove(key);
            walks.forEach(walk -> walk.mustSee.remove(key));
        } else if (what < 760) {
            assertThat(TestKeys.contains(map, key)).isEqualTo(model.containsKey(key));
            assertThat(TestKeys.get(map, key)).isEqualTo(model.getOrDefault(key, 0L));
        } else if (what < 764) {
            map.clear();
            model.clear();
            walks.forEach(walk -> walk.mustSee.clear());
            if (map.setup().version() == GoVersion.GO_1_19) {
                // Up to 1.20 a running iterator could still visit what a clear had removed (golang/go#59411).
                walks.clear();
            }
        } else if (what < 780 && walks.size() < ITERATORS) {
            Walk walk = new Walk(map.iterator(), new HashSet<>(model.keySet()));
            walks.add(walk);
            look(walk);
        } else if (!walks.isEmpty()) {
            step(walks.get(random.nextInt(walks.size())));
        }
    }

    private void step(Walk walk) {
        if (walk.iterator.done()) {
            assertThat(walk.mustSee).as("entries that were there all the time, but not visited").isEmpty();
            walks.remove(walk);
            return;
        }
        walk.iterator.next();
        look(walk);
    }

    private void look(Walk walk) {
        if (walk.iterator.done()) {
            return;
        }
        Object key = TestKeys.key(map, walk.iterator);
        assertThat(model).as("an entry visited is an entry of the map").containsEntry(key, walk.iterator.value());
        // A key that was deleted and assigned again is a new entry and may come again.
        if (walk.mustSee.remove(key)) {
            assertThat(walk.seen).as("visited twice").doesNotContain(key);
        }
        walk.seen.add(key);
    }

    /// An iteration under way.
    private static final class Walk {

        private final MapIterator iterator;
        /// Entries that were there from the start, are still there and have not been visited.
        private final Set<Object> mustSee;
        private final Set<Object> seen = new HashSet<>();

        Walk(MapIterator iterator, Set<Object> mustSee) {
            this.iterator = iterator;
            this.mustSee = mustSee;
        }
    }
}
