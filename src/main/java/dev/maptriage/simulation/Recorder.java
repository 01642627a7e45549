package dev.maptriage.simulation;

import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.StepAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes down one run, step by step, with the map after each.
///
/// A step is complete when its goroutine stands before the next one; only then the map is looked at.
final class Recorder {

    /** An endless run is written down so far. */
    static final int MOST_STEPS = 1_000;

    private final Set<Integer> touched;
    private final boolean pictures;
    private final List<WitnessStep> steps = new ArrayList<>();
    private final Map<Integer, Registers> registers = new HashMap<>();
    private final Map<Integer, MapSnapshot> last = new HashMap<>();
    private @Nullable Stage stage;
    private @Nullable MapSnapshot start;
    private @Nullable Actor actor;
    private @Nullable Object open;
    private int map;
    private @Nullable String detail;
    private String call = "";

    private Recorder(Set<Integer> touched, boolean pictures) {
        this.touched = touched;
        this.pictures = pictures;
    }

    /// What a goroutine holds where nobody else sees it.
    private static final class Registers {

        private int call = -1;
        private @Nullable Long flags;
        private @Nullable Long count;
        private @Nullable String hash;
        private @Nullable Integer storage;
        private @Nullable Integer bucket;
        private @Nullable Integer cell;

        private void enter(int which) {
            if (call != which) {
                call = which;
                flags = null;
                count = null;
                hash = null;
                leave();
            }
        }

        private void leave() {
            storage = null;
            bucket = null;
            cell = null;
        }
    }

    /// Runs a schedule once to see which buckets it touches, and once more to write it down.
    static Witness record(Stage stage, Schedule schedule, Outcome outcome, boolean shortest) {
        Recorder scout = new Recorder(new HashSet<>(), false);
        stage.run(schedule.director(), scout);
        Recorder recorder = new Recorder(scout.touched, true);
        stage.run(schedule.director(), recorder);
        recorder.finish(stage);
        MapSnapshot begin = recorder.start;
        if (begin == null) {
            throw new IllegalStateException("the run has not begun");
        }
        return new Witness(outcome.at(recorder.steps.size()), schedule.contextSwitches(), shortest, begin,
                List.copyOf(recorder.steps));
    }

    void begin(Stage of) {
        stage = of;
        if (pictures) {
            start = picture(of.world().current());
        }
    }

    void step(Actor a, Object step) {
        actor = a;
        open = step;
        detail = null;
        call = a.source();
        Registers r = registers.computeIfAbsent(a.id, id -> new Registers());
        r.enter(a.call);
        if (step instanceof MapStep m) {
            map = a.pendingMap;
            if (m.storage() > 0) {
                touched.add(m.index());
                r.storage = m.storage();
                r.bucket = m.index();
                r.cell = m.slot() < 0 ? null : (Integer) m.slot();
            } else if (m.action() == StepAction.LOAD_SIZE || m.action() == StepAction.STORE_BUCKETS) {
                // It looks for its bucket anew, or the old ones are no longer where it looked.
                r.leave();
            }
        } else if (stage != null) {
            map = stage.world().current();
            detail = ((SyncStep) step).detail(null);
        }
    }

    void saw(long read, long written) {
        if (!(open instanceof MapStep m) || stage == null || actor == null) {
            return;
        }
        detail = m.detail(swiss(), read, written);
        Registers r = registers.getOrDefault(actor.id, new Registers());
        switch (m.action()) {
            case LOAD_FLAG, RELOAD_FLAG -> r.flags = read;
            case STORE_FLAG, CLEAR_FLAG -> r.flags = null;
            case LOAD_COUNT_TO_CHANGE -> r.count = read;
            case STORE_COUNT -> r.count = null;
            case HASH -> r.hash = hash(actor, stage, read);
            default -> {
            }
        }
    }

    private @Nullable String hash(Actor a, Stage on, long seed) {
        Object key = switch (a.calls.get(a.call).effect()) {
            case Effect.Put put -> put.key();
            case Effect.Remove remove -> remove.key();
            case Effect.Get get -> get.key();
            default -> null;
        };
        return key == null ? null : String.format("%016x", MapKeys.hash(on.world().map(map), key, seed));
    }

    void saw(String value) {
        if (open instanceof SyncStep s) {
            detail = s.detail(value);
        }
    }

    /// The open step is complete.
    void taken() {
        close(false);
    }

    private void finish(Stage of) {
        close(of.fault() != null);
    }

    private void close(boolean fails) {
        Object step = open;
        Actor a = actor;
        open = null;
        if (step == null || a == null || stage == null || !pictures || steps.size() >= MOST_STEPS) {
            return;
        }
        MapSnapshot before = last.getOrDefault(map, start);
        MapSnapshot after = picture(map);
        List<Change> changes = before == null ? List.of() : MapSnapshot.changes(before, after);
        MapSnapshot shown = changes.isEmpty() && before != null && before.equals(after) ? before : after;
        last.put(map, shown);
        steps.add(new WitnessStep(steps.size() + 1, a.id + 1, call, function(step), action(step), detail(step), shown,
                changes, stage.world().shared(), lanes(stage, a, fails), fails));
    }

    private MapSnapshot picture(int which) {
        if (stage == null) {
            throw new IllegalStateException("the run has not begun");
        }
        return stage.world().picture(which, touched::contains);
    }

    private static String function(Object step) {
        return step instanceof MapStep m ? m.function() : ((SyncStep) step).function();
    }

    private static String action(Object step) {
        return step instanceof MapStep m ? m.action().name() : ((SyncStep) step).action().name();
    }

    private String detail(Object step) {
        if (detail != null) {
            return detail;
        }
        return step instanceof MapStep m ? m.where(swiss()) : ((SyncStep) step).detail(null);
    }

    private boolean swiss() {
        return stage != null && stage.scenario.version().swiss();
    }

    private List<Lane> lanes(Stage on, Actor running, boolean fails) {
        List<Lane> lanes = new ArrayList<>();
        for (Actor a : on.actors()) {
            Registers r = registers.getOrDefault(a.id, new Registers());
            boolean between = a.done || a.taken == 0;
            lanes.add(new Lane(a.id + 1, state(on, a, running, fails), between ? null : a.source(), r.flags, r.count,
                    r.hash, r.storage, r.bucket, r.cell));
        }
        return List.copyOf(lanes);
    }

    private static Lane.State state(Stage on, Actor a, Actor running, boolean fails) {
        if (a == running) {
            return fails ? Lane.State.FAILED : a.done ? Lane.State.DONE : Lane.State.RUNNING;
        }
        if (a.done) {
            return Lane.State.DONE;
        }
        if (a.pending instanceof SyncStep s && !s.isReady(on.world())) {
            return Lane.State.BLOCKED;
        }
        return a.taken == 0 ? Lane.State.NOT_STARTED : Lane.State.PREEMPTED;
    }

}
