package dev.maptriage.incident;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.springframework.stereotype.Component;

/// Keeps the file of H2 from growing without end.
///
/// H2 never overwrites a page: a commit writes what it changed anew, and leaves the old pages behind in blocks that are freed
/// only when none of their pages is needed any more. Its own thread rewrites blocks that are mostly left behind, but that thread
/// belongs to the late writing which [IncidentConfiguration] switches off. So it is done here, a little at a time.
@Component
class H2Housekeeping extends Housekeeping {
    /// Per cent of the pages written that are still needed; below it blocks are rewritten.
    static final int FILL = 60;
    private static final int BYTES = 4 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration WORK = Duration.ofMillis(250);

    private final DataSource database;

    H2Housekeeping(DataSource database) {
        super("h2-housekeeping", PAUSE);
        this.database = database;
    }

    @Override
    Optional<Chore> chore() throws SQLException {
        return store().map(store -> ending -> tidy(store, ending));
    }

    /// The file behind the pool; empty for other databases, for H2 in memory, and for a server of H2, which tidies up itself.
    private Optional<MVStore> store() throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (connection.isWrapperFor(JdbcConnection.class)
                    && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
                    && session.getDatabase().isPersistent()) {
                return Optional.of(session.getDatabase().getStore().getMvStore());
            }
        }
        return Optional.empty();
    }

    private static boolean tidy(MVStore store, BooleanSupplier ending) {
        long until = System.nanoTime() + WORK.toNanos();
        while (System.nanoTime() < until && !ending.getAsBoolean() && !store.isClosed() && store.compact(FILL, BYTES)) {
            Thread.onSpinWait();
        }
        return !store.isClosed();
    }
}
