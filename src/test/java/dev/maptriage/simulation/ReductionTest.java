package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The reduced search finds exactly the ends that all schedules have.
class ReductionTest {

    private static final long MOST = 20_000;
    private static final int COMPARED = 6;

    @ParameterizedTest
    @EnumSource(value = GoVersion.class, names = {"GO_1_19", "GO_1_23", "GO_1_24", "GO_1_27"})
    void twoGoroutines_findsEveryEnd(GoVersion version) {
        int compared = 0;
        for (Operation other : List.of(Operation.READ, Operation.ITERATE, Operation.LEN)) {
            for (Operation writer : List.of(Operation.ASSIGN, Operation.DELETE, Operation.CLEAR)) {
                for (int entries = 0; entries < 2; entries++) {
                    Scenario scenario = Explorations.of(version, KeyKind.UINT64, entries, Map.of(), writer, other);
                    compared += isSmall(scenario) ? 1 : 0;
                }
            }
        }

        assertThat(compared).isGreaterThanOrEqualTo(COMPARED);
    }

    @Test
    void stringKeys_findsEveryEnd() {
        compare(Explorations.of(GoVersion.GO_1_23, KeyKind.STRING, 0, Map.of(), Operation.ASSIGN, Operation.READ));
        compare(Explorations.of(GoVersion.GO_1_26, KeyKind.STRING, 0, Map.of(), Operation.ASSIGN, Operation.READ));
    }

    @Test
    void guards_findsEveryEnd() {
        for (String name : List.of("read-write-rwmutex", "read-write-sync-map", "delete-write-sync-map",
                "write-write-sync-map", "write-write-mutex")) {
            for (GoVersion version : List.of(GoVersion.GO_1_23, GoVersion.GO_1_26)) {
                compare(Catalogue.scenario(name, version, 3, Map.of("entries", "1")));
            }
        }
    }

    @Test
    void twoLocksInOppositeOrder_findsTheDeadlock() {
        Scenario scenario = Explorations.of(GoVersion.GO_1_23,
                List.of(Deadlock.program("a", "b"), Deadlock.program("b", "a")), null);

        assertThat(compare(scenario)).anyMatch(end -> end.contains(Outcome.DEADLOCK));
    }

    @Test
    void ring_findsTheDeadlockOfThree() {
        Scenario scenario = Explorations.of(GoVersion.GO_1_23,
                List.of(Deadlock.program("a", "b"), Deadlock.program("b", "c"), Deadlock.program("c", "a")), null);

        assertThat(compare(scenario)).anyMatch(end -> end.contains(Outcome.DEADLOCK));
    }

    @Test
    void independentSteps_areRunInOneOrderOnly() {
        Scenario scenario = Explorations.of(GoVersion.GO_1_23, KeyKind.UINT64, 2, Map.of(), Operation.READ,
                Operation.READ);
        Search search = new Search(scenario);

        assertThat(search.runs).isEqualTo(1);
        assertThat(new BruteForce(scenario, 1_000).run()).isFalse();
    }

    /// Compares if there are not too many schedules.
    private static boolean isSmall(Scenario scenario) {
        BruteForce all = new BruteForce(scenario, MOST);
        if (!all.run()) {
            return false;
        }
        compare(scenario, all);
        return true;
    }

    private static Set<String> compare(Scenario scenario) {
        BruteForce all = new BruteForce(scenario, MOST);
        assertThat(all.run()).as("few enough schedules of %s", scenario.programs()).isTrue();
        return compare(scenario, all);
    }

    private static Set<String> compare(Scenario scenario, BruteForce all) {
        Search search = new Search(scenario);

        assertThat(search.ends).as("%s %s", scenario.version(), scenario.programs())
                .isEqualTo(Explorations.ends(all.outcomes()));
        assertThat(search.runs).isLessThanOrEqualTo(all.runs());
        return search.ends;
    }

    /// The reduced search alone.
    private static final class Search {

        private final Set<String> ends = new TreeSet<>();
        private long runs;

        Search(Scenario scenario) {
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                try (Stage stage = new Stage(scenario, Set.of(), 2_000)) {
                    search(stage, new Judge(scenario, stage.initialContent()));
                }
            });
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void search(Stage stage, Judge judge) {
            Reduction reduction = new Reduction(stage);
            do {
                reduction.begin();
                stage.run(reduction, null);
                reduction.end();
                runs++;
                if (!reduction.repeats()) {
                    ends.add(Explorations.show(judge.judge(stage)));
                }
            } while (reduction.next());
        }
    }

    /// Programs that take two locks.
    private static final class Deadlock {

        static Program program(String first, String second) {
            return new Program(List.of(lock(first), lock(second), unlock(second), unlock(first)));
        }

        private static Call lock(String name) {
            return Call.of(name + ".Lock()", Effect.NOTHING, w -> {
                w.locks().lock(w, name);
                return null;
            });
        }

        private static Call unlock(String name) {
            return Call.of(name + ".Unlock()", Effect.NOTHING, w -> {
                w.locks().unlock(name);
                return null;
            });
        }
    }
}
