package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.simulation.Budget;
import dev.maptriage.simulation.Catalogue;
import dev.maptriage.simulation.Counts;
import dev.maptriage.simulation.Exploration;
import dev.maptriage.simulation.Explorer;
import dev.maptriage.simulation.Guard;
import dev.maptriage.simulation.Implementation;
import dev.maptriage.simulation.LabValues;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.Operation;
import dev.maptriage.simulation.Outcome;
import dev.maptriage.simulation.OutcomeType;
import dev.maptriage.simulation.Scenario;
import dev.maptriage.simulation.ScenarioInfo;
import dev.maptriage.simulation.Witness;
import dev.maptriage.simulation.WitnessStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Makes scenarios of recipes and runs them: the explorer for goroutines on a map, the convoy for those behind a lock.
@Component
class Scenarios {
    /// The scenario that is simulated over time and not step by step.
    static final String CONVOY = "lock-convoy";
    /// Parameters of a scenario that was made from an incident.
    private static final String FAILING = "failing";
    private static final String OTHER = "other";
    private static final String KEY_KIND = "keyKind";
    private static final String GROWING = "growing";
    private static final long MOST_RUNS = 200_000;
    /// A run of more steps counts as endless, and no witness is longer.
    private static final int MOST_STEPS = 20_000;

    private final ReproductionProperties properties;

    Scenarios(ReproductionProperties properties) {
        this.properties = properties;
    }

    /// Hears how a simulation gets on.
    interface Reporter {
        void report(long runs, int bound);
    }

    /// All that can be asked for by name.
    static List<ScenarioInfo> catalogue() {
        List<ScenarioInfo> all = Catalogue.scenarios();
        return all.stream().anyMatch(info -> info.name().equals(CONVOY))
                ? all
                : Stream.concat(all.stream(), Stream.of(new ScenarioInfo(CONVOY, "simulation." + CONVOY,
                        "GROWTH_CONTENTION", "LOCK_CONVOY", Guard.NONE, false, List.of(), List.of()))).toList();
    }

