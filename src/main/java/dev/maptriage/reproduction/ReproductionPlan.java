package dev.maptriage.reproduction;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Contention;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.simulation.Operation;
import dev.maptriage.simulation.Scenario;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a diagnosis is reproduced by: a recipe, or the reason why there is none.
///
/// What two goroutines and a map cannot explain is not simulated, since a picture of something else would only mislead.
sealed interface ReproductionPlan {
    /// Every incident of one kind gets the same seed, so that they share their result.
    long SEED = 1;

    /// It can be tried.
    record Possible(Recipe recipe) implements ReproductionPlan {}

    /// It cannot.
    ///
    /// @param reason key of the sentence that says why
    record Impossible(String reason) implements ReproductionPlan {}

    static ReproductionPlan of(Diagnosis diagnosis) {
        if (diagnosis.category() == Category.OTHER) {
            return new Impossible(ReproductionReasons.NOT_A_MAP);
        }
        if (diagnosis.insufficient()) {
            return new Impossible(ReproductionReasons.UNDECIDED);
        }
        return switch (diagnosis.kind()) {
            case NIL_MAP_ASSIGN, WRITE_WRITE, READ_WRITE, ITERATE_WRITE, CLONE_WRITE, MAP_CORRUPTION ->
                new Facts(diagnosis).plan();
            case LOCK_CONVOY -> new Possible(convoy(diagnosis));
            case GROWTH_OUT_OF_MEMORY -> new Impossible(ReproductionReasons.MEMORY);
            default -> new Impossible(ReproductionReasons.NO_SCENARIO);
        };
    }

    private static Recipe convoy(Diagnosis diagnosis) {
        Contention contention = diagnosis.contention();
        GoVersion version = Versions.of(diagnosis, null);
        Map<String, String> parameters = new TreeMap<>();
        if (contention != null) {
            parameters.put("goroutines", Integer.toString(Math.clamp(contention.waiters() + 1L, 2, 2_000)));
        }
        if (version.loadFactorNum() == 12) {
            // Go 1.21 grows at 6.0 entries a bucket: stand before that, not behind it.
            parameters.put("entries", "24000");
        }
        return new Recipe(Scenarios.CONVOY, version, SEED, parameters, null);
    }

    /// Turns a map crash into the facts that a scenario is made of.
    record Facts(Diagnosis diagnosis) {
        private static final String NIL_WRITE = "assignment to entry in nil map";
        private static final String WRITES = "concurrent map writes";
        private static final String READ_AND_WRITE = "concurrent map read and map write";
        private static final String ITERATION_AND_WRITE = "concurrent map iteration and map write";
        private static final String CLONE_AND_WRITE = "concurrent map clone and map write";
        private static final String SMALL_MAP = "small map with no empty slot (concurrent map writes?)";
        private static final List<String> TEXTS = List.of(SMALL_MAP, WRITES, READ_AND_WRITE, ITERATION_AND_WRITE,
                CLONE_AND_WRITE, NIL_WRITE);

        ReproductionPlan plan() {
            OperationType own = diagnosis.operation().type();
            OperationType other = diagnosis.counterpart().type();
            if (own == OperationType.LEN || other == OperationType.LEN) {
                return new Impossible(ReproductionReasons.LENGTH);
            }
            String message = message();
            GoVersion version = Versions.of(diagnosis, message);
            if (diagnosis.kind() == Kind.MAP_CORRUPTION && version.swiss()) {
                return new Impossible(ReproductionReasons.FAULT);
            }
            return new Possible(Scenarios.recipe(facts(own, other, message, version)));
        }

        /// The runtime's words. A report of the race detector has none; what the map itself would say stands in.
        private String message() {
            String said = diagnosis.message().strip();
            return TEXTS.stream().filter(said::contains).findFirst().orElseGet(() -> switch (diagnosis.kind()) {
                case NIL_MAP_ASSIGN -> NIL_WRITE;
                case WRITE_WRITE -> WRITES;
                case READ_WRITE -> READ_AND_WRITE;
                case ITERATE_WRITE -> ITERATION_AND_WRITE;
                case CLONE_WRITE -> CLONE_AND_WRITE;
                default -> said;
            });
        }

