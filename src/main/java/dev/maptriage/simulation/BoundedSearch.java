package dev.maptriage.simulation;

import java.util.Arrays;

/// Runs every schedule that takes the turn from a goroutine that could go on at most so often, each once, in a fixed
/// order.
///
/// Stateless: what is kept is the path of decisions. Each run repeats the path up to the last decision that has another
/// choice left, takes that, and goes on with as few changes of turn as it can.
final class BoundedSearch implements Director {

    private final int bound;
    private final int deepest;
    private byte[] chosen = new byte[256];
    private byte[] enabledAt = new byte[256];
    private byte[] tried = new byte[256];
    private byte[] before = new byte[256];
    private short[] preempted = new short[256];
    private int depth;
    private int scripted;
    private boolean curtailed;

    /// @param deepest decisions behind it are not varied: only endless runs are that long
    BoundedSearch(int bound, int deepest) {
        this.bound = bound;
        this.deepest = deepest;
    }

    /// To be called before each run.
    void begin() {
        depth = 0;
    }

    @Override
    public int choose(int current, int enabled) {
        int d = depth++;
        if (d == chosen.length) {
            enlarge();
        }
        int choice;
        if (d < scripted) {
            choice = chosen[d];
        } else {
            choice = current >= 0 && (enabled & 1 << current) != 0 ? current : Integer.numberOfTrailingZeros(enabled);
            chosen[d] = (byte) choice;
            tried[d] = (byte) (1 << choice);
        }
        enabledAt[d] = (byte) enabled;
        before[d] = (byte) current;
        preempted[d] = (short) ((d == 0 ? 0 : preempted[d - 1]) + price(d, choice));
        return choice;
    }

    private int price(int d, int choice) {
        int current = before[d];
        return current >= 0 && choice != current && (enabledAt[d] & 1 << current) != 0 ? 1 : 0;
    }

    private void enlarge() {
        int size = chosen.length * 2;
        chosen = Arrays.copyOf(chosen, size);
        enabledAt = Arrays.copyOf(enabledAt, size);
        tried = Arrays.copyOf(tried, size);
        before = Arrays.copyOf(before, size);
        preempted = Arrays.copyOf(preempted, size);
    }

    /// Prepares the next schedule. Returns false when there is none.
    boolean next() {
        for (int d = Math.min(depth, deepest) - 1; d >= 0; d--) {
            int spent = d == 0 ? 0 : preempted[d - 1];
            int left = enabledAt[d] & ~tried[d];
            while (left != 0) {
                int choice = Integer.numberOfTrailingZeros(left);
                left &= left - 1;
                if (spent + price(d, choice) <= bound) {
                    chosen[d] = (byte) choice;
                    tried[d] |= (byte) (1 << choice);
                    scripted = d + 1;
                    return true;
                }
                curtailed = true;
            }
        }
        return false;
    }

    /// Whether the bound has ruled out any schedule.
    boolean curtailed() {
        return curtailed;
    }

    /// How often the last run took the turn from a goroutine that could go on.
    int preemptions() {
        return depth == 0 ? 0 : preempted[depth - 1];
    }

    /// The last run.
    Schedule schedule() {
        return new Schedule(Arrays.copyOf(chosen, depth));
    }

    /// How often the turn passed in the last run.
    int contextSwitches() {
        int switches = 0;
        for (int i = 1; i < depth; i++) {
            if (chosen[i] != chosen[i - 1]) {
                switches++;
            }
        }
        return switches;
    }

    int steps() {
        return depth;
    }
}
