package dev.maptriage.simulation;

import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.RuntimeFault;
import dev.maptriage.hmap.StepAction;
import dev.maptriage.hmap.StepListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the goroutines of a scenario step by step, again and again from the same beginning.
///
/// Exactly one goroutine runs at a time. Before each step it asks the [Director] on its own thread; as long as it is to
/// go on itself, nothing is handed over, and a step costs a method call. Only a change of turns costs a handoff: unpark
/// the other thread, park the own one. The first goroutine runs on the thread that calls [#run], the others on virtual
/// threads that stay from run to run. A thread left standing in a run that is over unwinds when it is next needed.
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread begins runs, the others only read
final class Stage implements AutoCloseable {

    @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack, thrown millions of times
    private static final RunOver RUN_OVER = new RunOver();
    private static final int QUIET_STEPS = 20_000;

    final Scenario scenario;
    private final Prepared prepared;
    private final Set<StepAction> yieldsAt;
    private final int maxSteps;
    private final Actor[] actors;
    private final List<Ears> ears = new ArrayList<>();

    private Director director = (current, enabled) -> Director.STOP;
    private @Nullable Recorder recorder;
    private World world;

    private volatile int run;
    private volatile boolean over;
    private volatile boolean closed;
    private int running;
    private int clock;
    private int passed;
    private boolean quiet;
    private int quietSteps;

    private @Nullable RuntimeFault fault;
    private int failed;
    private boolean endless;
    private boolean deadlocked;
    private boolean overlapped;
    private @Nullable Throwable defect;

    /// @param yieldsAt the steps before which the turn may pass; empty: all
    Stage(Scenario scenario, Set<StepAction> yieldsAt, int maxSteps) {
        this.scenario = scenario;
        this.prepared = Prepared.of(scenario);
        this.yieldsAt = yieldsAt;
        this.maxSteps = maxSteps;
        this.actors = new Actor[scenario.programs().size()];
        for (int i = 0; i < actors.length; i++) {
            actors[i] = new Actor(i, scenario.programs().get(i).calls());
        }
        this.world = new World(this, prepared);
        rehearse();
    }

    /// Runs every goroutine alone, which tells the step it begins with and how many it takes undisturbed.
    private void rehearse() {
        for (Actor a : actors) {
            run((current, enabled) -> current == a.id && a.done ? Director.STOP : a.id, null);
            a.alone = a.taken;
        }
    }

    /// One run.
    ///
    /// @param listening records every step; null for speed
    void run(Director who, @Nullable Recorder listening) {
        director = who;
        recorder = listening;
        fault = null;
        failed = -1;
        endless = false;
        deadlocked = false;
        overlapped = false;
        defect = null;
        clock = 0;
        passed = 0;
        quiet = false;
        for (Actor a : actors) {
            a.reset();
        }
        world = new World(this, prepared);
        over = false;
        run = run + 1;
        if (recorder != null) {
            recorder.begin(this);
        }
        actors[0].thread = Thread.currentThread();
        int first = decide(-1);
        if (first < 0) {
            over = true;
        } else {
            give(first);
            perform(actors[0]);
        }
        quiet = true;
        quietSteps = 0;
        if (defect != null) {
            throw new IllegalStateException("a run ended with an exception of the engine", defect);
        }
    }

    /// A goroutine's part of one run, on its own thread.
    private void perform(Actor a) {
        try {
            awaitTurn(a, run);
            play(a);
        } catch (RunOver e) {
            // The run ended while this goroutine stood before a step.
        } catch (RuntimeFault e) {
            fault = e;
            failed = a.id;
            endRun();
        } catch (Throwable e) {
            defect = e;
            endRun();
        }
        if (a.id == 0) {
            while (!over) {
                LockSupport.park(this);
            }
        }
    }

    private void play(Actor a) {
        List<Call> calls = a.calls;
        for (int i = 0; i < calls.size(); i++) {
            a.call = i;
            a.results[i] = calls.get(i).body().run(world);
        }
        a.done = true;
        a.pending = null;
        if (recorder != null) {
            recorder.taken();
        }
        int next = decide(a.id);
        if (next < 0) {
            endRun();
        } else {
            give(next);
        }
    }

