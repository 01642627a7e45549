package dev.maptriage.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Directors that need no memory of earlier runs.
final class Directors {

    private Directors() {}

    /// A schedule drawn uniformly from all orders of the steps that the goroutines take when nobody disturbs them. A step
    /// that a goroutine does not take after all, or cannot take yet, is skipped; whatever is left at the end runs
    /// goroutine by goroutine.
    static Director uniform(Actor[] actors, SplittableRandom random) {
        int[] left = Arrays.stream(actors).mapToInt(a -> a.alone).toArray();
        return (current, enabled) -> {
            for (int total = Arrays.stream(left).sum(); total > 0; total--) {
                int drawn = random.nextInt(total);
                int g = 0;
                while (drawn >= left[g]) {
                    drawn -= left[g++];
                }
                left[g]--;
                if ((enabled & 1 << g) != 0) {
                    return g;
                }
            }
            return goOn(current, enabled);
        };
    }

    /// A few changes of turn at random steps, between goroutines in a random order of rank: finds rare ends with a
    /// probability that does not vanish with the length of the programs.
    ///
    /// @param changes how often the goroutine that runs falls back behind all others
    static Director ranked(Actor[] actors, int changes, SplittableRandom random) {
        int steps = Arrays.stream(actors).mapToInt(a -> a.alone).sum();
        int[] rank = new int[actors.length];
        for (int i = 0; i < rank.length; i++) {
            int j = random.nextInt(i + 1);
            rank[i] = rank[j];
            rank[j] = i;
        }
        int[] at = random.ints(changes, 1, Math.max(2, steps + 1)).sorted().toArray();
        int[] state = {0, 0};
        return (current, enabled) -> {
            state[0]++;
            while (state[1] < at.length && at[state[1]] <= state[0]) {
                if (current >= 0) {
                    rank[current] = -1 - state[1];
                }
                state[1]++;
            }
            int best = Integer.numberOfTrailingZeros(enabled);
            for (int g = best; g < rank.length; g++) {
                if ((enabled & 1 << g) != 0 && rank[g] > rank[best]) {
                    best = g;
                }
            }
            return best;
        };
    }

    /// One block of steps after the other; then whatever is left, goroutine by goroutine.
    static Director blocks(List<Block> blocks) {
        int[] state = {0, 0};
        return (current, enabled) -> {
            while (state[0] < blocks.size()) {
                Block block = blocks.get(state[0]);
                if (state[1] < block.steps() && (enabled & 1 << block.goroutine()) != 0) {
                    state[1]++;
                    return block.goroutine();
                }
                state[0]++;
                state[1] = 0;
            }
            return goOn(current, enabled);
        };
    }

    /// Steps that a goroutine takes without losing its turn.
    record Block(int goroutine, int steps) {}

    private static int goOn(int current, int enabled) {
        return current >= 0 && (enabled & 1 << current) != 0 ? current : Integer.numberOfTrailingZeros(enabled);
    }
}
