package dev.maptriage.reproduction;

import dev.maptriage.incident.Problem;
import dev.maptriage.layout.StructLab;
import dev.maptriage.layout.StructLab.StructReport;
import dev.maptriage.simulation.Alternatives;
import dev.maptriage.simulation.Alternatives.AlternativesResult;
import dev.maptriage.simulation.GrowthLab;
import dev.maptriage.simulation.GrowthLab.GrowthResult;
import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LabRefusal;
import dev.maptriage.simulation.LabValues;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.LockConvoy.ConvoyResult;
import dev.maptriage.simulation.RaceWindow;
import dev.maptriage.simulation.RaceWindow.RaceResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// Runs laboratories for requests: two at a time, since each takes a processor, and a run that somebody has just seen is not
/// run again. Equal settings give equal results, so that is no loss.
@Component
public class Labs {
    private static final int AT_A_TIME = 2;
    private static final int REMEMBERED = 48;
    private static final int PATIENCE_SECONDS = 10;

    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    private final Map<Run, Object> results = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, Object> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Run(String lab, Map<String, String> settings) {}

    /// Grows a map.
    ///
    /// @throws LabRefusal if a setting cannot be
    public GrowthResult growth(Map<String, String> given) {
        return run(GrowthResult.class, GrowthLab.PARAMETERS, given, GrowthLab::run);
    }

    /// Predicts when the runtime notices a race.
    ///
    /// @throws LabRefusal if a setting cannot be
    public RaceResult race(Map<String, String> given) {
        return run(RaceResult.class, RaceWindow.PARAMETERS, given, RaceWindow::run);
    }

    /// Queues goroutines behind a growing map.
    ///
    /// @throws LabRefusal if a setting cannot be
    public ConvoyResult convoy(Map<String, String> given) {
        return run(ConvoyResult.class, LockConvoy.PARAMETERS, given, LockConvoy::run);
    }

    /// Compares ways to share a map.
    ///
    /// @throws LabRefusal if a setting cannot be
    public AlternativesResult alternatives(Map<String, String> given) {
        return run(AlternativesResult.class, Alternatives.PARAMETERS, given, Alternatives::run);
    }

    /// Lays out structs.
    ///
    /// @param minor the release of Go is 1.minor
    /// @throws dev.maptriage.layout.LayoutException if the source cannot be laid out
    public StructReport structs(String source, int minor) {
        return inTurn(() -> StructLab.analyze(source, minor));
    }

    private <T> T run(Class<T> type, List<LabParameter> parameters, Map<String, String> given,
            Function<LabValues, T> lab) {
        LabValues values = LabValues.of(parameters, given);
        Run run = new Run(type.getSimpleName(), values.all());
        Object known;
        synchronized (results) {
            known = results.get(run);
        }
        if (known != null) {
            return type.cast(known);
        }
        T result = inTurn(() -> lab.apply(values));
        synchronized (results) {
            results.put(run, result);
        }
        return result;
    }

    private <T> T inTurn(java.util.function.Supplier<T> work) {
        try {
            if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private static Problem busy() {
        Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, "problem.lab.busy");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
        return problem;
    }
}