    /// The last thing a thread does in a run: from here on the next run may begin.
    private void endRun() {
        Thread waiting = running == 0 ? null : actors[0].thread;
        over = true;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void give(int next) {
        Actor a = actors[next];
        int before = running;
        running = next;
        a.turn = true;
        if (next == 0 && before == 0) {
            return;
        }
        Thread thread = a.thread;
        if (thread == null) {
            Thread fresh = Thread.ofVirtual().unstarted(() -> work(a));
            a.thread = fresh;
            fresh.start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    private void work(Actor a) {
        while (!closed) {
            if (a.turn) {
                perform(a);
            } else {
                LockSupport.park(this);
            }
        }
    }

    /// Waits for the turn in this run.
    private void awaitTurn(Actor a, int thisRun) {
        while (!a.turn || run != thisRun) {
            if ((over && run == thisRun && a.id == 0) || run != thisRun || closed) {
                throw RUN_OVER;
            }
            LockSupport.park(this);
        }
        a.turn = false;
    }

    /// The yield point: the running goroutine stands before this step of the given map, or of no map.
    void step(int map, Object next) {
        if (quiet) {
            if (++quietSteps > QUIET_STEPS) {
                throw new Endless();
            }
            return;
        }
        Actor a = actors[running];
        if (recorder != null) {
            recorder.taken();
        }
        if (map >= 0 && !yieldsAt.isEmpty() && !yieldsAt.contains(((MapStep) next).action())) {
            if (++passed > maxSteps * 100) {
                endless = true;
                endRun();
                throw RUN_OVER;
            }
            return;
        }
        a.pending = next;
        a.pendingMap = map;
        if (a.fresh) {
            a.fresh = false;
            if (a.first == null) {
                a.first = next;
                a.firstMap = map;
            }
        } else {
            int who = decide(a.id);
            if (who != a.id) {
                if (who < 0) {
                    endRun();
                    throw RUN_OVER;
                }
                int thisRun = run;
                give(who);
                awaitTurn(a, thisRun);
            }
        }
        take(a, next);
    }

    private void take(Actor a, Object step) {
        clock++;
        a.taken++;
        a.last = step;
        if (step instanceof MapStep m) {
            watchOverlap(a, a.pendingMap, m.action());
        }
        if (recorder != null) {
            recorder.step(a, step);
        }
    }

    /// Whether another goroutine is between setting and clearing the writer's mark, while this one sets it, too, or
    /// works on the map.
    private void watchOverlap(Actor a, int map, StepAction action) {
        switch (action) {
            case LOAD_COUNT, CHECK_FLAG, HASH, LOAD_FLAG, RECHECK_FLAG, RELOAD_FLAG, STORE_ELEM, LOAD_ELEM -> {
            }
            case CLEAR_FLAG -> a.writing = -1;
            case STORE_FLAG -> {
                overlapped |= othersWrite(a, map);
                a.writing = map;
            }
            default -> overlapped |= a.writing != map && othersWrite(a, map);
        }
    }

    private boolean othersWrite(Actor a, int map) {
        for (Actor other : actors) {
            if (other.writing == map && other != a) {
                return true;
            }
        }
        return false;
    }

    private int decide(int current) {
        int enabled = 0;
        boolean waiting = false;
        for (Actor a : actors) {
            if (!a.done) {
                waiting = true;
                if (!(a.pending instanceof SyncStep s) || s.isReady(world)) {
                    enabled |= 1 << a.id;
                }
            }
        }
        if (enabled == 0) {
            deadlocked = waiting;
            return Director.STOP;
        }
        if (clock >= maxSteps) {
            endless = true;
            return Director.STOP;
        }
        return director.choose(current, enabled);
    }

    /// What the step just taken found and left.
    void saw(long read, long written) {
        if (recorder != null && !quiet) {
            recorder.saw(read, written);
        }
    }

    /// What the step just taken found or left, in words. Asked for only when somebody listens.
    void saw(Supplier<String> value) {
        if (recorder != null && !quiet) {
            recorder.saw(value.get());
        }
    }

    /// The listener of a map of this run.
    Ears listenTo(int map) {
        while (ears.size() <= map) {
            ears.add(new Ears(ears.size()));
        }
        Ears e = ears.get(map);
        e.isPrivate = false;
        return e;
    }

    /// Listens to one map.
    final class Ears implements StepListener {

        private final int map;
        /// Only one goroutine knows the map: its steps disturb nobody.
        private boolean isPrivate;

        private Ears(int map) {
            this.map = map;
        }

        void setPrivate(boolean known) {
            isPrivate = known;
        }

        @Override
        public void step(MapStep next) {
            if (!isPrivate) {
                Stage.this.step(map, next);
            }
        }

        @Override
        public void saw(long read, long written) {
            if (!isPrivate) {
                Stage.this.saw(read, written);
            }
        }
    }

    /// The number of the goroutine that runs, from 1.
    int runningGoroutine() {
        return running + 1;
    }

    /// Whether some steps are taken together with the one before.
    boolean isCoarse() {
        return !yieldsAt.isEmpty();
    }

    /// The entries before the goroutines start.
    Map<Object, Long> initialContent() {
        return prepared.content();
    }

    Actor[] actors() {
        return actors;
    }

    World world() {
        return world;
    }

    /// How many steps the run took.
    int clock() {
        return clock;
    }

    @Nullable
    RuntimeFault fault() {
        return fault;
    }

    /// The goroutine that raised the fault; -1 if none did.
    int failed() {
        return failed;
    }

    boolean endless() {
        return endless;
    }

    boolean deadlocked() {
        return deadlocked;
    }

    /// Whether a goroutine is moving entries for a growth of the map.
    boolean growing() {
        for (Actor a : actors) {
            if (!a.done && a.last instanceof MapStep m && Growth.movesEntries(m)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a write overlapped with another goroutine's work on the map.
    boolean overlapped() {
        return overlapped;
    }

    @Override
    public void close() {
        closed = true;
        for (Actor a : actors) {
            Thread thread = a.thread;
            if (a.id != 0 && thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /// Unwinds a goroutine of a run that is over.
    private static final class RunOver extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RunOver() {
            super(null, null, false, false);
        }
    }

    /// Looking at the map after the run does not come to its end either.
    static final class Endless extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Endless() {
            super(null, null, false, false);
        }
    }
}
