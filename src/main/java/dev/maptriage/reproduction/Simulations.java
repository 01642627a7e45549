package dev.maptriage.reproduction;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.ReproductionStates;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Asks for simulations and reads them.
///
/// A request is a row and a durable task, stored together: whoever is told that a simulation is on its way will find it,
/// whatever happens to this instance. A result that is known already ends the request at once.
@Component
public class Simulations {
    private static final Duration LONGEST_NAP = Duration.ofMillis(150);

    private final SimulationStore store;
    private final ObjectProvider<Scheduler> scheduler;
    private final ReproductionProperties properties;
    private final ReproductionStates states;
    private final TransactionTemplate transaction;
    private final ReproductionMeters meters;
    private final Clock clock;

    Simulations(SimulationStore store, ObjectProvider<Scheduler> scheduler, ReproductionProperties properties,
            ReproductionStates states, PlatformTransactionManager transactions, ReproductionMeters meters,
            Clock clock) {
        this.store = store;
        this.scheduler = scheduler;
        this.properties = properties;
        this.states = states;
        this.transaction = new TransactionTemplate(transactions);
        this.meters = meters;
        this.clock = clock;
    }

    /// A simulation, with its result once it has one.
    public Optional<Simulation> find(UUID id) {
        return store.find(id);
    }

    /// Asks for a simulation on behalf of a person, and waits a little for it.
    ///
    /// @param incident that it explains; null for one by itself
    /// @throws Problem when too many are waiting
    public Simulation request(Recipe recipe, @Nullable UUID incident, @Nullable UUID issue) {
        if (store.waiting() >= properties.queue()) {
            Problem busy = new Problem(HttpStatus.TOO_MANY_REQUESTS, "problem.simulations-waiting",
                    properties.queue());
            busy.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
            throw busy.with("limit", properties.queue());
        }
        UUID id = transaction.execute(ignored -> add(recipe, incident, issue).id());
        if (id == null) {
            throw new IllegalStateException("no simulation");
        }
        await(id);
        return store.find(id).orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.simulation-not-found", id));
    }

    /// Asks for the reproduction of an incident: its own simulation if there is one, else a new one, noted on the incident.
    ///
    /// @throws Problem when too many are waiting
    Simulation reproduce(Incident incident, Recipe recipe) {
        UUID issue = Objects.requireNonNull(incident.issueId());
        Optional<Simulation> known = store.ofIssue(issue, recipe);
        UUID id = known.map(Simulation::id).orElseGet(() -> request(recipe, incident.id(), issue).id());
        transaction.executeWithoutResult(ignored -> store.find(id).ifPresent(
                found -> states.set(Objects.requireNonNull(incident.id()), ReproductionTrigger.status(found))));
        await(id);
        return store.find(id).orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "problem.simulation-not-found", id));
    }

    /// Adds a simulation in the caller's transaction: ended, if its result is known, else with a task that runs it.
    Simulation add(Recipe recipe, @Nullable UUID incident, @Nullable UUID issue) {
        Simulation added = store.add(recipe, incident, issue, null);
        Optional<SimulationResult> known = store.known(recipe);
        if (known.isPresent()) {
            store.finish(added.id(), known.get());
            return store.find(added.id()).orElse(added);
        }
        schedule(List.of(new TaskInstance<Void>(SimulationTasks.SIMULATE, added.id().toString())));
        return added;
    }

    /// An incident that is to be reproduced.
    ///
    /// @param newIssue whether nobody can have reproduced its issue before
    record Order(UUID incident, UUID issue, boolean newIssue, Recipe recipe) {}

    /// Sees to the reproduction of incidents in the caller's transaction, of all with the same few statements: shares what
    /// was simulated for the same issue by the same recipe, takes results that are known, and has the rest computed.
    ///
    /// @return simulations by incident
    Map<UUID, Simulation> reproduce(List<Order> orders) {
        Map<String, Simulation> shared = new HashMap<>(store.ofIssues(
                orders.stream().filter(order -> !order.newIssue()).map(Order::issue).collect(Collectors.toSet()),
                orders.stream().map(order -> order.recipe().key()).collect(Collectors.toSet())));
        Map<String, SimulationStore.Ending> known = store.endings(orders.stream()
                .filter(order -> !shared.containsKey(name(order))).map(Order::recipe).toList());
        Map<UUID, Simulation> found = new LinkedHashMap<>();
        List<TaskInstance<?>> tasks = new ArrayList<>();
        for (Order order : orders) {
            Simulation simulation = shared.get(name(order));
            if (simulation == null) {
                SimulationStore.Ending ending = known.get(order.recipe().key());
                simulation = store.add(order.recipe(), order.incident(), order.issue(), ending);
                if (ending == null) {
                    tasks.add(new TaskInstance<Void>(SimulationTasks.SIMULATE, simulation.id().toString()));
                }
                shared.put(name(order), simulation);
            } else {
                meters.skipped("shared");
            }
            found.put(order.incident(), simulation);
        }
        schedule(tasks);
        return found;
    }

    private static String name(Order order) {
        return SimulationStore.name(order.issue(), order.recipe().key());
    }

    private void schedule(List<TaskInstance<?>> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        Scheduler all = scheduler.getObject();
        all.scheduleBatch(tasks, clock.instant());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            // The tasks can be seen from now on; without this they would be found at the next regular look.
            @Override
            public void afterCommit() {
                all.triggerCheckForDueExecutions();
            }
        });
    }

    /// Any instance may be the one that runs it, so the database is asked, less and less often.
    private void await(UUID id) {
        long end = System.nanoTime() + properties.patience().toNanos();
        Duration nap = Duration.ofMillis(10);
        try {
            while (!ended(id) && System.nanoTime() < end) {
                Thread.sleep(nap);
                nap = nap.multipliedBy(2).compareTo(LONGEST_NAP) < 0 ? nap.multipliedBy(2) : LONGEST_NAP;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ended(UUID id) {
        return switch (store.state(id)) {
            case DONE, FAILED -> true;
            case NONE, QUEUED, RUNNING -> false;
        };
    }
}
