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

/// What happens to issues by itself as time goes by, and long work on them.
@Configuration(proxyBeanMethods = false)
class TriageTasks {
    /// An issue ignored until a time is open again at most so long after.
    private static final Duration WAKE_EVERY = Duration.ofSeconds(20);
    static final TaskDescriptor<Void> REDIAGNOSE = TaskDescriptor.of("rediagnose");

    @Bean
    RecurringTask<Void> wakeIgnoredIssues(IssueWorkflow workflow) {
        return Tasks.recurring("wake-ignored-issues", FixedDelay.of(WAKE_EVERY))
                .execute((instance, context) -> {
                    int woken;
                    do {
                        woken = workflow.wakeDue();
                    } while (woken > 0);
                });
    }

    @Bean
    RecurringTask<Void> foldIncidentHours(IncidentCalendar calendar) {
        return Tasks.recurring("fold-incident-hours", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> calendar.unfolded().forEach(calendar::fold));
    }

    /// One batch at a time, so that other work gets its turn and a restart loses little.
    @Bean
    CustomTask<Void> rediagnose(Rediagnosis rediagnosis, Clock clock) {
        return Tasks.custom(REDIAGNOSE)
                .execute((instance, context) -> rediagnosis.step(UUID.fromString(instance.getId()))
                        ? (done, operations) -> operations.reschedule(done, clock.instant())
                        : new CompletionHandler.OnCompleteRemove<Void>());
    }
}
