package dev.maptriage.incident;

import dev.maptriage.incident.Incident.ReproductionStatus;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Notes on incidents how far their reproduction is. All of it belongs into the caller's transaction.
@Component
public class ReproductionStates {
    private final EntityManager entities;

    ReproductionStates(EntityManager entities) {
        this.entities = entities;
    }

    /// Notes the state of one incident; nothing happens if it is gone.
    public void set(UUID incident, ReproductionStatus status) {
        IncidentEntity entity = entities.find(IncidentEntity.class, incident);
        if (entity != null) {
            entity.reproduction(status);
        }
    }

    /// Notes the state of all incidents that share a simulation.
    public void setAll(UUID simulation, ReproductionStatus status) {
        entities.createQuery("""
                update IncidentEntity set reproductionState = :state, reproduced = :reproduced,
                reproductionReason = :reason where simulationId = :simulation""").setParameter("state", status.state())
                .setParameter("reproduced", status.reproduced()).setParameter("reason", status.reason())
                .setParameter("simulation", simulation).executeUpdate();
    }

    /// The incidents that share a simulation, at most so many.
    public List<UUID> sharing(UUID simulation, int limit) {
        return entities.createQuery("select id from IncidentEntity where simulationId = :simulation order by id",
                UUID.class).setParameter("simulation", simulation).setMaxResults(limit).getResultList();
    }
}
