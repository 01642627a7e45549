package dev.maptriage.simulation;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One goroutine of a [Stage].
///
/// The fields below are touched by one thread at a time: whoever has the turn. [#turn] hands them over.
final class Actor {

    final int id;
    final List<Call> calls;
    final @Nullable Object[] results;

    /// Whether this actor is to run. Written by whoever gives the turn, cleared by who takes it.
    volatile boolean turn;
    volatile @Nullable Thread thread;

    /// Given the turn for the first time in this run, and not yet at its first step.
    boolean fresh;
    boolean done;
    /// The step it stands before: a MapStep or a SyncStep; before it has started, the step every run starts with.
    @Nullable
    Object pending;
    /// The map of the pending step; -1 if it is a SyncStep.
    int pendingMap;
    @Nullable
    Object first;
    int firstMap;
    /// The step it took last.
    @Nullable
    Object last;
    /// Steps taken in this run, and when nobody else runs.
    int taken;
    int alone;
    int call;
    /// The map whose mark it has set and not yet cleared; -1 if none.
    int writing;

    Actor(int id, List<Call> calls) {
        this.id = id;
        this.calls = calls;
        this.results = new Object[calls.size()];
    }

    void reset() {
        turn = false;
        fresh = true;
        done = calls.isEmpty();
        pending = first;
        pendingMap = firstMap;
        last = null;
        taken = 0;
        call = 0;
        writing = -1;
        Arrays.fill(results, null);
    }

    /// The source of the call it is in.
    String source() {
        return calls.get(Math.min(call, calls.size() - 1)).source();
    }
}
