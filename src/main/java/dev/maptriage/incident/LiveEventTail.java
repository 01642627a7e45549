package dev.maptriage.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Reads the end of the table of events for all who listen to this instance: one statement every [#POLL] while there is
/// somebody, none while there is nobody.
///
/// Numbers are given out before their rows can be seen, so a row may appear behind a larger one. Events go out in order
/// all the same: behind a gap they wait until it is filled or [#GAP] has passed, since a transaction that was rolled back
/// leaves one for ever. So a client that resumes behind the last number it saw misses nothing.
@Component
class LiveEventTail implements SmartLifecycle {
    static final Duration POLL = Duration.ofMillis(400);
    private static final Duration GAP = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final int BATCH = 500;
    private static final Logger log = LoggerFactory.getLogger(LiveEventTail.class);

    private final LiveEventTable table;
    private final LiveEventProperties properties;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<LiveEventSubscription> subscriptions = new ArrayList<>();
    private long position;
    private long gapSince;
    private boolean news;
    private volatile boolean running;
    private @Nullable Thread reader;

    LiveEventTail(LiveEventTable table, LiveEventProperties properties) {
        this.table = table;
        this.properties = properties;
    }

    /// Begins to listen.
    ///
    /// @param after what the listener has heard before; null for none
    /// @return empty when there are as many listeners as allowed, or at shutdown
    Optional<LiveEventSubscription> subscribe(@Nullable Long after) {
        lock.lock();
        try {
            if (!running || subscriptions.size() >= properties.subscribers()) {
                return Optional.empty();
            }
            if (reader == null) {
                position = table.last();
                gapSince = 0;
                reader = Thread.ofVirtual().name("live-events").start(this::read);
            }
            LiveEventSubscription subscription = new LiveEventSubscription(position);
            if (after != null && after < position) {
                table.between(after, position, LiveEventSubscription.ROOM).forEach(subscription::offer);
            }
            subscriptions.add(subscription);
            return Optional.of(subscription);
        } finally {
            lock.unlock();
        }
    }

    void unsubscribe(LiveEventSubscription subscription) {
        lock.lock();
        try {
            subscriptions.remove(subscription);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Something was written by this instance: no need to wait for the next look.
    void wake() {
        lock.lock();
        try {
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int listeners() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        Duration pause = Duration.ZERO;
        while (goOnAfter(pause)) {
            try {
                deliver(table.after(position, BATCH));
                pause = POLL;
            } catch (DataAccessException e) {
                log.debug("Events cannot be read now", e);
                pause = AFTER_FAILURE;
            }
        }
    }

    private boolean goOnAfter(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (running && !subscriptions.isEmpty() && !news && left > 0) {
                left = changed.awaitNanos(left);
            }
            news = false;
            if (running && !subscriptions.isEmpty()) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!running || subscriptions.isEmpty() || Thread.currentThread().isInterrupted()) {
                reader = null;
            }
            lock.unlock();
        }
        return false;
    }

    private void deliver(List<LiveEvent> events) {
        lock.lock();
        try {
            for (LiveEvent event : events) {
                if (isBehindGap(event) && !waitedLongEnough()) {
                    return;
                }
                gapSince = 0;
                position = event.id();
                subscriptions.removeIf(subscription -> !subscription.offer(event));
            }
            news |= events.size() == BATCH;
        } finally {
            lock.unlock();
        }
    }

    private boolean isBehindGap(LiveEvent event) {
        return position > 0 && event.id() > position + 1;
    }

    private boolean waitedLongEnough() {
        long now = System.nanoTime();
        if (gapSince == 0) {
            gapSince = now;
        }
        return now - gapSince >= TimeUnit.NANOSECONDS.convert(GAP);
    }

    @Override
    public void start() {
        running = true;
    }

    /// Before the web server waits for its requests to end: these would not end by themselves.
    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
            subscriptions.forEach(LiveEventSubscription::close);
            subscriptions.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
