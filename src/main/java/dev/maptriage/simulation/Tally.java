package dev.maptriage.simulation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up how schedules end.
final class Tally {

    private final Map<Outcome, long[]> schedules = new HashMap<>();
    private long separate;

    /// @param weight how many schedules the run stands for
    void add(Outcome outcome, boolean overlapped, long weight) {
        long[] sum = schedules.computeIfAbsent(outcome, o -> new long[1]);
        sum[0] = Completions.add(sum[0], weight);
        if (outcome.type() == OutcomeType.NONE && !overlapped) {
            separate = Completions.add(separate, weight);
        }
    }

    Counts counts(Counts.Basis basis, @Nullable Integer bound) {
        long fatal = 0;
        long silent = 0;
        long benign = 0;
        for (Map.Entry<Outcome, long[]> e : schedules.entrySet()) {
            long n = e.getValue()[0];
            if (e.getKey().type().noticed()) {
                fatal = Completions.add(fatal, n);
            } else if (e.getKey().type() == OutcomeType.NONE) {
                benign = Completions.add(benign, n);
            } else {
                silent = Completions.add(silent, n);
            }
        }
        List<OutcomeCount> sorted = schedules.entrySet().stream()
                .map(e -> new OutcomeCount(e.getKey(), e.getValue()[0]))
                .sorted(Comparator.comparingLong(OutcomeCount::schedules).reversed()
                        .thenComparing(c -> c.outcome().toString()))
                .toList();
        return new Counts(basis, bound, Completions.add(fatal, Completions.add(silent, benign)), fatal, silent, benign,
                separate, sorted);
    }
}
