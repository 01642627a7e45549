package dev.maptriage.reproduction;

import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/// Runs one simulation from its row to its result. Safe to run twice: what has ended is left alone, and a result that is
/// there is not computed again.
@Component
class SimulationRunner {
    private static final Duration BETWEEN_REPORTS = Duration.ofMillis(400);
    private static final Logger log = LoggerFactory.getLogger(SimulationRunner.class);

    private final SimulationStore store;
    private final Scenarios scenarios;
    private final ReproductionMeters meters;
    private final Turns turns;

    SimulationRunner(SimulationStore store, Scenarios scenarios, ReproductionMeters meters, Turns turns) {
        this.turns = turns;
        this.store = store;
        this.scenarios = scenarios;
        this.meters = meters;
    }

    void run(UUID id) {
        Optional<Recipe> begun = store.begin(id);
        if (begun.isEmpty()) {
            return;
        }
        Recipe recipe = begun.get();
        long start = System.nanoTime();
        SimulationResult result;
        try {
            result = store.known(recipe).orElseGet(() -> turns.take(() -> store.known(recipe)
                    .orElseGet(() -> scenarios.run(recipe, reporter(id)))));
        } catch (RuntimeException broken) {
            log.error("Simulation {} of {} failed", id, recipe, broken);
            store.fail(id, ReproductionReasons.BROKEN);
            ran(recipe, "failed", start);
            return;
        }
        if (Thread.currentThread().isInterrupted()) {
            // The service stops: what was found in a part of the time is not the result. The task is run again.
            throw new IllegalStateException("interrupted");
        }
        finish(id, result);
        ran(recipe, result.reproduced() ? "reproduced" : "other", start);
    }

    private void finish(UUID id, SimulationResult result) {
        try {
            store.finish(id, result);
        } catch (DataIntegrityViolationException | PersistenceException sameRecipe) {
            // Somebody stored the result of this recipe at the same moment: now it is found. A PersistenceException is the
            // same thing thrown where Spring does not translate.
            store.finish(id, result);
        }
    }

    private Scenarios.Reporter reporter(UUID id) {
        return new Scenarios.Reporter() {
            private long last = System.nanoTime();

            @Override
            public void report(long runs, int bound) {
                long now = System.nanoTime();
                if (now - last >= BETWEEN_REPORTS.toNanos()) {
                    last = now;
                    store.progress(id, runs, bound);
                }
            }
        };
    }

    private void ran(Recipe recipe, String outcome, long start) {
        meters.ran(recipe.scenario(), outcome, Duration.ofNanos(System.nanoTime() - start));
    }
}
