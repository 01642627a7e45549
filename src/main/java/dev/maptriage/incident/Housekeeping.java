package dev.maptriage.incident;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// What one database needs again and again while the service runs, on a thread of its own.
abstract class Housekeeping implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Duration pause;
    private volatile CountDownLatch end = new CountDownLatch(0);
    private volatile @Nullable Thread worker;

    Housekeeping(String name, Duration pause) {
        this.name = name;
        this.pause = pause;
    }

    /// What is done after each pause.
    interface Chore {
        /// Does a little of it.
        ///
        /// @param ending whether it is time to end
        /// @return whether there will be more to do
        boolean run(BooleanSupplier ending) throws Exception;
    }

    /// Empty where there is nothing to do, as with another database.
    abstract Optional<Chore> chore() throws SQLException;

    @Override
    public void start() {
        try {
            chore().ifPresent(this::start);
        } catch (SQLException away) {
            log.debug("The database is not there yet", away);
        }
    }

    private void start(Chore chore) {
        CountDownLatch stop = new CountDownLatch(1);
        end = stop;
        worker = Thread.ofPlatform().daemon().name(name).start(() -> keep(chore, stop));
    }

    private void keep(Chore chore, CountDownLatch stop) {
        try {
            boolean more = true;
            while (more && !stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                more = chore.run(() -> stop.getCount() == 0);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            log.warn("{} has ended", name, failed);
        }
    }

    /// The thread is asked and not interrupted: that would close the file of H2 under it.
    @Override
    public void stop() {
        Thread running = worker;
        if (running != null) {
            end.countDown();
            try {
                running.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        worker = null;
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }
}
