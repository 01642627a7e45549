package dev.maptriage.incident;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Runs writers that come at the same time in one transaction, so that they share its commit, which is what a durable write
/// mostly waits for. Whoever comes while nobody writes writes at once and alone; those who come meanwhile are written
/// together by the first of them. Nobody waits for company.
///
/// There are a few lanes, and writers of the same issue take the same one: they would wait for each other's lock anyway.
/// When a group fails, for whatever reason, nothing of it is stored, and each of its writers runs alone.
final class GroupCommit {
    private static final int MOST = 64;

    private final TransactionTemplate writing;
    private final Consumer<Set<String>> before;
    private final List<Lane> lanes = new ArrayList<>();

    /// @param before prepares a group's transaction, given the keys of all its writers
    GroupCommit(TransactionTemplate writing, int lanes, Consumer<Set<String>> before) {
        this.writing = writing;
        this.before = before;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane());
        }
    }

    /// Writers who wait, and whose turn it is.
    private static final class Lane {
        final ReentrantLock turn = new ReentrantLock();
        final Queue<Writer<?>> waiting = new ConcurrentLinkedQueue<>();
    }

    /// One who writes. Its fields are only touched by whoever has the turn in its lane.
    private static final class Writer<T> {
        final Set<String> keys;
        final Supplier<T> work;
        @Nullable
        T result;
        @Nullable
        RuntimeException failure;
        boolean done;

        Writer(Set<String> keys, Supplier<T> work) {
            this.keys = keys;
            this.work = work;
        }

        void run() {
            result = work.get();
        }

        /// Runs it by itself, in a transaction that it opens.
        void run(Alone alone) {
            try {
                result = alone.run(work);
            } catch (RuntimeException failed) {
                failure = failed;
            }
            done = true;
        }

        T outcome() {
            if (failure != null) {
                throw failure;
            }
            return Objects.requireNonNull(result, "no result");
        }
    }

    /// How a writer runs when it has no company: in its own transaction, again after a collision.
    interface Alone {
        <T> T run(Supplier<T> work);
    }

    /// Runs a writer. When it returns, what it wrote is durable.
    ///
    /// @param keys  names of what it locks; the first of them in their order decides about the lane
    /// @param work  may be run again when its transaction has failed
    /// @param alone runs it when it has no company
    <T> T write(Collection<String> keys, Supplier<T> work, Alone alone) {
        TreeSet<String> all = new TreeSet<>(keys);
        Lane lane = lanes.get(all.isEmpty() ? 0 : Math.floorMod(all.first().hashCode(), lanes.size()));
        Writer<T> writer = new Writer<>(all, work);
        lane.waiting.add(writer);
        lane.turn.lock();
        try {
            while (!writer.done) {
                lead(lane, alone);
            }
        } finally {
            lane.turn.unlock();
        }
        return writer.outcome();
    }

    private void lead(Lane lane, Alone alone) {
        List<Writer<?>> group = new ArrayList<>();
        for (Writer<?> next = lane.waiting.poll(); next != null; next = group.size() < MOST
                ? lane.waiting.poll()
                : null) {
            group.add(next);
        }
        if (group.size() == 1 || !together(group)) {
            group.forEach(writer -> writer.run(alone));
        }
    }

    /// Whether all of them are stored now; else none is.
    private boolean together(List<Writer<?>> group) {
        try {
            writing.executeWithoutResult(ignored -> {
                Set<String> keys = new TreeSet<>();
                group.forEach(writer -> keys.addAll(writer.keys));
                before.accept(keys);
                group.forEach(Writer::run);
            });
        } catch (RuntimeException oneOfThemFailed) {
            // Whose fault it was shows when each runs alone; its failure is its own then.
            return false;
        }
        group.forEach(writer -> writer.done = true);
        return true;
    }
}
