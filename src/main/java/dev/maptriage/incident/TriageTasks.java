package dev.maptriage.incident;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What issues do by themselves as time goes by.
@Configuration(proxyBeanMethods = false)
class TriageTasks {
    /// An issue ignored until a time is open again at most so long after.
    private static final Duration WAKE_EVERY = Duration.ofSeconds(20);

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
}
