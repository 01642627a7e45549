package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.swiss.SwissMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Three goroutines on one map in random interleavings of single steps, growth included. Whatever a race does to the
/// map, an operation ends normally, with a fault of the runtime, or not at all; never with an exception of Java's.
class RacingOperationsTest {

    private static final int SCHEDULES = 100;
    private static final int MAX_STEPS = 20_000;

    /// What a map of this release may raise in a race.
    private static final Set<String> KNOWN = Set.of("concurrent map writes", "concurrent map read and map write",
            "concurrent map iteration and map write", "concurrent map clone and map write", "bad map state", "fault",
            "oldoverflow is not nil", "small map with no empty slot (concurrent map writes?)",
            "runtime error: invalid memory address or nil pointer dereference");

    static Stream<Arguments> versionsAndKinds() {
        return Stream.of(GoVersion.GO_1_19, GoVersion.GO_1_23, GoVersion.GO_1_24_NOSWISSMAP, GoVersion.GO_1_24,
                GoVersion.GO_1_27).flatMap(
                        v -> Stream.of(KeyKind.UINT64, KeyKind.STRING, KeyKind.FLOAT64)
                                .map(k -> Arguments.of(v, k)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndKinds")
    void threeGoroutines_randomSchedules_endAsTheRuntimeWould(GoVersion version, KeyKind kind) {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = 1; seed <= SCHEDULES; seed++) {
            String end = new Race(version, kind, seed).run();
            ends.merge(end, 1, Integer::sum);
        }
        assertThat(ends).containsKey("concurrent map writes");
        ends.keySet().removeAll(Set.of("unnoticed", "endless"));
        assertThat(KNOWN).containsAll(ends.keySet());
    }

    private static final class Race implements StepListener {

        private final GoMap map;
        private final KeyKind kind;
        private final Random random;
        private final List<Goroutine> goroutines = new ArrayList<>();
        private boolean watching;

        Race(GoVersion version, KeyKind kind, int seed) {
            MapSetup setup = MapSetup.of(version, kind, seed).watchedBy(this);
            this.map = version.swiss() ? SwissMap.make(setup) : ClassicMap.make(setup);
            this.kind = kind;
            this.random = new Random(seed);
            int entries = new int[]{0, 7, 8, 13, 26, 27, 30, 52, 900}[random.nextInt(9)];
            for (int n = 0; n < entries; n++) {
                TestKeys.put(map, TestKeys.key(kind, n), n);
            }
        }

        String run() {
            watching = true;
            for (int g = 0; g < 3; g++) {
                List<Integer> program = random.ints(4, 0, 10).boxed().toList();
                int first = 1000 * (g + 1);
                goroutines.add(new Goroutine(() -> {
                    for (int n = 0; n < program.size(); n++) {
                        operate(program.get(n), first + n);
                    }
                }));
            }
            goroutines.forEach(Goroutine::start);
            String end = schedule();
            goroutines.forEach(Goroutine::abandon);
            return end;
        }

        private String schedule() {
            // Mostly long turns: a race needs few switches, and short turns end at the first check.
            int turn = 0;
            Goroutine current = goroutines.getFirst();
            for (int n = 0; n < MAX_STEPS; n++) {
                List<Goroutine> running = goroutines.stream().filter(g -> !g.isOver()).toList();
                if (running.isEmpty()) {
                    return "unnoticed";
                }
                if (turn-- <= 0 || current.isOver()) {
                    current = running.get(random.nextInt(running.size()));
                    turn = random.nextInt(1, 40);
                }
                current.proceed();
                Throwable failure = current.failure();
                if (failure != null) {
                    throw new AssertionError("a race ended with an exception of Java's", failure);
                }
                RuntimeFault fault = current.fault();
                if (fault != null) {
                    return fault.text();
                }
            }
            return "endless";
        }

        private void operate(int what, int key) {
            switch (what) {
                case 0, 1, 2, 3, 4 -> TestKeys.put(map, TestKeys.key(kind, key), key);
                case 5 -> TestKeys.delete(map, TestKeys.key(kind, key % 10));
                case 6 -> TestKeys.get(map, TestKeys.key(kind, key % 10));
                case 7 -> {
                    for (MapIterator it = map.iterator(); !it.done(); it.next()) {
                        it.value();
                    }
                }
                case 8 -> map.clear();
                default -> {
                    if (map.setup().version().hasClone()) {
                        map.copy();
                    }
                }
            }
        }

        @Override
        public void step(MapStep next) {
            if (watching) {
                goroutines.stream().filter(Goroutine::isCurrent).forEach(Goroutine::pause);
            }
        }
    }
}
