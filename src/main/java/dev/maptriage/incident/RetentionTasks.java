package dev.maptriage.incident;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// When incidents go: on request, and by themselves.
@Configuration(proxyBeanMethods = false)
class RetentionTasks {
    static final TaskDescriptor<Void> ERASE = TaskDescriptor.of("erase");
    private static final Duration EVERY = Duration.ofMinutes(10);

    /// One batch at a time, so that other work gets its turn and a restart loses nothing.
    @Bean
    CustomTask<Void> erase(Erasures erasures, Clock clock) {
        return Tasks.custom(ERASE)
                .execute((instance, context) -> erasures.step(UUID.fromString(instance.getId()))
                        ? (done, operations) -> operations.reschedule(done, clock.instant())
                        : new CompletionHandler.OnCompleteRemove<Void>());
    }

    @Bean
    RecurringTask<Void> incidentRetention(Retention retention) {
        return Tasks.recurring("incident-retention", FixedDelay.of(EVERY))
                .execute((instance, context) -> retention.sweep());
    }
}
