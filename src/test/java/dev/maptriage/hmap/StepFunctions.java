package dev.maptriage.hmap;

import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.swiss.SwissMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Which steps the engine of a release takes in which runtime function, found by taking them.
public final class StepFunctions {
    private static final int OPERATIONS = 9_000;

    private StepFunctions() {}

    /// `function<tab>ACTION<tab>FIELD`, each once.
    public static Set<String> of(GoVersion version) {
        Set<String> taken = new TreeSet<>();
        for (KeyKind kind : KeyKind.values()) {
            MapSetup setup = MapSetup.of(version, kind, 7)
                    .watchedBy(step -> taken.add(step.function() + "\t" + step.action() + "\t" + step.field()));
            play(version.swiss() ? SwissMap.make(setup) : ClassicMap.make(setup), kind, 3);
            play(version.swiss() ? SwissMap.make(setup, 300) : ClassicMap.make(setup, 300), kind, 4);
        }
        return taken;
    }

    private static void play(GoMap map, KeyKind kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<MapIterator> walks = new ArrayList<>();
        // Small for a while, then filled, emptied and filled again, so that maps grow, split, shrink and age.
        for (int n = 0; n < OPERATIONS; n++) {
            int space = n < 600 ? 9 : 40 + n;
            boolean filling = n / 1_500 % 2 == 0;
            Object key = TestKeys.key(kind, random.nextInt(space));
            int what = random.nextInt(1_000);
            if (what < (filling ? 600 : 150)) {
                TestKeys.put(map, key, n);
            } else if (what < 750) {
                TestKeys.delete(map, key);
            } else if (what < 900) {
                TestKeys.contains(map, key);
                TestKeys.get(map, key);
            } else if (what < 903 && (!filling || n < 600)) {
                map.clear();
            } else if (what < 906 && map.setup().version().hasClone()) {
                map.copy();
            } else if (what < 940 && walks.size() < 4) {
                walks.add(map.iterator());
            } else {
                walks.removeIf(MapIterator::done);
                walks.forEach(MapIterator::next);
            }
        }
    }

    public static void main(String[] args) {
        for (GoVersion version : GoVersion.values()) {
            of(version).forEach(step -> System.out.println(version.label() + "\t" + step));
        }
    }
}
