package dev.maptriage.simulation;

import java.util.ArrayDeque;

/// `sync.Mutex` as goroutines meet it: normal mode, in which a newcomer on a processor may take the lock before a
/// goroutine that was woken for it, and starvation mode, in which the lock is handed to the longest waiter.
final class GoMutex {
    /// A waiter that fails after so long turns the mutex to starvation mode.
    private static final long STARVING_AFTER = 1_000_000;
    /// Four rounds of thirty PAUSE instructions.
    private static final long SPIN = 1_500;

    private final Contest contest;
    private final java.util.function.IntConsumer granted;
    private boolean locked;
    private boolean starving;
    private boolean woken;
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private final ArrayDeque<Integer> spinners = new ArrayDeque<>();

    private long starvations;
    private long handOvers;
    private long barged;

    /// @param granted what a goroutine does once it has the lock
    GoMutex(Contest contest, java.util.function.IntConsumer granted) {
        this.contest = contest;
        this.granted = granted;
    }

    void lock(int g) {
        if (!locked && !starving) {
            if (!queue.isEmpty()) {
                barged++;
            }
            take(g);
        } else if (!starving && contest.processors > 1 && spinners.size() < contest.processors - 1) {
            spinners.add(g);
            contest.timer(SPIN, g);
        } else {
            queue.addLast(g);
            contest.release();
        }
    }

    private void take(int g) {
        locked = true;
        granted.accept(g);
    }

    /// The spinning goroutine gives up. Rings of goroutines that got the lock meanwhile mean nothing.
    void spun(int g) {
        if (spinners.remove((Integer) g)) {
            queue.addLast(g);
            contest.release();
        }
    }

    /// A parked goroutine runs again: it was handed the lock, or may compete for it.
    void resume(int g) {
        if (starving) {
            if (queue.isEmpty() || contest.waited(g) <= STARVING_AFTER) {
                starving = false;
            }
            take(g);
            return;
        }
        woken = false;
        if (!locked) {
            take(g);
            return;
        }
        if (contest.waited(g) > STARVING_AFTER) {
            starving = true;
            starvations++;
        }
        queue.addFirst(g);
        contest.release();
    }

    void unlock() {
        if (starving) {
            handOvers++;
            contest.handOver(queue.removeFirst());
            return;
        }
        locked = false;
        Integer spinner = spinners.pollFirst();
        if (spinner != null) {
            if (!queue.isEmpty()) {
                barged++;
            }
            take(spinner);
        } else if (!woken && !queue.isEmpty()) {
            woken = true;
            contest.wake(queue.removeFirst());
        }
    }

    /// How often the mutex turned to starvation mode.
    long starvations() {
        return starvations;
    }

    /// How often it was handed to a waiter in starvation mode.
    long handOvers() {
        return handOvers;
    }

    /// How often a goroutine that had not waited in the queue took it before those who did.
    long barged() {
        return barged;
    }
}
