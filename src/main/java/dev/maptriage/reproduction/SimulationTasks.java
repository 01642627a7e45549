package dev.maptriage.reproduction;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The durable tasks of this stage.
@Configuration(proxyBeanMethods = false)
class SimulationTasks {
    static final String SIMULATE = "simulate";
    /// For how long a simulation without an incident can be linked to.
    static final Duration KEPT = Duration.ofDays(30);

    /// A task that fails for a reason of its surroundings, say a database that is away, comes back; one that dies with its
    /// instance is taken by the next.
    @Bean
    OneTimeTask<Void> simulate(SimulationRunner runner) {
        return Tasks.oneTime(SIMULATE)
                .onFailure(new FailureHandler.OnFailureRetryLater<Void>(Duration.ofSeconds(5)))
                .onDeadExecutionRevive()
                .execute((instance, context) -> runner.run(UUID.fromString(instance.getId())));
    }

    @Bean
    RecurringTask<Void> sweepSimulations(SimulationStore store, Clock clock) {
        return Tasks.recurring("sweep-simulations", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> store.sweep(clock.instant().minus(KEPT)));
    }
}
