package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class PostgresHousekeepingTest {

    @Test
    void aTableIsCountedWhenItHasDoubled() throws Exception {
        try (EmbeddedPostgres postgres = RealPostgres.start()) {
            DataSource database = postgres.getPostgresDatabase();
            JdbcTemplate jdbc = new JdbcTemplate(database);
            jdbc.execute("create table \"Growing one\" (id int primary key) with (autovacuum_enabled = off)");
            jdbc.execute("create table small (id int primary key) with (autovacuum_enabled = off)");
            PostgresHousekeeping housekeeping = new PostgresHousekeeping(database, jdbc);

            jdbc.update("insert into small select generate_series(1, ?)", 2 * PostgresHousekeeping.FEW);
            jdbc.update("insert into \"Growing one\" select generate_series(1, 500)");
            await(() -> housekeeping.doubled().equals(List.of("public.\"Growing one\"")));

            housekeeping.start();
            await(() -> rows(jdbc) == 500);
            jdbc.update("insert into \"Growing one\" select generate_series(501, 1100)");
            await(() -> rows(jdbc) == 1_100);
            housekeeping.stop();
            assertThat(housekeeping.isRunning()).isFalse();
            assertThat(jdbc.queryForObject("select last_analyze from pg_stat_user_tables where relname = 'small'",
                    Instant.class)).isNull();
        }
    }

    private static double rows(JdbcTemplate jdbc) {
        Double rows = jdbc.queryForObject("select reltuples from pg_class where relname = 'Growing one'", Double.class);
        return rows == null ? -1 : rows;
    }

    private static void await(BooleanSupplier reached) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(40));
        while (!reached.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(end);
            Thread.sleep(100);
        }
    }

    @Test
    void otherDatabasesAreLeftAlone() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:counting");
        PostgresHousekeeping housekeeping = new PostgresHousekeeping(database, new JdbcTemplate(database));
        housekeeping.start();
        assertThat(housekeeping.isRunning()).isFalse();
    }
}
