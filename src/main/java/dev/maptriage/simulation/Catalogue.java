package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.simulation.Scenario.Target;
import dev.maptriage.simulation.ToolCheck.Tool;
import dev.maptriage.simulation.ToolCheck.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The scenarios that can be explored by name: the ways to misuse a nil map, every pair of operations that Go forbids at
/// the same time, and the same pairs behind each guard that people reach for.
public final class Catalogue {

    /** Name of the parameter for the key type. */
    public static final String KEY_KIND = "keyKind";
    /** Name of the parameter for the number of initial entries. */
    public static final String ENTRIES = "entries";
    /** Name of the parameter for whether the goroutines use the same key. */
    public static final String SAME_KEY = "sameKey";
    /** Name of the parameter for how the writer's key relates to the map. */
    public static final String NEW_KEY = "newKey";
    /** Name of the parameter for the growth that is near. */
    public static final String GROWTH = "growth";
    /** Name of the parameter for what the other goroutine does. */
    public static final String OTHER = "other";
    /** Name of the parameter for the steps at which the turn may pass. */
    public static final String STEPS = "steps";

    private static final String NIL = "NIL_MAP_WRITE";
    private static final String NIL_KIND = "NIL_MAP_ASSIGN";
    private static final String CONCURRENT = "CONCURRENT_WRITE";
    private static final String WRITE_WRITE = "WRITE_WRITE";
    private static final String DURING_GROWTH = "write-during-growth";
    private static final String LOCK_CONVOY = "lock-convoy";
    private static final String ALL_STEPS = "all";
    private static final String MARK_STEPS = "flag";
    private static final int ENTRIES_BEFORE_GROWTH = 9;
    /** The goroutine that had best be the one that fails. */
    private static final int SECOND = 2;
    private static final int FIRST_VALUE = 10;
    private static final int SECOND_VALUE = 20;

    private static final List<String> KINDS = Arrays.stream(KeyKind.values()).map(Catalogue::label).toList();

    /// A pair of operations: the name, the incident kind, and what the other goroutine does while one assigns.
    private enum Pair {
        WRITE_WRITE("write-write", Catalogue.WRITE_WRITE, Operation.ASSIGN, "concurrent map writes"),
        READ_WRITE("read-write", "READ_WRITE", Operation.READ, "concurrent map read and map write"),
        ITERATE_WRITE("iterate-write", "ITERATE_WRITE", Operation.ITERATE, "concurrent map iteration and map write"),
        DELETE_WRITE("delete-write", Catalogue.WRITE_WRITE, Operation.DELETE, "concurrent map writes"),
        CLEAR_WRITE("clear-write", Catalogue.WRITE_WRITE, Operation.CLEAR, "concurrent map writes"),
        CLONE_WRITE("clone-write", "CLONE_WRITE", Operation.CLONE, "concurrent map clone and map write");

        private final String label;
        private final String kind;
        private final Operation other;
        private final String message;

        Pair(String label, String kind, Operation other, String message) {
            this.label = label;
            this.kind = kind;
            this.other = other;
            this.message = message;
        }

        /// What this release says.
        private String message(GoVersion version) {
            // Go 1.24's clone iterates and assigns; 1.24 has no text of its own for it.
            return this == CLONE_WRITE && version == GoVersion.GO_1_24 ? ITERATE_WRITE.message : message;
        }
    }

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

    /// Whether this release has all operations of a scenario.
    public static boolean supports(ScenarioInfo info, GoVersion version) {
        return version.hasClone() || !info.kind().equals(Pair.CLONE_WRITE.kind) || !info.guard().usesMap();
    }

    /// A scenario by name.
    ///
    /// @param parameters those that are not to have their default
    /// @throws IllegalArgumentException with a reason for people, if there is no such scenario or parameter, the value
    ///         does not fit, or the release does not have an operation of it
    public static Scenario scenario(String name, GoVersion version, long seed, Map<String, String> parameters) {
        ScenarioInfo info = find(name).orElseThrow(() -> new IllegalArgumentException("no scenario is called " + name));
        if (!info.explorable()) {
            throw new IllegalArgumentException(name + " is simulated over time, not explored");
        }
        if (!supports(info, version)) {
            throw new IllegalArgumentException("Go " + version.label() + " has no maps.Clone");
        }
        Map<String, String> values = new LinkedHashMap<>();
        info.parameters().forEach(p -> values.put(p.name(), p.check(parameters.get(p.name()))));
        parameters.keySet().stream().filter(p -> !values.containsKey(p)).findFirst().ifPresent(p -> {
            throw new IllegalArgumentException("the scenario " + name + " has no parameter " + p);
        });
        KeyKind kind = KeyKind.valueOf(values.getOrDefault(KEY_KIND, "uint64").toUpperCase(Locale.ROOT));
        if (info.category().equals(NIL)) {
            return nil(name, version, kind, seed, values);
        }
        String plain = info.guard() == Guard.NONE
                ? name
                : name.substring(0, Math.max(0, name.length() - info.guard().label().length() - 1));
        return plain.equals(DURING_GROWTH)
                ? duringGrowth(name, info.guard(), version, kind, seed, values)
                : pair(name, pair(plain), info.guard(), version, kind, seed, values);
    }

