package dev.maptriage.incident;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Tells PostgreSQL how large its tables are while they are young.
///
/// A plan that was made when a table had a few rows reads it from end to end, and is kept until somebody counts the table
/// again. Autovacuum looks once a minute; under load a table grows in that minute from nothing to tens of thousands of rows,
/// and each upload reads them all. So a table is counted whenever it has doubled.
@Component
class PostgresHousekeeping extends Housekeeping {
    private static final Logger log = LoggerFactory.getLogger(PostgresHousekeeping.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /// Up to so many rows it does not matter how they are read.
    static final int FEW = 100;
    /// From so many rows on autovacuum is fast enough, since a plan for so many takes the index.
    private static final int MANY = 1_000_000;

    private final DataSource database;
    private final JdbcTemplate jdbc;

    PostgresHousekeeping(DataSource database, JdbcTemplate jdbc) {
        super("postgres-housekeeping", PAUSE);
        this.database = database;
        this.jdbc = jdbc;
    }

    @Override
    Optional<Chore> chore() throws SQLException {
        return SearchConfiguration.isPostgres(database) ? Optional.of(this::count) : Optional.empty();
    }

    private boolean count(BooleanSupplier ending) {
        try {
            for (String table : doubled()) {
                if (!ending.getAsBoolean()) {
                    jdbc.execute("analyze " + table);
                }
            }
        } catch (DataAccessException later) {
            log.debug("Tables could not be counted", later);
        }
        return true;
    }

    /// Tables that have twice the rows they had when they were counted last, as names that may stand in a statement.
    List<String> doubled() {
        return jdbc.query("""
                select format('%I.%I', s.schemaname, s.relname)
                from pg_stat_user_tables s join pg_class c on c.oid = s.relid
                where s.schemaname = current_schema() and pg_get_userbyid(c.relowner) = current_user
                  and s.n_live_tup > 2 * greatest(c.reltuples, ?) and s.n_live_tup < ?""",
                (row, number) -> row.getString(1), FEW, MANY);
    }
}
