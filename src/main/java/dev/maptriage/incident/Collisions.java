package dev.maptriage.incident;

import jakarta.persistence.PersistenceException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;

/// Lets a transaction that collided with another begin again: both wanted the same new row, or each waited for the other.
/// Who begins again finds what the other wrote.
public final class Collisions {
    private static final int ATTEMPTS = 12;

    private Collisions() {}

    /// Runs a transaction until it does not collide, at most twelve times.
    ///
    /// @param transaction done as a whole or not at all
    /// @return what it gave
    /// @throws RuntimeException the last collision, after twelve
    public static <T> T retrying(Supplier<T> transaction) {
        for (int attempt = 1;; attempt++) {
            try {
                return transaction.get();
            } catch (DataIntegrityViolationException | TransientDataAccessException | PersistenceException collision) {
                // A PersistenceException is the same thing thrown where Spring does not translate.
                backOff(attempt, collision);
            }
        }
    }

    private static void backOff(int attempt, RuntimeException collision) {
        if (attempt >= ATTEMPTS) {
            throw collision;
        }
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, 1L + 10L * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw collision;
        }
    }
}