    private static Pair pair(String label) {
        // The short name of the guard that does not help stands for its simplest case.
        return Arrays.stream(Pair.values()).filter(p -> p.label.equals(label)).findFirst().orElse(Pair.WRITE_WRITE);
    }

    private static Scenario nil(String name, GoVersion version, KeyKind kind, long seed, Map<String, String> values) {
        NilCases cases = new NilCases(kind, version);
        Target panic = Target.message("assignment to entry in nil map");
        InitialMap map = new InitialMap(InitialMap.State.NIL, 0);
        List<Program> programs = switch (name) {
            case "nil-direct-write" -> cases.directWrite();
            case "nil-len-range" -> cases.lenAndRange();
            case "nil-parameter" -> cases.parameter();
            case "nil-sync-map" -> cases.syncMap();
            case "lost-init" -> cases.lostInit();
            case "typed-nil-interface" -> cases.typedNil();
            default -> throw new IllegalArgumentException("no scenario is called " + name);
        };
        Target target = switch (name) {
            case "nil-len-range" -> new Target(OutcomeType.NONE, null, null, 0, false);
            case "nil-sync-map" ->
                Target.message("runtime error: invalid memory address or nil pointer dereference");
            case "lost-init" -> new Target(OutcomeType.CORRUPTION, null, Corruption.LOST_MAP, 0, false);
            default -> panic;
        };
        return new Scenario(name, version, kind, map, programs, Guard.NONE, seed, Map.copyOf(values), target);
    }

    private static Scenario pair(String name, Pair pair, Guard guard, GoVersion version, KeyKind kind, long seed,
            Map<String, String> values) {
        int entries = Integer.parseInt(values.getOrDefault(ENTRIES, "3"));
        boolean fresh = Boolean.parseBoolean(values.getOrDefault(NEW_KEY, "true"));
        boolean same = Boolean.parseBoolean(values.getOrDefault(SAME_KEY, "false"));
        int first = fresh ? entries + 1 : 1;
        int second = same ? first : pair.other == Operation.ASSIGN ? first + 1 : pair.other == Operation.READ ? 2 : 1;
        GuardedCalls calls = new GuardedCalls(kind, version, guard);
        List<Program> programs = List.of(calls.program(Operation.ASSIGN, first, FIRST_VALUE),
                calls.program(pair.other, second, SECOND_VALUE));
        return new Scenario(name, version, kind, new InitialMap(InitialMap.State.FILLED, entries), programs, guard,
                seed, Map.copyOf(values), target(guard, pair.message(version)));
    }

    private static Scenario duringGrowth(String name, Guard guard, GoVersion version, KeyKind kind, long seed,
            Map<String, String> values) {
        InitialMap map = switch (values.getOrDefault(GROWTH, "start")) {
            case "evacuation" -> new InitialMap(InitialMap.State.DURING_GROWTH, ENTRIES_BEFORE_GROWTH);
            case "split" -> new InitialMap(InitialMap.State.BEFORE_SPLIT, ENTRIES_BEFORE_GROWTH);
            default -> new InitialMap(InitialMap.State.BEFORE_GROWTH, ENTRIES_BEFORE_GROWTH);
        };
        Pair pair = Arrays.stream(Pair.values())
                .filter(p -> label(p.other).equals(values.getOrDefault(OTHER, "assign"))).findFirst().orElseThrow();
        if (pair == Pair.CLONE_WRITE && !version.hasClone()) {
            throw new IllegalArgumentException("Go " + version.label() + " has no maps.Clone");
        }
        GuardedCalls calls = new GuardedCalls(kind, version, guard);
        int second = pair.other == Operation.ASSIGN ? NEW + 1 : 1;
        List<Program> programs = List.of(calls.program(Operation.ASSIGN, NEW, FIRST_VALUE),
                calls.program(pair.other, second, SECOND_VALUE));
        return new Scenario(name, version, kind, map, programs, guard, seed, Map.copyOf(values),
                guard.safe()
                        ? null
                        : new Target(OutcomeType.FATAL_ERROR, pair.message(version), null, SECOND, true));
    }

    /** The number of a key that no prepared map holds. */
    private static final int NEW = 10_000;

