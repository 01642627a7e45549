package dev.maptriage.intake;

import dev.maptriage.diagnosis.Diagnosis;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;

/// The meters of the stages, named as the stages are: count, duration, bytes, by category.
@Component
class StageMeters {
    private final MeterRegistry registry;

    StageMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    Timer.Sample start() {
        return Timer.start(registry);
    }

    void envelope(Timer.Sample sample, String outermost, long bytes) {
        sample.stop(Timer.builder("maptriage.envelope").description("Taking the wrappings off")
                .tag("wrapping", outermost).register(registry));
        bytes("maptriage.envelope.bytes", bytes);
    }

    void trace(Timer.Sample sample, long bytes) {
        sample.stop(Timer.builder("maptriage.trace").description("Reading what Go printed").register(registry));
        bytes("maptriage.trace.bytes", bytes);
    }

    void diagnosis(Timer.Sample sample) {
        sample.stop(Timer.builder("maptriage.diagnosis").description("Finding out what failed").register(registry));
    }

    void diagnosed(Diagnosis diagnosis) {
        registry.counter("maptriage.diagnosis.results", "category", diagnosis.category().name(), "kind",
                diagnosis.kind().name(), "insufficient", Boolean.toString(diagnosis.insufficient())).increment();
    }

    void stored(Timer.Sample sample) {
        sample.stop(Timer.builder("maptriage.incidents.store").description("Storing text and incidents")
                .register(registry));
    }

    void incident(Diagnosis diagnosis, boolean created) {
        registry.counter("maptriage.incidents", "category", diagnosis.category().name(), "outcome",
                created ? "stored" : "known").increment();
    }

    void intake(Timer.Sample sample, String outcome, long bytes) {
        sample.stop(Timer.builder("maptriage.intake").description("From the first byte of an upload to its answer")
                .tag("outcome", outcome).register(registry));
        bytes("maptriage.intake.bytes", bytes);
    }

    private void bytes(String name, long bytes) {
        DistributionSummary.builder(name).baseUnit("bytes").register(registry).record((double) bytes);
    }
}
