package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file of H2 under many small commits that are written at once, as the service makes them.
class H2HousekeepingTest {
    private static final int COMMITS = 1_500;

    private static JdbcDataSource database(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        return database;
    }

    private static int fill(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select setting_value from information_schema.settings"
                + " where setting_name = 'info.CHUNKS_FILL_RATE'")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    @Test
    void whatCommitsLeaveBehindIsTidiedUpAndNothingIsLost(@TempDir Path directory) throws Exception {
        JdbcDataSource database = database("jdbc:h2:file:" + directory.resolve("store") + ";RETENTION_TIME=0");
        H2Housekeeping housekeeping = new H2Housekeeping(database);
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            statement.execute("create table item (id int primary key, word varchar(100), times int)");
            statement
                    .execute("insert into item select x, 'a word of some length ' || x, 0 from system_range(1, 20000)");
            for (int i = 0; i < COMMITS; i++) {
                statement.execute("update item set times = times + 1 where id = " + (1 + i * 7_919L % 20_000));
            }
            assertThat(fill(statement)).as("per cent that is still needed").isLessThan(H2Housekeeping.FILL);
            housekeeping.start();
            assertThat(housekeeping.isRunning()).isTrue();
            Instant end = Instant.now().plus(Duration.ofSeconds(40));
            while (fill(statement) < H2Housekeeping.FILL && Instant.now().isBefore(end)) {
                statement.execute("update item set times = times + 1 where id = 1");
                Thread.sleep(200);
            }
            assertThat(fill(statement)).isGreaterThanOrEqualTo(H2Housekeeping.FILL);
            housekeeping.stop();
            assertThat(housekeeping.isRunning()).isFalse();
            try (ResultSet row = statement.executeQuery("select count(*), sum(times) from item where id <> 1")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(19_999);
                assertThat(row.getInt(2)).isEqualTo(COMMITS - 1);
            }
        }
    }

    @Test
    void aDatabaseInMemoryIsLeftAlone() throws Exception {
        JdbcDataSource database = database("jdbc:h2:mem:housekeeping");
        try (Connection connection = database.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
            H2Housekeeping housekeeping = new H2Housekeeping(database);
            housekeeping.start();
            assertThat(housekeeping.isRunning()).isFalse();
            housekeeping.stop();
        }
    }
}
