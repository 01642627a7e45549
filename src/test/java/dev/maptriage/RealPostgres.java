package dev.maptriage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/// A PostgreSQL server of its own for a test, as strict about commits as a real one.
@TestConfiguration(proxyBeanMethods = false)
public class RealPostgres {

    public static EmbeddedPostgres start() throws IOException {
        // The library switches the waiting for commits off; here they must be durable. Its shutdown hook would hold up the
        // end of the run.
        return EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").setRegisterShutdownHook(false)
                .start();
    }

    @Bean(destroyMethod = "close")
    EmbeddedPostgres postgres() throws IOException {
        return start();
    }

    @Bean
    JdbcConnectionDetails connectionDetails(EmbeddedPostgres postgres) {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return postgres.getJdbcUrl("postgres", "postgres");
            }
        };
    }
}
