package dev.maptriage.reproduction;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// The result of a recipe, as compressed JSON.
@Entity
@Table(name = "simulation_result")
@SuppressWarnings("NullAway.Init")
class SimulationResultEntity {
    @Id
    String recipe;
    byte[] content;
    int inflated;
    Instant storedAt;
}
