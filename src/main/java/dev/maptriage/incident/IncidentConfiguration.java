package dev.maptriage.incident;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IncidentConfiguration {
    private static final String REWRITE = "reWriteBatchedInserts";

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /// What the service needs of its database, set here and not in the URL, which users replace.
    @Bean
    static BeanPostProcessor databaseSettings() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
                    set(pool, pool.getJdbcUrl());
                }
                return bean;
            }
        };
    }

    private static void set(HikariDataSource pool, String url) {
        if (url.startsWith("jdbc:h2:") && pool.getConnectionInitSql() == null) {
            // H2 writes commits up to half a second late unless told otherwise, and what was acknowledged must survive a kill.
            pool.setConnectionInitSql("SET WRITE_DELAY 0");
        } else if (url.startsWith("jdbc:postgresql:") && !url.contains(REWRITE)) {
            // Rows of one table go in one statement; else each is one of its own, though they travel together.
            pool.addDataSourceProperty(REWRITE, "true");
        }
    }
}
