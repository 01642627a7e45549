package dev.maptriage.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs, of all schedules that differ only in the order of independent steps, one at least: dynamic partial-order
/// reduction with sleep sets.
///
/// After each run every pair of dependent steps of two goroutines that could have come the other way round leaves a mark
/// at the earlier one: there the other goroutine is to be tried first. A goroutine whose next step was tried at a
/// decision sleeps in the alternatives, until a step that depends on its own wakes it.
///
/// A fatal error ends the process, and what the others would have done is not seen. Therefore, where one was raised,
/// all others are tried first, too.
final class Reduction implements Director {

    private static final Object NONE = new Object();

    private final Stage stage;
    private final int goroutines;
    private final List<Node> path = new ArrayList<>();
    private int depth;
    private int scripted;
    private boolean asleep;

    /// A decision and the step that followed.
    private static final class Node {

        private int enabled;
        /** Next step per goroutine; null where it has returned. */
        private Object[] pending = {};
        private int[] maps = {};
        /** Goroutines that are to be tried here. */
        private int wanted;
        private int tried;
        /** Goroutines whose next step was tried elsewhere, to the same effect. */
        private int sleeping;
        private int chosen;
        /** Per goroutine the last step, by depth, that happens before this one. */
        private int[] clock = {};
    }

    Reduction(Stage stage) {
        this.stage = stage;
        this.goroutines = stage.actors().length;
    }

    /// To be called before each run.
    void begin() {
        depth = 0;
        asleep = false;
    }

    @Override
    public int choose(int current, int enabled) {
        int d = depth++;
        if (d < scripted) {
            Node node = path.get(d);
            if (d == scripted - 1) {
                observe(node, d);
            }
            return node.chosen;
        }
        Node node = new Node();
        node.enabled = enabled;
        node.pending = new Object[goroutines];
        node.maps = new int[goroutines];
        for (Actor a : stage.actors()) {
            node.pending[a.id] = a.done ? NONE : a.pending == null ? NONE : a.pending;
            node.maps[a.id] = a.pendingMap;
        }
        node.sleeping = d == 0 ? 0 : stillAsleep(path.get(d - 1), node);
        int awake = enabled & ~node.sleeping;
        if (awake == 0) {
            depth--;
            asleep = true;
            return STOP;
        }
        node.chosen = current >= 0 && (awake & 1 << current) != 0 ? current : Integer.numberOfTrailingZeros(awake);
        node.tried = 1 << node.chosen;
        node.wanted = node.tried;
        path.add(node);
        observe(node, d);
        return node.chosen;
    }

    /// Those who slept before the last step, or were tried in its place, and do not depend on it.
    private int stillAsleep(Node last, Node now) {
        int candidates = (last.sleeping | last.tried) & ~(1 << last.chosen);
        int asleepStill = 0;
        for (int g = 0; g < goroutines; g++) {
            if ((candidates & 1 << g) != 0 && (now.enabled & 1 << g) != 0
                    && !Dependence.between(last.pending[g], last.maps[g], last.pending[last.chosen],
                            last.maps[last.chosen])) {
                asleepStill |= 1 << g;
            }
        }
        return asleepStill;
    }

    /// The chosen step at depth `d` is taken: marks the races it closes, and notes what happens before it.
    private void observe(Node node, int d) {
        int g = node.chosen;
        Object step = node.pending[g];
        int map = node.maps[g];
        race(g, step, map, d);
        int[] clock = new int[goroutines];
        Arrays.fill(clock, -1);
        for (int i = 0; i < d; i++) {
            Node earlier = path.get(i);
            if (earlier.chosen == g
                    || Dependence.between(earlier.pending[earlier.chosen], earlier.maps[earlier.chosen], step, map)) {
                for (int k = 0; k < goroutines; k++) {
                    clock[k] = Math.max(clock[k], earlier.clock[k]);
                }
            }
        }
        clock[g] = d;
        node.clock = clock;
    }

    /// Marks, for a step that goroutine `g` takes at depth `d`, the last step of another one that it depends on and that
    /// does not happen before it; further ones as long as `g` could not have come first there.
    private void race(int g, Object step, int map, int d) {
        int[] own = lastClock(g, d);
        for (int i = d - 1; i >= 0; i--) {
            Node earlier = path.get(i);
            int other = earlier.chosen;
            if (other == g || i <= own[other]
                    || !Dependence.between(earlier.pending[other], earlier.maps[other], step, map)) {
                continue;
            }
            if ((earlier.enabled & 1 << g) != 0) {
                earlier.wanted |= 1 << g;
                return;
            }
            earlier.wanted |= earlier.enabled;
        }
    }

    /// What happens before the next step of a goroutine, its own last step included.
    private int[] lastClock(int g, int d) {
        for (int i = d - 1; i >= 0; i--) {
            if (path.get(i).chosen == g) {
                return path.get(i).clock;
            }
        }
        int[] nothing = new int[goroutines];
        Arrays.fill(nothing, -1);
        return nothing;
    }

    /// Marks what the end of a run leaves open. To be called after each run.
    void end() {
        for (Actor a : stage.actors()) {
            if (!a.done && a.id != stage.failed() && a.pending != null && !path.isEmpty()) {
                race(a.id, a.pending, a.pendingMap, Math.min(depth, path.size()));
            }
        }
        if (stage.fault() != null && !path.isEmpty()) {
            Node last = path.get(depth - 1);
            last.wanted |= last.enabled;
        }
    }

    /// Prepares the next run. Returns false when there is none.
    boolean next() {
        while (!path.isEmpty()) {
            Node node = path.getLast();
            int left = node.wanted & node.enabled & ~node.tried & ~node.sleeping;
            if (left != 0) {
                node.chosen = Integer.numberOfTrailingZeros(left);
                node.tried |= 1 << node.chosen;
                scripted = path.size();
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    /// Whether the last run was given up, because it would only repeat what others have shown.
    boolean repeats() {
        return asleep;
    }

    /// The last run.
    Schedule schedule() {
        byte[] turns = new byte[Math.min(depth, path.size())];
        for (int i = 0; i < turns.length; i++) {
            turns[i] = (byte) path.get(i).chosen;
        }
        return new Schedule(turns);
    }
}