        /// Of a reader and a writer only the reader ever notices, and a race report may name either first.
        private Scenario.Facts facts(OperationType own, OperationType other, String message, GoVersion version) {
            boolean swap = own.writes() && !other.writes() && other != OperationType.UNKNOWN
                    && !message.equals(WRITES);
            return new Scenario.Facts(operation(swap ? other : own), operation(swap ? own : other), keyKind(), version,
                    diagnosis.operation().growing() || own == OperationType.GROW
                            || diagnosis.kind() == Kind.MAP_CORRUPTION,
                    message, SEED);
        }

        private static Operation operation(OperationType type) {
            return switch (type) {
                case ASSIGN, GROW, WRITE -> Operation.ASSIGN;
                case DELETE -> Operation.DELETE;
                case READ -> Operation.READ;
                case ITERATE -> Operation.ITERATE;
                case CLEAR -> Operation.CLEAR;
                case CLONE -> Operation.CLONE;
                case LEN -> Operation.LEN;
                case UNKNOWN -> Operation.UNKNOWN;
            };
        }

        private KeyKind keyKind() {
            return switch (diagnosis.operation().keyKind()) {
                case FAST32 -> KeyKind.UINT32;
                case FAST64, UNKNOWN -> KeyKind.UINT64;
                case FAST64PTR -> KeyKind.POINTER;
                case FASTSTR -> KeyKind.STRING;
                case GENERIC -> KeyKind.STRUCT;
            };
        }
    }

    /// The release to simulate: the one the text names, or one of those that print such a text.
    final class Versions {
        private static final Pattern MINOR = Pattern.compile("1\\.(\\d{1,4})(?:[.-].*)?");
        private static final List<GoVersion> SWISS = List.of(GoVersion.GO_1_27, GoVersion.GO_1_26, GoVersion.GO_1_24);
        private static final List<GoVersion> CLASSIC = List.of(GoVersion.GO_1_23, GoVersion.GO_1_22, GoVersion.GO_1_21,
                GoVersion.GO_1_19, GoVersion.GO_1_24_NOSWISSMAP);

        private Versions() {}

        static GoVersion of(Diagnosis diagnosis, @Nullable String message) {
            GoVersionRange range = diagnosis.goVersion();
            MapImplementation map = diagnosis.kind() == Kind.MAP_CORRUPTION
                    && diagnosis.mapImplementation() == MapImplementation.UNKNOWN
                            ? MapImplementation.CLASSIC
                            : diagnosis.mapImplementation();
            int exact = minor(range.exact());
            if (exact > 0) {
                return exact >= 24 && map == MapImplementation.CLASSIC
                        ? GoVersion.GO_1_24_NOSWISSMAP
                        : GoVersion.closest(exact);
            }
            List<GoVersion> candidates = switch (map) {
                case SWISS -> SWISS;
                case CLASSIC -> CLASSIC;
                case UNKNOWN -> Stream.concat(SWISS.stream(), CLASSIC.stream()).toList();
            };
            int first = minor(range.atLeast());
            int end = range.below() == null ? Integer.MAX_VALUE : minor(range.below());
            return candidates.stream().filter(version -> says(version, message)).filter(
                    version -> first <= 0 || minor(version.label()) >= first || GoVersion.closest(first) == version)
                    .filter(version -> minor(version.label()) < end).findFirst().orElse(candidates.getFirst());
        }

        /// Whether this release has the message at all.
        private static boolean says(GoVersion version, @Nullable String message) {
            if (Facts.CLONE_AND_WRITE.equals(message)) {
                return version.hasClone() && (!version.swiss() || version.cloneCopiesStructure());
            }
            return !Facts.SMALL_MAP.equals(message) || (version.swiss() && !version.searchesFullSmallMap());
        }

        /// The minor number of `1.24` or `1.24.4`; -1 without one.
        private static int minor(@Nullable String version) {
            Matcher matcher = MINOR.matcher(version == null ? "" : version);
            return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
        }
    }
}
