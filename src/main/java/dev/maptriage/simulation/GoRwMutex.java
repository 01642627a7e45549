package dev.maptriage.simulation;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.function.IntConsumer;

/// `sync.RWMutex` as goroutines meet it: readers enter together, a writer first keeps new readers out, then waits for
/// those inside, and lets all readers in that came meanwhile before it frees the mutex among writers.
final class GoRwMutex {
    private static final int NOBODY = -1;

    private final Contest contest;
    private final IntConsumer granted;
    private final GoMutex writers;
    private boolean writerAnnounced;
    private int readers;
    private int departing;
    private int waitingWriter = NOBODY;
    private final ArrayDeque<Integer> waitingReaders = new ArrayDeque<>();
    private final BitSet letIn = new BitSet();

    GoRwMutex(Contest contest, IntConsumer granted) {
        this.contest = contest;
        this.granted = granted;
        this.writers = new GoMutex(contest, this::announce);
    }

    void lock(int g) {
        writers.lock(g);
    }

    private void announce(int g) {
        writerAnnounced = true;
        if (readers == 0) {
            granted.accept(g);
        } else {
            departing = readers;
            waitingWriter = g;
            contest.release();
        }
    }

    void unlock() {
        writerAnnounced = false;
        readers += waitingReaders.size();
        for (int reader : waitingReaders) {
            letIn.set(reader);
            contest.wake(reader);
        }
        waitingReaders.clear();
        writers.unlock();
    }

    void readLock(int g) {
        if (writerAnnounced) {
            waitingReaders.add(g);
            contest.release();
        } else {
            readers++;
            granted.accept(g);
        }
    }

    void readUnlock() {
        readers--;
        if (departing > 0 && --departing == 0) {
            contest.wake(waitingWriter);
        }
    }

    void resume(int g) {
        if (g == waitingWriter) {
            waitingWriter = NOBODY;
            granted.accept(g);
        } else if (letIn.get(g)) {
            letIn.clear(g);
            granted.accept(g);
        } else {
            writers.resume(g);
        }
    }

    void spun(int g) {
        writers.spun(g);
    }

    GoMutex writers() {
        return writers;
    }
}
