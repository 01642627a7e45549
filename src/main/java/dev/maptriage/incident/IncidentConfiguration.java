package dev.maptriage.incident;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IncidentConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /// H2 writes commits up to half a second late unless told otherwise, and what was acknowledged must survive a kill. Set
    /// here and not in the URL, which users replace.
    @Bean
    static BeanPostProcessor durableH2() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null
                        && pool.getJdbcUrl().startsWith("jdbc:h2:") && pool.getConnectionInitSql() == null) {
                    pool.setConnectionInitSql("SET WRITE_DELAY 0");
                }
                return bean;
            }
        };
    }
}
