package dev.maptriage.intake;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// The meters of the stages, named as the stages are: count, duration, bytes, by category. Looking a meter up costs more
/// than counting, so each is kept.
@Component
class StageMeters {
    private final MeterRegistry registry;
    private final Timer trace;
    private final Timer diagnosis;
    private final Timer store;
    private final DistributionSummary envelopeBytes;
    private final DistributionSummary traceBytes;
    private final DistributionSummary intakeBytes;
    private final Map<String, Timer> envelopes = new ConcurrentHashMap<>();
    private final Map<String, Timer> intakes = new ConcurrentHashMap<>();
    private final Map<Result, Counter> results = new ConcurrentHashMap<>();
    private final Map<Stored, Counter> incidents = new ConcurrentHashMap<>();

    StageMeters(MeterRegistry registry) {
        this.registry = registry;
        trace = timer("maptriage.trace", "Reading what Go printed").register(registry);
        diagnosis = timer("maptriage.diagnosis", "Finding out what failed").register(registry);
        store = timer("maptriage.incidents.store", "Storing text and incidents").register(registry);
        envelopeBytes = bytes("maptriage.envelope.bytes");
        traceBytes = bytes("maptriage.trace.bytes");
        intakeBytes = bytes("maptriage.intake.bytes");
    }

    private record Result(Category category, Kind kind, boolean insufficient) {}

    private record Stored(Category category, boolean created) {}

    Timer.Sample start() {
        return Timer.start(registry);
    }

    void envelope(Timer.Sample sample, String outermost, long bytes) {
        sample.stop(envelopes.computeIfAbsent(outermost, name -> timer("maptriage.envelope", "Taking the wrappings off")
                .tag("wrapping", name).register(registry)));
        envelopeBytes.record((double) bytes);
    }

    void trace(Timer.Sample sample, long bytes) {
        sample.stop(trace);
        traceBytes.record((double) bytes);
    }

    void diagnosis(Timer.Sample sample) {
        sample.stop(diagnosis);
    }

    void diagnosed(Diagnosis diagnosis) {
        results.computeIfAbsent(new Result(diagnosis.category(), diagnosis.kind(), diagnosis.insufficient()),
                result -> registry.counter("maptriage.diagnosis.results", "category", result.category.name(), "kind",
                        result.kind.name(), "insufficient", Boolean.toString(result.insufficient)))
                .increment();
    }

    void stored(Timer.Sample sample) {
        sample.stop(store);
    }

    void incident(Diagnosis diagnosis, boolean created) {
        incidents.computeIfAbsent(new Stored(diagnosis.category(), created),
                stored -> registry.counter("maptriage.incidents", "category", stored.category.name(), "outcome",
                        stored.created ? "stored" : "known"))
                .increment();
    }

    void intake(Timer.Sample sample, String outcome, long bytes) {
        sample.stop(intakes.computeIfAbsent(outcome,
                name -> timer("maptriage.intake", "From the first byte of an upload to its answer")
                        .tag("outcome", name).register(registry)));
        intakeBytes.record((double) bytes);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description);
    }

    private DistributionSummary bytes(String name) {
        return DistributionSummary.builder(name).baseUnit("bytes").register(registry);
    }
}
