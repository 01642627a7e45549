package dev.maptriage.access;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Whether the service asks for tokens: from the moment on that there is one.
///
/// Another instance may have made it, so the database is asked again every second, by one request while the others go on
/// with what is known. A database that does not answer changes nothing. A service that others can reach never opens.
@Component
class Openness {
    private static final long KEPT = Duration.ofSeconds(1).toNanos();

    private final AccessTokenRows tokens;
    private final ServerProperties server;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile boolean open;
    private volatile long askedAt;

    Openness(AccessTokenRows tokens, ServerProperties server) {
        this.tokens = tokens;
        this.server = server;
    }

    /// Whether only this machine can reach the service.
    boolean local() {
        return server.getAddress() != null && server.getAddress().isLoopbackAddress();
    }

    /// Looks now, at the start or after a change.
    ///
    /// @throws UnprotectedServerException when there is no token and others can reach the service
    boolean look() {
        asking.lock();
        try {
            open = tokens.count() == 0;
            askedAt = System.nanoTime();
        } finally {
            asking.unlock();
        }
        if (open && !local()) {
            throw new UnprotectedServerException(server.getAddress());
        }
        return open;
    }

    boolean open() {
        if (local() && System.nanoTime() - askedAt > KEPT && asking.tryLock()) {
            try {
                open = tokens.count() == 0;
            } catch (DataAccessException | TransactionException unreachable) {
                // Whoever needs the database finds out and tells.
            } finally {
                askedAt = System.nanoTime();
                asking.unlock();
            }
        }
        return open;
    }
}
