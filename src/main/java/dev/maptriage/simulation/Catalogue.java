package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scenarios that can be explored by name.
public final class Catalogue {

    /** Name of the parameter for the key type. */
    public static final String KEY_KIND = "keyKind";
    /** Name of the parameter for the number of initial entries. */
    public static final String ENTRIES = "entries";
    /** Name of the parameter for the steps at which the turn may pass. */
    public static final String STEPS = "steps";

    private static final List<String> KINDS = Arrays.stream(KeyKind.values()).map(Catalogue::label).toList();

    private static final List<ScenarioInfo> ALL = List.copyOf(all());

    private Catalogue() {}

    /// Every scenario, in the order in which they are best read.
    public static List<ScenarioInfo> scenarios() {
        return ALL;
    }

    /// The scenario of this name.
    public static Optional<ScenarioInfo> find(String name) {
        return ALL.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /// A scenario by name.
    ///
    /// @param parameters those that are not to have their default
    /// @throws IllegalArgumentException with a reason for people, if there is no such scenario or parameter
    public static Scenario scenario(String name, GoVersion version, long seed, Map<String, String> parameters) {
        ScenarioInfo info = find(name).orElseThrow(() -> new IllegalArgumentException("no scenario is called " + name));
        Map<String, String> values = new LinkedHashMap<>();
        info.parameters().forEach(p -> values.put(p.name(), p.check(parameters.get(p.name()))));
        parameters.keySet().stream().filter(p -> !values.containsKey(p)).findFirst().ifPresent(p -> {
            throw new IllegalArgumentException("the scenario " + name + " has no parameter " + p);
        });
        KeyKind kind = KeyKind.valueOf(values.getOrDefault(KEY_KIND, "uint64").toUpperCase(Locale.ROOT));
        Operation second = Operation.valueOf(info.kind().substring(0, info.kind().indexOf('_')));
        return pair(name, second, version, kind, Integer.parseInt(values.getOrDefault(ENTRIES, "3")), seed, values,
                null);
    }

    static Scenario explaining(Scenario.Facts facts) {
        Scenario.Target target = facts.message() == null ? null : Scenario.Target.message(facts.message());
        MapCalls calls = new MapCalls(facts.keyKind(), facts.version());
        InitialMap map = new InitialMap(
                facts.growing() ? InitialMap.State.BEFORE_GROWTH : InitialMap.State.FILLED, 3);
        Operation other = facts.counterpart() == Operation.UNKNOWN ? Operation.ASSIGN : facts.counterpart();
        return new Scenario("incident", facts.version(), facts.keyKind(), map,
                List.of(new Program(List.of(calls.of(other, 1, 10))),
                        new Program(List.of(calls.of(facts.operation(), 2, 20)))),
                Guard.NONE, facts.seed(), Map.of(), target);
    }

    private static Scenario pair(String name, Operation other, GoVersion version, KeyKind kind, int entries, long seed,
            Map<String, String> values, Scenario.@Nullable Target target) {
        MapCalls calls = new MapCalls(kind, version);
        Program writer = new Program(List.of(calls.assign(1, 10)));
        Program second = new Program(List.of(calls.of(other, 2, 20)));
        return new Scenario(name, version, kind, new InitialMap(InitialMap.State.FILLED, entries),
                List.of(writer, second), Guard.NONE, seed, Map.copyOf(values), target);
    }

    private static String label(KeyKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<ScenarioInfo> all() {
        List<ScenarioInfo> all = new ArrayList<>();
        all.add(new ScenarioInfo("write-write", "simulation.write-write", "CONCURRENT_WRITE", "ASSIGN_WRITE",
                Guard.NONE, true, List.of(Parameter.choice(KEY_KIND, "uint64", KINDS),
                        Parameter.number(ENTRIES, 3, 0, 200), Parameter.choice(STEPS, "all", List.of("all", "flag"))),
                List.of()));
        return all;
    }
}
