package dev.maptriage.reproduction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// The meters of stage 6.
@Component
class ReproductionMeters {
    private final MeterRegistry registry;

    ReproductionMeters(MeterRegistry registry, SimulationStore store) {
        this.registry = registry;
        Gauge.builder("maptriage.reproduction.waiting", store, SimulationStore::waiting)
                .description("Simulations that have been asked for and have not ended").register(registry);
    }

    /// @param outcome `reproduced`, `other`, `failed`
    void ran(String scenario, String outcome, Duration took) {
        Timer.builder("maptriage.reproduction").description("Running a simulation and storing its result")
                .tag("scenario", scenario).tag("outcome", outcome).register(registry).record(took);
    }

    /// An incident without a simulation of its own.
    ///
    /// @param why `shared`, `impossible`
    void skipped(String why) {
        registry.counter("maptriage.reproduction.skipped", "why", why).increment();
    }
}