    private static @Nullable Target target(Guard guard, String message) {
        return guard.safe() ? null : new Target(OutcomeType.FATAL_ERROR, message, null, SECOND, false);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static List<ScenarioInfo> all() {
        List<ScenarioInfo> all = new ArrayList<>(nilCases());
        for (Pair pair : Pair.values()) {
            all.add(info(pair.label, pair.kind, Guard.NONE, pairParameters()));
        }
        all.add(info(DURING_GROWTH, WRITE_WRITE, Guard.NONE, growthParameters(Guard.NONE)));
        all.add(new ScenarioInfo(LOCK_CONVOY, key(LOCK_CONVOY), "GROWTH_CONTENTION", "LOCK_CONVOY", Guard.MUTEX, false,
                List.of(), List.of()));
        all.add(info(Guard.RWMUTEX_FILL_UNDER_RLOCK.label(), WRITE_WRITE, Guard.RWMUTEX_FILL_UNDER_RLOCK,
                pairParameters()));
        for (Guard guard : Guard.values()) {
            if (guard != Guard.NONE) {
                for (Pair pair : Pair.values()) {
                    all.add(info(pair.label + "-" + guard.label(), pair.kind, guard, pairParameters()));
                }
                all.add(info(DURING_GROWTH + "-" + guard.label(), WRITE_WRITE, guard, growthParameters(guard)));
            }
        }
        return all;
    }

    private static ScenarioInfo info(String name, String kind, Guard guard, List<Parameter> parameters) {
        return new ScenarioInfo(name, key(name), CONCURRENT, kind, guard, true, parameters, List.of());
    }

    private static String key(String name) {
        return "simulation.scenario." + name;
    }

    private static List<Parameter> pairParameters() {
        return List.of(Parameter.choice(KEY_KIND, "uint64", KINDS), Parameter.number(ENTRIES, 3, 1, 64),
                Parameter.flag(NEW_KEY, true), Parameter.flag(SAME_KEY, false),
                Parameter.choice(STEPS, ALL_STEPS, List.of(ALL_STEPS, MARK_STEPS)));
    }

    private static List<Parameter> growthParameters(Guard guard) {
        // A copy is written out of sight and a sync.Map has no such growth: there only the number of entries matters.
        boolean inPlace = guard != Guard.SYNC_MAP && guard != Guard.COPY_ON_WRITE;
        return List.of(Parameter.choice(KEY_KIND, "uint64", KINDS),
                Parameter.choice(GROWTH, "start",
                        inPlace ? List.of("start", "evacuation", "split") : List.of("start")),
                Parameter.choice(OTHER, "assign", Arrays.stream(Pair.values()).map(p -> label(p.other)).toList()));
    }

    private static List<ScenarioInfo> nilCases() {
        return List.of(
                nilCase("nil-direct-write", NIL_KIND, Verdict.SILENT, Verdict.REPORTS, Verdict.REPORTS,
                        Verdict.REPORTS, Verdict.SILENT, Verdict.PANICS),
                nilCase("nil-len-range", "NONE", Verdict.SILENT, Verdict.SOMETIMES, Verdict.SILENT, Verdict.SILENT,
                        Verdict.SILENT, Verdict.HARMLESS),
                nilCase("nil-parameter", NIL_KIND, Verdict.SILENT, Verdict.SILENT, Verdict.SILENT, Verdict.REPORTS,
                        Verdict.SILENT, Verdict.PANICS),
                nilCase("nil-sync-map", "NIL_DEREFERENCE", Verdict.SILENT, Verdict.SILENT, Verdict.SILENT,
                        Verdict.REPORTS, Verdict.SILENT, Verdict.PANICS),
                nilCase("lost-init", WRITE_WRITE, Verdict.SILENT, Verdict.SILENT, Verdict.SILENT, Verdict.SILENT,
                        Verdict.REPORTS, Verdict.SILENT_LOSS),
                nilCase("typed-nil-interface", NIL_KIND, Verdict.SILENT, Verdict.SILENT, Verdict.SILENT,
                        Verdict.SOMETIMES, Verdict.SILENT, Verdict.PANICS));
    }

    private static ScenarioInfo nilCase(String name, String kind, Verdict vet, Verdict nilness, Verdict sa5000,
            Verdict nilaway, Verdict race, Verdict runTime) {
        return new ScenarioInfo(name, key(name), NIL, kind, Guard.NONE, true,
                List.of(Parameter.choice(KEY_KIND, "uint64", KINDS)),
                List.of(new ToolCheck(Tool.COMPILER, Verdict.SILENT), new ToolCheck(Tool.VET, vet),
                        new ToolCheck(Tool.NILNESS, nilness), new ToolCheck(Tool.SA5000, sa5000),
                        new ToolCheck(Tool.NILAWAY, nilaway), new ToolCheck(Tool.RACE_DETECTOR, race),
                        new ToolCheck(Tool.RUN_TIME, runTime)));
    }

    /// The scenario that explains a crash.
    static Scenario explaining(Scenario.Facts facts) {
        return new Explanation(facts).scenario();
    }
}
