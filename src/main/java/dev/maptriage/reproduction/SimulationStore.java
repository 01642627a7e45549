package dev.maptriage.reproduction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.luben.zstd.Zstd;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.incident.Incident.ReproductionStatus;
import dev.maptriage.incident.Incident.ReproductionStatus.State;
import dev.maptriage.incident.LiveEvents;
import dev.maptriage.incident.ReproductionStates;
import jakarta.persistence.EntityManager;
import java.lang.ref.SoftReference;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Simulations and their results in the database. Whatever changes a simulation also changes the incidents that share it,
/// and is announced to open pages, in one transaction.
@Component
@Transactional
class SimulationStore {
    private static final int LEVEL = 6;
    private static final int RECENT = 16;
    private static final int ENDINGS = 10_000;
    private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {
    };

    private final EntityManager entities;
    private final ReproductionStates incidents;
    private final LiveEvents live;
    private final Clock clock;
    /// Rows that an older or newer version has written stay readable.
    private final JsonMapper json = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private final Cache<String, Ending> endings = Caffeine.newBuilder().maximumSize(ENDINGS).build();

    /// A player reads one result again and again; results never change, so every instance may keep a few.
    private final Map<String, SoftReference<SimulationResult>> recent = Collections
            .synchronizedMap(new LinkedHashMap<>(32, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, SoftReference<SimulationResult>> eldest) {
                    return size() > RECENT;
                }
            });

    SimulationStore(EntityManager entities, ReproductionStates incidents, LiveEvents live, Clock clock) {
        this.entities = entities;
        this.incidents = incidents;
        this.live = live;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Optional<Simulation> find(UUID id) {
        return Optional.ofNullable(entities.find(SimulationEntity.class, id)).map(this::read);
    }

    /// The simulation of the same recipe for the same issue, the latest one.
    @Transactional(readOnly = true)
    public Optional<Simulation> ofIssue(UUID issue, Recipe recipe) {
        return entities.createQuery(
                "from SimulationEntity where issueId = :issue and recipe = :recipe and state <> :failed order by id desc",
                SimulationEntity.class).setParameter("issue", issue).setParameter("recipe", recipe.key())
                .setParameter("failed", State.FAILED).setMaxResults(1).getResultList().stream().findFirst()
                .map(entity -> simulation(entity, null));
    }

    /// The latest simulations for issues by recipes, those that did not fail, by [#name].
    @Transactional(readOnly = true)
    public Map<String, Simulation> ofIssues(Set<UUID> issues, Set<String> recipes) {
        Map<String, Simulation> found = new HashMap<>();
        if (!issues.isEmpty()) {
            entities.createQuery("from SimulationEntity where issueId in :issues and recipe in :recipes"
                    + " and state <> :failed order by id", SimulationEntity.class).setParameter("issues", issues)
                    .setParameter("recipes", recipes).setParameter("failed", State.FAILED).getResultList()
                    .forEach(entity -> found.put(name(Objects.requireNonNull(entity.issueId), entity.recipe),
                            simulation(entity, null)));
        }
        return found;
    }

    /// Name of what is simulated for an issue.
    static String name(UUID issue, String recipe) {
        return issue + " " + recipe;
    }

    /// What a result means for whoever asked for it.
    record Ending(boolean reproduced, @Nullable String reason) {
        static Ending of(SimulationResult result) {
            return new Ending(result.reproduced(), result.reproduced() ? null : ReproductionReasons.of(result));
        }
    }

    /// How recipes end, by their keys, as far as their results are there. Results never change, so an ending that was read
    /// once need not be read again; that the result is still there is looked up each time.
    @Transactional(readOnly = true)
    public Map<String, Ending> endings(List<Recipe> recipes) {
        Set<String> keys = recipes.stream().map(Recipe::key).collect(Collectors.toSet());
        Map<String, Ending> found = new HashMap<>();
        if (!keys.isEmpty()) {
            entities.createQuery("select recipe from SimulationResultEntity where recipe in :keys", String.class)
                    .setParameter("keys", keys).getResultList().forEach(key -> {
                        Ending ending = endings.getIfPresent(key);
                        if (ending == null) {
                            ending = Ending.of(Objects.requireNonNull(result(key)));
                            endings.put(key, ending);
                        }
                        found.put(key, ending);
                    });
        }
        return found;
    }

    /// Whether the result of a recipe is there.
    @Transactional(readOnly = true)
    public Optional<SimulationResult> known(Recipe recipe) {
        return Optional.ofNullable(result(recipe.key()));
    }

    /// How many have been asked for and have not ended.
    @Transactional(readOnly = true)
    public long waiting() {
        return entities.createQuery("select count(*) from SimulationEntity where state in :open", Long.class)
                .setParameter("open", List.of(State.QUEUED, State.RUNNING)).getSingleResult();
    }

    @Transactional(readOnly = true)
    public State state(UUID id) {
        return entities.createQuery("select state from SimulationEntity where id = :id", State.class)
                .setParameter("id", id).getResultList().stream().findFirst().orElse(State.FAILED);
    }

    /// Adds a simulation: one that is to be run, or one that has ended, since its result is there.
    @Transactional(propagation = Propagation.MANDATORY)
    public Simulation add(Recipe recipe, @Nullable UUID incident, @Nullable UUID issue, @Nullable Ending ending) {
        SimulationEntity entity = new SimulationEntity();
        entity.id = nextId();
        entity.incidentId = incident;
        entity.issueId = issue;
        entity.recipe = recipe.key();
        entity.scenario = recipe.scenario();
        entity.goVersion = recipe.version().label();
        entity.seed = recipe.seed();
        entity.parameters = json.writeValueAsString(new TreeMap<>(recipe.parameters()));
        entity.message = recipe.message();
        entity.requestedAt = now();
        if (ending != null) {
            entity.state = State.DONE;
            entity.reproduced = ending.reproduced();
            entity.reason = ending.reason();
            entity.finishedAt = entity.requestedAt;
        }
        entities.persist(entity);
        announce(entity, Map.of());
        return simulation(entity, null);
    }

    /// Takes a simulation into work.
    ///
    /// @return what is to be run; empty if it is gone or has ended
    public Optional<Recipe> begin(UUID id) {
        SimulationEntity entity = entities.find(SimulationEntity.class, id);
        if (entity == null || entity.state == State.DONE || entity.state == State.FAILED) {
            return Optional.empty();
        }
        Recipe recipe = recipe(entity);
        if (recipe == null) {
            end(entity, State.FAILED, null, ReproductionReasons.VERSION_GONE);
            return Optional.empty();
        }
        entity.state = State.RUNNING;
        note(entity);
        announce(entity, Map.of());
        return Optional.of(recipe);
    }

    /// Tells open pages how far a simulation is.
    public void progress(UUID id, long runs, int bound) {
        SimulationEntity entity = entities.find(SimulationEntity.class, id);
        if (entity != null && entity.state == State.RUNNING) {
            announce(entity, Map.of("runs", runs, "preemptionBound", bound));
        }
    }

    /// Stores a result with all that refers to it. A second result of the same recipe is the same and is not stored.
    public void finish(UUID id, SimulationResult result) {
        SimulationEntity entity = entities.find(SimulationEntity.class, id);
        if (entity == null) {
            return;
        }
        if (entities.find(SimulationResultEntity.class, entity.recipe) == null) {
            entities.persist(packed(entity.recipe, result));
            entities.flush();
        }
        end(entity, State.DONE, result.reproduced(), result.reproduced() ? null : ReproductionReasons.of(result));
    }

    public void fail(UUID id, String reason) {
        SimulationEntity entity = entities.find(SimulationEntity.class, id);
        if (entity != null && entity.state != State.DONE) {
            end(entity, State.FAILED, null, reason);
        }
    }

    private void end(SimulationEntity entity, State state, @Nullable Boolean reproduced, @Nullable String reason) {
        entity.state = state;
        entity.reproduced = reproduced;
        entity.reason = reason;
        entity.finishedAt = now();
        note(entity);
        announce(entity, Map.of());
    }

    private void note(SimulationEntity entity) {
        entities.flush();
        incidents.setAll(entity.id,
                new ReproductionStatus(entity.state, entity.reproduced, entity.id, entity.reason));
    }

    private void announce(SimulationEntity entity, Map<String, ?> more) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("incidentId", entity.incidentId);
        facts.put("scenario", entity.scenario);
        facts.put("state", entity.state);
        facts.put("reproduced", entity.reproduced);
        facts.putAll(more);
        live.publish(LiveEvents.Type.SIMULATION, entity.id, facts);
    }

    /// An incident is gone: so are the simulations that only it needed, the others go on with one that shares them.
    public void release(UUID incident) {
        List<SimulationEntity> own = entities
                .createQuery("from SimulationEntity where incidentId = :incident", SimulationEntity.class)
                .setParameter("incident", incident).getResultList();
        for (SimulationEntity entity : own) {
            List<UUID> sharing = incidents.sharing(entity.id, 1);
            if (sharing.isEmpty()) {
                entities.remove(entity);
            } else {
                entity.incidentId = sharing.getFirst();
            }
        }
    }

    /// Drops simulations whose incident is gone, those that were asked for by themselves and are old, and results that
    /// nobody refers to any more.
    ///
    /// @return how many rows went
    public int sweep(Instant oldest) {
        int gone = entities.createNativeQuery("""
                delete from simulation where incident_id is not null
                and not exists (select 1 from incident i where i.id = simulation.incident_id)
                and not exists (select 1 from incident i where i.simulation_id = simulation.id)""").executeUpdate();
        gone += entities.createNativeQuery(
                "delete from simulation where incident_id is null and requested_at < :oldest")
                .setParameter("oldest", oldest).executeUpdate();
        return gone + entities.createNativeQuery("""
                delete from simulation_result where stored_at < :oldest
                and not exists (select 1 from simulation s where s.recipe = simulation_result.recipe)""")
                .setParameter("oldest", oldest).executeUpdate();
    }

    private Simulation read(SimulationEntity entity) {
        return simulation(entity, entity.state == State.DONE ? result(entity.recipe) : null);
    }

    private Simulation simulation(SimulationEntity entity, @Nullable SimulationResult result) {
        Recipe recipe = new Recipe(entity.scenario, version(entity), entity.seed,
                json.readValue(entity.parameters, PARAMETERS), entity.message);
        return new Simulation(entity.id, entity.incidentId, recipe, entity.state, entity.reproduced, entity.reason,
                entity.requestedAt, entity.finishedAt, result);
    }

    private @Nullable Recipe recipe(SimulationEntity entity) {
        return GoVersion.of(entity.goVersion).isEmpty() ? null : simulation(entity, null).recipe();
    }

    private static GoVersion version(SimulationEntity entity) {
        return GoVersion.of(entity.goVersion).orElse(GoVersion.GO_1_27);
    }

    private @Nullable SimulationResult result(String recipe) {
        SoftReference<SimulationResult> kept = recent.get(recipe);
        SimulationResult result = kept == null ? null : kept.get();
        if (result != null) {
            return result;
        }
        SimulationResultEntity entity = entities.find(SimulationResultEntity.class, recipe);
        if (entity == null) {
            return null;
        }
        result = json.readValue(Zstd.decompress(entity.content, entity.inflated), SimulationResult.class);
        recent.put(recipe, new SoftReference<>(result));
        return result;
    }

    private SimulationResultEntity packed(String recipe, SimulationResult result) {
        byte[] bytes = json.writeValueAsBytes(result);
        SimulationResultEntity entity = new SimulationResultEntity();
        entity.recipe = recipe;
        entity.content = Zstd.compress(bytes, LEVEL);
        entity.inflated = bytes.length;
        entity.storedAt = now();
        return entity;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @SuppressWarnings("NullAway") // the strategy ignores the session
    private static UUID nextId() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }
}
