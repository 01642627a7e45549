package dev.maptriage.reproduction;

import dev.maptriage.incident.IncidentStore;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Lets simulations compute one after the other, and in the gaps that uploads leave: somebody waits for an upload, while a
/// reproduction may come a moment later. Under a load without gaps each waits a second at most, and rests after it
/// for several times as long as it took, so that a share of the processors stays with the uploads.
@Component
class Turns {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(10);
    /// Rest per time at work while uploads come in.
    private static final int REST = 4;

    private final IncidentStore store;
    private final ReentrantLock turn = new ReentrantLock(true);

    Turns(IncidentStore store) {
        this.store = store;
    }

    <T> T take(Supplier<T> work) {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        try {
            waitForGap(PATIENCE);
            long began = System.nanoTime();
            T result = work.get();
            Duration rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST);
            waitForGap(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
            return result;
        } finally {
            turn.unlock();
        }
    }

    private void waitForGap(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try {
            while (store.storing() > 0 && System.nanoTime() < end) {
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
