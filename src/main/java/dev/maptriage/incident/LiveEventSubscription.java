package dev.maptriage.incident;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The events that one listener has not taken yet. A listener that does not keep up is let go; it comes back and says what it
/// heard last.
final class LiveEventSubscription {
    static final int ROOM = 1_000;
    private static final LiveEvent END = new LiveEvent(0, "", "");

    private final BlockingQueue<LiveEvent> waiting = new ArrayBlockingQueue<>(ROOM);
    private final long start;
    private volatile boolean closed;

    /// @param start the place behind which this listener hears
    LiveEventSubscription(long start) {
        this.start = start;
    }

    long start() {
        return start;
    }

    /// Hands an event over.
    ///
    /// @return whether the listener is still there and has room
    boolean offer(LiveEvent event) {
        if (closed || !waiting.offer(event)) {
            close();
            return false;
        }
        return true;
    }

    /// The next event; empty when none came in this time, or at the end.
    Optional<LiveEvent> next(Duration patience) throws InterruptedException {
        LiveEvent event = waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return event == null || event.equals(END) ? Optional.empty() : Optional.of(event);
    }

    void close() {
        closed = true;
        waiting.clear();
        waiting.offer(END);
    }

    boolean closed() {
        return closed;
    }
}
