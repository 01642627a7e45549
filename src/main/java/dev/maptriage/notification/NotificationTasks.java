package dev.maptriage.notification;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The durable tasks of notifications.
@Configuration(proxyBeanMethods = false)
class NotificationTasks {
    static final String NOTIFY = "notify";
    private static final TaskDescriptor<Void> DESCRIPTOR = TaskDescriptor.of(NOTIFY);
    private static final int STEP = 1_000;

    /// One attempt at a time. What an instance leaves when it dies is tried again by the next: receivers tell a repetition by
    /// the id.
    @Bean
    CustomTask<Void> sendNotification(Postman postman) {
        return Tasks.custom(DESCRIPTOR).execute((instance, context) -> {
            Optional<Instant> next = postman.attempt(UUID.fromString(instance.getId()));
            return next.isPresent()
                    ? (done, operations) -> operations.reschedule(done, next.get())
                    : new CompletionHandler.OnCompleteRemove<Void>();
        });
    }

    @Bean
    RecurringTask<Void> notificationRetention(JdbcClient jdbc, NotificationProperties properties, Clock clock) {
        return Tasks.recurring("notification-retention", FixedDelay.of(Duration.ofMinutes(30)))
                .execute((instance, context) -> sweep(jdbc, clock.instant(), properties.keep()));
    }

    static void sweep(JdbcClient jdbc, Instant now, Duration keep) {
        // A spike looks back a day at most.
        long oldest = Listener.minute(now.minus(Duration.ofHours(25)));
        int deleted;
        do {
            deleted = jdbc.sql("delete from issue_minute where seen_minute in (select seen_minute from issue_minute"
                    + " where seen_minute < ? fetch first " + STEP + " rows only)").param(oldest).update();
        } while (deleted > 0);
        do {
            deleted = jdbc.sql("delete from notification where id in (select id from notification"
                    + " where created_at < ? and state <> 'PENDING' fetch first " + STEP + " rows only)")
                    .param(Stamps.of(now.minus(keep))).update();
        } while (deleted > 0);
    }
}
