package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Goroutine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether another goroutine of the dump was growing the very map the failing one used: growth of any other map says
/// nothing.
final class GrowthElsewhere {

    private GrowthElsewhere() {}

    static boolean sameMap(CrashCase crash, Draft draft) {
        Goroutine failing = draft.failing;
        Set<Long> maps = maps(draft.stack);
        if (failing == null || maps.isEmpty()) {
            return false;
        }
        for (Goroutine goroutine : crash.goroutines()) {
            if (goroutine != failing && crash.grows(goroutine.stack())
                    && maps(crash.calls(goroutine)).stream().anyMatch(maps::contains)) {
                return true;
            }
        }
        return false;
    }

    private static Set<Long> maps(List<Call> calls) {
        Set<Long> maps = new HashSet<>();
        calls.forEach(call -> maps.add(MapFunction.mapOf(call)));
        maps.remove(0L);
        return maps;
    }
}
