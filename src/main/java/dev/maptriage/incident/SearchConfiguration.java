package dev.maptriage.incident;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class SearchConfiguration {

    @Bean
    static TextIndex textIndex(EntityManager entities, JdbcTemplate jdbc, DataSource database) throws SQLException {
        return isPostgres(database) ? new TokenVector(entities, jdbc) : new TokenTable(entities, jdbc);
    }

    @Bean
    static Upserts upserts(JdbcTemplate jdbc, DataSource database) throws SQLException {
        return new Upserts(jdbc, isPostgres(database));
    }

    static boolean isPostgres(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        }
    }
}
