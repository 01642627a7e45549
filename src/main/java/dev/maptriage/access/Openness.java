package dev.maptriage.access;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Whether the service asks for tokens: from the moment on that there is one.
///
/// Another instance may have made it, so the database is asked again every second, by one request while the others go on
/// with what is known. A database that does not answer changes nothing. A service that others can reach never opens.
@Component
class Openness {
    private static final long KEPT = Duration.ofSeconds(1).toNanos();

    private final EntityManager entities;
    private final ServerProperties server;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile boolean open;
    private volatile long askedAt;

    Openness(EntityManager entities, ServerProperties server) {
        this.entities = entities;
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
            open = tokens() == 0;
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
                open = tokens() == 0;
            } catch (DataAccessException | PersistenceException unreachable) {
                // Whoever needs the database finds out and tells.
            } finally {
                askedAt = System.nanoTime();
                asking.unlock();
            }
        }
        return open;
    }

    private long tokens() {
        return entities.createQuery("select count(*) from AccessTokenEntity", Long.class).getSingleResult();
    }
}
