package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Scenarios by hand, and their exploration.
final class Explorations {

    private Explorations() {}

    static Exploration explore(Scenario scenario, long runs) {
        return new Explorer().explore(scenario, new Budget(runs, Duration.ofSeconds(60), 2_000), Progress.NONE);
    }

    /// One goroutine per operation; assigns and reads use keys 1, 2, … in turn.
    static Scenario of(GoVersion version, KeyKind kind, int entries, Map<String, String> parameters,
            Operation... operations) {
        MapCalls calls = new MapCalls(kind, version);
        int[] key = {0};
        return new Scenario("by hand", version, kind, new InitialMap(InitialMap.State.FILLED, entries),
                Arrays.stream(operations).map(o -> new Program(List.of(calls.of(o, ++key[0], 10L * key[0])))).toList(),
                Guard.NONE, 7, parameters, null);
    }

    static Scenario of(GoVersion version, List<Program> programs, Scenario.@Nullable Target target) {
        return new Scenario("by hand", version, KeyKind.UINT64, new InitialMap(InitialMap.State.FILLED, 2), programs,
                Guard.NONE, 7, Map.of(), target);
    }

    static Set<String> ends(Exploration exploration) {
        return ends(exploration.outcomes());
    }

    static Set<String> ends(Iterable<Outcome> outcomes) {
        Set<String> ends = new TreeSet<>();
        outcomes.forEach(o -> ends.add(show(o)));
        return ends;
    }

    static String show(Outcome o) {
        return o.type() + " " + o.corruptions() + " " + o.message() + " " + o.goroutine() + " " + o.function() + " "
                + o.action();
    }

    static Map<String, Long> counts(Exploration exploration) {
        Map<String, Long> counts = new TreeMap<>();
        for (OutcomeCount c : exploration.counts().byOutcome()) {
            Outcome o = c.outcome();
            String end = o.type().noticed() ? String.valueOf(o.action()) : o.type() + " " + o.corruptions();
            counts.merge(end, c.schedules(), Long::sum);
        }
        return counts;
    }
}
