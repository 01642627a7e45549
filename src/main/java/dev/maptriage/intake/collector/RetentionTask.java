package dev.maptriage.intake.collector;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Lets the delivery log end where it is to end, in small steps.
@Configuration(proxyBeanMethods = false)
class RetentionTask {
    private static final int STEP = 1_000;

    @Bean
    Task<Void> deliveryRetention(JdbcClient jdbc, CollectorProperties properties, Clock clock) {
        return Tasks.recurring("delivery-retention", Schedules.fixedDelay(Duration.ofHours(1)))
                .execute((instance, context) -> sweep(jdbc, clock.instant().minus(properties.keepDeliveries())));
    }

    static void sweep(JdbcClient jdbc, Instant before) {
        delete(jdbc, "delivery", "id", "received_at", before);
        delete(jdbc, "seen_record", "record_key", "seen_at", before);
        // Captures go when no delivery refers to them any more; open ones have a delivery.
        int deleted = STEP;
        while (deleted == STEP) {
            deleted = jdbc.sql("""
                    delete from capture where id in (select c.id from capture c where c.opened_at < :before
                      and not exists (select 1 from delivery_capture x where x.capture_id = c.id)
                      fetch first 1000 rows only)""").param("before", Captures.stampOf(before)).update();
        }
    }

    private static void delete(JdbcClient jdbc, String table, String id, String time, Instant before) {
        int deleted = STEP;
        while (deleted == STEP) {
            deleted = jdbc.sql("delete from " + table + " where " + id + " in (select " + id + " from " + table
                    + " where " + time + " < :before fetch first " + STEP + " rows only)")
                    .param("before", Captures.stampOf(before)).update();
        }
    }
}