    /// Whether a scenario has a parameter of this name.
    static boolean has(ScenarioInfo info, String name) {
        return info.name().equals(CONVOY)
                ? LockConvoy.PARAMETERS.stream().anyMatch(parameter -> parameter.name().equals(name))
                : info.parameters().stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    /// The recipe of a crash.
    ///
    /// @throws IllegalArgumentException when no scenario explains it
    static Recipe recipe(Scenario.Facts facts) {
        Scenario scenario = Scenario.of(facts);
        Map<String, String> parameters = new TreeMap<>();
        parameters.put(FAILING, facts.operation().name());
        parameters.put(OTHER, facts.counterpart().name());
        parameters.put(KEY_KIND, facts.keyKind().name());
        parameters.put(GROWING, Boolean.toString(facts.growing()));
        return new Recipe(scenario.name(), facts.version(), facts.seed(), parameters, facts.message());
    }

    /// The recipe of a scenario by name.
    ///
    /// @throws IllegalArgumentException that says which parameter cannot be
    static Recipe recipe(String name, GoVersion version, long seed, Map<String, String> parameters) {
        if (name.equals(CONVOY)) {
            Map<String, String> given = new TreeMap<>(parameters);
            given.put("goVersion", version.label());
            given.put("seed", Long.toString(seed));
            LabValues.of(LockConvoy.PARAMETERS, given);
            return new Recipe(name, version, seed, parameters, null);
        }
        Scenario scenario = Catalogue.scenario(name, version, seed, parameters);
        return new Recipe(name, version, seed, scenario.parameters(), null);
    }

    SimulationResult run(Recipe recipe, Reporter reporter) {
        return recipe.scenario().equals(CONVOY) ? convoy(recipe) : explore(recipe, reporter);
    }

    private SimulationResult explore(Recipe recipe, Reporter reporter) {
        Scenario scenario = scenario(recipe);
        Exploration found = new Explorer().explore(scenario, new Budget(MOST_RUNS, properties.time(), MOST_STEPS),
                (runs, bound) -> {
                    reporter.report(runs, bound);
                    return !Thread.currentThread().isInterrupted();
                });
        Witness witness = found.witness();
        return new SimulationResult(scenario.implementation().name(), found.reproduced(), outcome(witness),
                exploration(found), outcomes(found), programs(scenario),
                SimulationResult.MapState.of(witness.start()), witness.steps().stream().map(Scenarios::step).toList(),
                null, found.millis());
    }

    private static Scenario scenario(Recipe recipe) {
        Map<String, String> parameters = recipe.parameters();
        if (!parameters.containsKey(FAILING)) {
            return Catalogue.scenario(recipe.scenario(), recipe.version(), recipe.seed(), parameters);
        }
        return Scenario.of(new Scenario.Facts(Operation.valueOf(parameters.get(FAILING)),
                Operation.valueOf(parameters.getOrDefault(OTHER, Operation.UNKNOWN.name())),
                KeyKind.valueOf(parameters.getOrDefault(KEY_KIND, KeyKind.UINT64.name())), recipe.version(),
                Boolean.parseBoolean(parameters.get(GROWING)), recipe.message(), recipe.seed()));
    }

    private static SimulationResult.Outcome outcome(Witness witness) {
        Outcome end = witness.outcome();
        return new SimulationResult.Outcome(end.type(), end.message(), end.corruptions(), end.goroutine(),
                end.function(), end.type() == OutcomeType.NONE ? witness.steps().size() : end.step());
    }

    private static SimulationResult.Exploration exploration(Exploration found) {
        Counts counts = found.counts();
        return new SimulationResult.Exploration(counts.schedules(), counts.exhaustive(), counts.preemptionBound(),
                counts.fatal(), counts.silent(), counts.benign(), counts.separate(), found.complete(), found.runs(),
                Math.round(found.millis() * 10) / 10.0);
    }

    private static List<SimulationResult.OutcomeShare> outcomes(Exploration found) {
        return found.counts().byOutcome().stream()
                .map(each -> new SimulationResult.OutcomeShare(each.outcome().type(), each.outcome().message(),
                        each.outcome().corruptions(), each.outcome().goroutine(),
                        each.outcome().action() == null ? null : each.outcome().action().name(), each.schedules()))
                .toList();
    }

    private static List<SimulationResult.GoroutineProgram> programs(Scenario scenario) {
        return IntStream.range(0, scenario.programs().size())
                .mapToObj(i -> new SimulationResult.GoroutineProgram(i + 1,
                        scenario.programs().get(i).calls().stream().map(Object::toString).toList()))
                .toList();
    }

    private static SimulationResult.Step step(WitnessStep step) {
        return new SimulationResult.Step(step.n(), step.goroutine(), step.call(), step.function(), step.action(),
                step.detail(), SimulationResult.MapState.of(step.map()), step.changes(), step.shared(), step.lanes(),
                step.fails());
    }

    private static SimulationResult convoy(Recipe recipe) {
        long start = System.nanoTime();
        Map<String, String> given = new TreeMap<>(recipe.parameters());
        given.put("goVersion", recipe.version().label());
        given.put("seed", Long.toString(recipe.seed()));
        LockConvoy.ConvoyResult result = LockConvoy.run(LabValues.of(LockConvoy.PARAMETERS, given));
        double millis = (System.nanoTime() - start) / 1e6;
        return new SimulationResult(Implementation.of(recipe.version()).name(), queuedBehindGrowth(result.run()),
                new SimulationResult.Outcome(OutcomeType.CONTENTION, null, List.of(), 0,
                        recipe.version().swiss() ? "internal/runtime/maps.(*table).rehash" : "runtime.hashGrow", 0),
                null, List.of(), List.of(), null, List.of(), result, millis);
    }

    /// Whether the queue grew behind a hold that the map's growth made long.
    private static boolean queuedBehindGrowth(LockConvoy.Convoy run) {
        return run.peaks().stream().anyMatch(
                peak -> (peak.starts() || peak.moved() > 0) && peak.queueMost() > Math.max(1, peak.queueBefore()));
    }
}
