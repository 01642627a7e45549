package dev.maptriage.incident;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Drops events that nobody can still be waiting for.
@Configuration(proxyBeanMethods = false)
class LiveEventPruning {
    static final Duration KEPT = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> pruneLiveEvents(LiveEventTable table, Clock clock) {
        return Tasks.recurring("prune-live-events", FixedDelay.of(Duration.ofMinutes(10)))
                .execute((instance, context) -> table.prune(clock.instant().minus(KEPT)));
    }
}
