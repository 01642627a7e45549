package dev.maptriage.incident;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.stereotype.Component;

/// Lets H2 write the tables of a migration together instead of the file after each statement, which is most of the time that
/// making them takes. Nothing has been acknowledged to anybody by then: whoever dies in between has the first of its
/// migrations, as with any other database, and goes on from there at the next start.
@Component
class QuickH2Migrations implements Callback {
    private static final Set<Event> EVENTS = Set.of(Event.BEFORE_MIGRATE, Event.BEFORE_EACH_MIGRATE,
            Event.AFTER_MIGRATE, Event.AFTER_MIGRATE_ERROR);
    /// What H2 does by itself, in milliseconds.
    private static final int LATE = 500;
    private int before;

    @Override
    public boolean supports(Event event, Context context) {
        return EVENTS.contains(event);
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        Connection connection = context.getConnection();
        try {
            if (!connection.getMetaData().getDatabaseProductName().equals("H2")) {
                return;
            }
            if (event == Event.BEFORE_MIGRATE) {
                before = delay(connection);
            } else if (event == Event.BEFORE_EACH_MIGRATE) {
                // Each time: a connection that the pool opens meanwhile sets what it is told to.
                set(connection, LATE);
            } else {
                set(connection, before);
            }
        } catch (SQLException failed) {
            throw new FlywayException("H2 could not be told when to write", failed);
        }
    }

    private static int delay(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select setting_value from information_schema.settings where setting_name = 'WRITE_DELAY'")) {
            return rows.next() ? rows.getInt(1) : LATE;
        }
    }

    private static void set(Connection connection, int delay) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set write_delay " + delay);
        }
    }

    @Override
    public String getCallbackName() {
        return "quick-h2-migrations";
    }
}
