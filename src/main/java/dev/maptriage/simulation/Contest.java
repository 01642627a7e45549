package dev.maptriage.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;

/// Goroutines that contend for something, as discrete events: the clock jumps from one event to the next.
///
/// A goroutine waits outside (for a request, for the network), asks for its operation, needs a processor to try, may park
/// without one, and holds what it asked for while the operation runs. Between operations it needs no processor. Ready
/// goroutines wait for processors in one queue; the scheduler's time slice never ends an operation, since operations
/// are far shorter.
abstract class Contest {
    /// Until an idle processor has found and runs a goroutine that another one made ready. Measured: 26 µs if it had
    /// gone to sleep in a virtual machine; one that still looks for work is much faster.
    static final long WAKE = 5_000;
    /// From one goroutine to the next on the same processor: measured 0.14 µs.
    static final long SWITCH = 150;

    private static final int ARRIVE = 0;
    private static final int RUN = 1;
    private static final int DONE = 2;
    static final int TIMER = 3;

    final int goroutines;
    final int processors;
    final Keys random;
    private final double think;
    private final int operations;

    long now;
    private int idle;
    private final ArrayDeque<Integer> ready = new ArrayDeque<>();
    private long[] times = new long[256];
    private long[] what = new long[256];
    private int events;
    private long serial;

    private final long[] asked;
    private int begun;
    private int done;
    private int waiting;
    private boolean successor;
    final Samples waits = new Samples();
    final Trail trail = new Trail();

    Contest(int goroutines, int processors, double thinkNanos, int operations, long seed) {
        this.goroutines = goroutines;
        this.processors = processors;
        this.think = thinkNanos;
        this.operations = operations;
        this.random = new Keys(seed);
        this.idle = processors;
        this.asked = new long[goroutines];
    }

    /// A goroutine asks and has a processor.
    abstract void ask(int g);

    /// A goroutine that was parked has a processor again.
    abstract void resume(int g);

    /// The operation of a goroutine starts.
    ///
    /// @return how long it takes
    abstract long operate(int g);

    /// The operation of a goroutine is over.
    abstract void leave(int g);

    /// A timer of [#timer] rings.
    void ring(int g) {}

    final void run() {
        for (int g = 0; g < goroutines; g++) {
            later(pause(), g, ARRIVE);
        }
        while (done < operations && events > 0) {
            long event = take();
            int g = (int) (event >>> 2 & 0xffff);
            switch ((int) (event & 3)) {
                case ARRIVE -> arrive(g);
                case RUN -> run(g);
                case DONE -> done(g);
                default -> ring(g);
            }
        }
    }

    private long pause() {
        return (long) random.exponential(think);
    }

    private final java.util.BitSet parked = new java.util.BitSet();

    private void arrive(int g) {
        if (begun + waiting >= operations) {
            return;
        }
        asked[g] = now;
        waiting++;
        trail.queue(now, waiting);
        parked.clear(g);
        processor(g, 0);
    }

    private void processor(int g, long delay) {
        if (idle > 0) {
            idle--;
            later(delay, g, RUN);
        } else {
            ready.add(g);
        }
    }

    private void run(int g) {
        if (parked.get(g)) {
            resume(g);
        } else {
            parked.set(g);
            ask(g);
        }
    }

    /// The goroutine got what it asked for.
    final void begin(int g) {
        waiting--;
        begun++;
        trail.queue(now, waiting);
        waits.add((double) (now - asked[g]));
        later(operate(g), g, DONE);
    }

    final long waited(int g) {
        return now - asked[g];
    }

    final int waiting() {
        return waiting;
    }

    private void done(int g) {
        done++;
        successor = false;
        leave(g);
        release();
        later(pause(), g, ARRIVE);
    }

    /// Gives the processor to the next in the queue.
    final void release() {
        Integer next = ready.pollFirst();
        if (next == null) {
            idle++;
        } else {
            later(SWITCH, next, RUN);
        }
    }

    /// Makes a parked goroutine ready. The first that an operation wakes comes next on its own processor, which is about
    /// to be free; others are found by idle processors.
    final void wake(int g) {
        if (successor) {
            processor(g, WAKE);
        } else {
            handOver(g);
        }
    }

    /// Makes a parked goroutine the next on the processor that is about to be released.
    final void handOver(int g) {
        successor = true;
        ready.addFirst(g);
    }

    final void timer(long delay, int g) {
        later(delay, g, TIMER);
    }

    final int done() {
        return done;
    }

    private void later(long delay, int g, int kind) {
        if (events == times.length) {
            times = Arrays.copyOf(times, events * 2);
            what = Arrays.copyOf(what, events * 2);
        }
        long time = now + delay;
        // Events of one moment keep the order in which they were made.
        long event = serial++ << 18 | (long) g << 2 | kind;
        int i = events++;
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            if (!before(time, event, times[parent], what[parent])) {
                break;
            }
            times[i] = times[parent];
            what[i] = what[parent];
            i = parent;
        }
        times[i] = time;
        what[i] = event;
    }

    private static boolean before(long time, long event, long otherTime, long otherEvent) {
        return time < otherTime || (time == otherTime && event < otherEvent);
    }

    private long take() {
        now = times[0];
        long event = what[0];
        long time = times[--events];
        long last = what[events];
        int i = 0;
        for (;;) {
            int child = 2 * i + 1;
            if (child >= events) {
                break;
            }
            if (child + 1 < events && before(times[child + 1], what[child + 1], times[child], what[child])) {
                child++;
            }
            if (!before(times[child], what[child], time, last)) {
                break;
            }
            times[i] = times[child];
            what[i] = what[child];
            i = child;
        }
        times[i] = time;
        what[i] = last;
        return event;
    }
}
