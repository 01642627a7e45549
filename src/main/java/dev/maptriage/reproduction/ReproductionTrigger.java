package dev.maptriage.reproduction;

import dev.maptriage.incident.Incident;
import dev.maptriage.incident.Incident.ReproductionStatus;
import dev.maptriage.incident.IncidentDeleted;
import dev.maptriage.incident.IncidentsRecorded;
import dev.maptriage.reproduction.ReproductionPlan.Impossible;
import dev.maptriage.reproduction.ReproductionPlan.Possible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Sees to it that incidents are reproduced, inside the transaction that stores them.
///
/// The first incident of an issue gets a simulation; those that follow share it as long as they are of the same kind, so a
/// bug that crashes a thousand times is simulated once.
@Component
class ReproductionTrigger {
    private static final Logger log = LoggerFactory.getLogger(ReproductionTrigger.class);

    private final Simulations simulations;
    private final SimulationStore store;
    private final ReproductionProperties properties;
    private final ReproductionMeters meters;

    ReproductionTrigger(Simulations simulations, SimulationStore store,
            ReproductionProperties properties, ReproductionMeters meters) {
        this.simulations = simulations;
        this.store = store;
        this.properties = properties;
        this.meters = meters;
    }

    @EventListener
    void recorded(IncidentsRecorded event) {
        List<Simulations.Order> orders = new ArrayList<>();
        Map<UUID, Consumer<ReproductionStatus>> states = new HashMap<>();
        for (IncidentsRecorded.Recorded recorded : event.all()) {
            Incident incident = recorded.incident();
            UUID id = Objects.requireNonNull(incident.id());
            states.put(id, recorded.reproduction());
            switch (plan(incident)) {
                case Impossible impossible -> recorded.reproduction().accept(skip(impossible.reason()));
                case Possible possible when properties.automatic() -> orders.add(new Simulations.Order(id,
                        Objects.requireNonNull(incident.issueId()), recorded.newIssue(), possible.recipe()));
                case Possible possible -> recorded.reproduction().accept(skip(ReproductionReasons.SWITCHED_OFF));
            }
        }
        if (!orders.isEmpty()) {
            simulations.reproduce(orders).forEach((incident, simulation) -> Objects
                    .requireNonNull(states.get(incident)).accept(status(simulation)));
        }
    }

    /// A mistake in here must not cost anybody an upload.
    private static ReproductionPlan plan(Incident incident) {
        try {
            return ReproductionPlan.of(incident.diagnosis());
        } catch (RuntimeException broken) {
            log.error("No scenario for incident {}", incident.id(), broken);
            return new Impossible(ReproductionReasons.NO_SCENARIO);
        }
    }

    private ReproductionStatus skip(String reason) {
        meters.skipped("impossible");
        return new ReproductionStatus(ReproductionStatus.State.NONE, null, null, reason);
    }

    static ReproductionStatus status(Simulation simulation) {
        return new ReproductionStatus(simulation.state(), simulation.reproduced(), simulation.id(),
                simulation.reason());
    }

    @EventListener
    void deleted(IncidentDeleted event) {
        store.release(event.id());
    }
}
