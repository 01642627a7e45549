package dev.maptriage.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.RealPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever was acknowledged is there exactly once, on both databases: after `kill -9` in the middle of a load, and after
/// the database itself was away.
///
/// With `-Dmaptriage.kill.uploads=10000 -Djunit.jupiter.execution.timeout.mode=disabled` the load is that large.
@NullUnmarked
@Timeout(180)
class KillTest {
    private static final int UPLOADS = Integer.getInteger("maptriage.kill.uploads", 300);

    @TempDir
    Path directory;

    @Test
    void nothingAcknowledgedIsLostOnH2() throws Exception {
        killAndCount("H2", List.of("--spring.datasource.url=jdbc:h2:file:" + directory.resolve("killed")
                + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000"));
    }

    @Test
    void nothingAcknowledgedIsLostOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = RealPostgres.start()) {
            killAndCount("PostgreSQL", settings(postgres));
        }
    }

    private static List<String> settings(EmbeddedPostgres postgres) {
        return List.of("--spring.profiles.active=postgres",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--spring.datasource.username=postgres", "--spring.datasource.password=",
                "--spring.datasource.hikari.connection-timeout=2000");
    }

    private void killAndCount(String database, List<String> settings) throws Exception {
        UploadLoad load = new UploadLoad(UPLOADS);
        Instant began = Instant.now();
        try (ServerProcess server = new ServerProcess(directory.resolve("before.log"), settings)) {
            load.send(server, () -> {
                load.awaitAcknowledged(UPLOADS / 2);
                server.kill();
                return true;
            });
        }
        int acknowledged = load.acknowledged();
        assertThat(acknowledged).as("killed in the middle").isBetween(UPLOADS / 2, UPLOADS - 1);
        try (ServerProcess server = new ServerProcess(directory.resolve("after.log"), settings)) {
            int stored = load.verify(server);
            load.send(server, () -> {
                load.awaitAcknowledged(UPLOADS);
                return false;
            });
            assertThat(load.verify(server)).isEqualTo(UPLOADS);
            System.out.printf(
                    "%s: killed after %d of %d acknowledged, %d stored then; in the end %d, none twice; %d s%n",
                    database, acknowledged, UPLOADS, stored, UPLOADS, seconds(began));
        }
    }

    /// PostgreSQL goes away under load and comes back, twice.
    @Test
    void whileTheDatabaseIsAwaySendersAreToldToComeBack() throws Exception {
        Path data = directory.resolve("data");
        EmbeddedPostgres[] postgres = {database(data, 0)};
        int port = postgres[0].getPort();
        UploadLoad load = new UploadLoad(UPLOADS);
        Instant began = Instant.now();
        try (ServerProcess server = new ServerProcess(directory.resolve("away.log"), settings(postgres[0]))) {
            load.send(server, () -> {
                for (int time = 1; time <= 2; time++) {
                    load.awaitAcknowledged(UPLOADS * time / 3);
                    postgres[0].close();
                    Thread.sleep(4_000);
                    postgres[0] = database(data, port);
                }
                load.awaitAcknowledged(UPLOADS);
                return false;
            });
            assertThat(load.told()).as("uploads answered 503").isPositive();
            assertThat(load.verify(server)).isEqualTo(UPLOADS);
            System.out.printf(
                    "PostgreSQL away twice: %d uploads, %d of them told to come back, all stored, none twice; %d s%n",
                    UPLOADS, load.told(), seconds(began));
        } finally {
            postgres[0].close();
        }
    }

    private static EmbeddedPostgres database(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on")
                .setRegisterShutdownHook(false).setDataDirectory(data).setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private static long seconds(Instant began) {
        return Duration.between(began, Instant.now()).toSeconds();
    }
}
