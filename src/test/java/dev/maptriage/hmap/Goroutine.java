package dev.maptriage.hmap;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A program on a virtual thread that only runs while it is told to, from one yield point to the next.
final class Goroutine {

    private final Thread thread;
    private final Semaphore go = new Semaphore(0);
    private final Semaphore paused = new Semaphore(0);
    private volatile boolean over;
    private volatile boolean abandoned;
    private volatile @Nullable RuntimeFault fault;
    private volatile @Nullable Throwable failure;

    Goroutine(Runnable program) {
        thread = Thread.ofVirtual().unstarted(() -> {
            try {
                program.run();
            } catch (RuntimeFault e) {
                fault = e;
            } catch (Abandoned e) {
                // Told to stop.
            } catch (Throwable e) {
                failure = e;
            } finally {
                over = true;
                paused.release();
            }
        });
    }

    /// Runs to the first yield point.
    void start() {
        thread.start();
        paused.acquireUninterruptibly();
    }

    /// Runs to the next yield point, or to the end.
    void proceed() {
        go.release();
        paused.acquireUninterruptibly();
    }

    /// The yield point: called on the goroutine's own thread.
    void pause() {
        paused.release();
        go.acquireUninterruptibly();
        if (abandoned) {
            throw new Abandoned();
        }
    }

    /// Ends the program at its current yield point.
    void abandon() {
        if (!over) {
            abandoned = true;
            proceed();
        }
    }

    boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    boolean isOver() {
        return over;
    }

    /// What the program ended with, if it was a fault of the runtime.
    @Nullable
    RuntimeFault fault() {
        return fault;
    }

    /// What the program ended with, if it was anything else.
    @Nullable
    Throwable failure() {
        return failure;
    }

    private static final class Abandoned extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Abandoned() {
            super(null, null, false, false);
        }
    }
}
