package dev.maptriage.access;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Lets the log of who did what end where it is to end, in small steps.
@Configuration(proxyBeanMethods = false)
class AuditTasks {
    private static final int STEP = 1_000;
    private static final Duration EVERY = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> pruneAuditLog(AuditLog audit, AuditProperties properties, Clock clock) {
        return Tasks.recurring("prune-audit-log", FixedDelay.of(EVERY)).execute((instance, context) -> {
            int gone;
            do {
                gone = audit.prune(clock.instant().minus(properties.keep()), STEP);
            } while (gone == STEP);
        });
    }
}
