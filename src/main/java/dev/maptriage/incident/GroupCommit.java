package dev.maptriage.incident;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes what comes at the same time in one transaction, so that it shares statements and the commit, which is what a
/// durable write mostly waits for. Whoever comes while nobody writes writes at once and alone; those who come meanwhile are
/// written together by the first of them. Nobody waits for company.
///
/// There are a few lanes, and what is equal takes the same one, so that two groups hardly ever wait for each other. A group
/// that fails is taken apart into halves until the one at fault is alone; its failure is its own then.
///
/// @param <T> what is written
/// @param <R> what became of it
final class GroupCommit<T, R> {
    private final int most;
    private final Function<List<T>, List<@Nullable R>> together;
    private final Function<T, R> alone;
    private final List<Lane<T, R>> lanes = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();

    /// @param most     how many are written together
    /// @param together writes all in one transaction, or fails and writes nothing; a null in its answer stands for one that
    ///                 has to be written alone
    /// @param alone    writes one in a transaction of its own, again after a collision
    GroupCommit(int lanes, int most, Function<List<T>, List<@Nullable R>> together, Function<T, R> alone) {
        this.most = most;
        this.together = together;
        this.alone = alone;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane<>());
        }
    }

    /// Those who wait, first come first, and whether somebody writes.
    private static final class Lane<T, R> {
        final ReentrantLock lock = new ReentrantLock();
        final Deque<Waiting<T, R>> queue = new ArrayDeque<>();
        boolean led;
    }

    /// One who waits until somebody has written its item, or until it is its turn to write for all.
    private static final class Waiting<T, R> {
        final T item;
        final CompletableFuture<Turn> turn = new CompletableFuture<>();
        /// Null until it is written, and for good where it has to be written alone.
        @Nullable
        R result;

        Waiting(T item) {
            this.item = item;
        }
    }

    private enum Turn {
        LEAD,
        OVER
    }

    /// How many are being written or wait for it.
    int inside() {
        return inside.get();
    }

    /// Writes an item. When it returns, the item is durable.
    ///
    /// @param key equal keys take the same lane
    R write(T item, String key) {
        Lane<T, R> lane = lanes.get(Math.floorMod(key.hashCode(), lanes.size()));
        Waiting<T, R> own = new Waiting<>(item);
        inside.incrementAndGet();
        try {
            enter(lane, own);
            if (own.turn.join() == Turn.LEAD) {
                lead(lane, own);
            }
            R result = own.result;
            return result != null ? result : alone.apply(item);
        } finally {
            inside.decrementAndGet();
        }
    }

    private static <T, R> void enter(Lane<T, R> lane, Waiting<T, R> own) {
        lane.lock.lock();
        try {
            lane.queue.add(own);
            if (!lane.led) {
                lane.led = true;
                own.turn.complete(Turn.LEAD);
            }
        } finally {
            lane.lock.unlock();
        }
    }

    /// Writes for all who wait, the leader among them, and hands over.
    private void lead(Lane<T, R> lane, Waiting<T, R> own) {
        List<Waiting<T, R>> group = take(lane);
        try {
            if (group.size() == 1) {
                // One alone is better off with its retries.
                own.result = alone.apply(own.item);
            } else {
                write(group);
            }
        } finally {
            group.stream().filter(each -> each != own).forEach(each -> each.turn.complete(Turn.OVER));
            handOver(lane);
        }
    }

    private List<Waiting<T, R>> take(Lane<T, R> lane) {
        List<Waiting<T, R>> group = new ArrayList<>();
        lane.lock.lock();
        try {
            while (group.size() < most && !lane.queue.isEmpty()) {
                group.add(lane.queue.remove());
            }
        } finally {
            lane.lock.unlock();
        }
        return group;
    }

    private static <T, R> void handOver(Lane<T, R> lane) {
        lane.lock.lock();
        try {
            Waiting<T, R> next = lane.queue.peek();
            if (next == null) {
                lane.led = false;
            } else {
                next.turn.complete(Turn.LEAD);
            }
        } finally {
            lane.lock.unlock();
        }
    }

    private void write(List<Waiting<T, R>> group) {
        if (group.size() == 1) {
            return;
        }
        List<@Nullable R> results;
        try {
            results = together.apply(group.stream().map(each -> each.item).toList());
        } catch (RuntimeException oneOfThemFailed) {
            write(group.subList(0, group.size() / 2));
            write(group.subList(group.size() / 2, group.size()));
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).result = results.get(i);
        }
    }
}
