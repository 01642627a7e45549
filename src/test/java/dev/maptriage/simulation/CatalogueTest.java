package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.maptriage.hmap.GoVersion;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueTest {

    private static final long RUNS = 600;
    private static final long RUNS_OF_GROWTH = 2_000;

    @Test
    void scenarios_haveNamesOfTheirOwn() {
        List<String> names = Catalogue.scenarios().stream().map(ScenarioInfo::name).toList();

        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
        assertThat(names).contains("nil-direct-write", "nil-len-range", "nil-parameter", "nil-sync-map", "lost-init",
                "typed-nil-interface", "write-write", "read-write", "iterate-write", "delete-write", "clear-write",
                "clone-write", "write-during-growth", "lock-convoy", "rwmutex-fill-under-rlock",
                "read-write-copy-on-write", "write-during-growth-sharded");
    }

    @Test
    void scenarios_haveTitles() throws IOException {
        Properties words = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/messages.properties"))) {
            words.load(in);
        }

        assertThat(Catalogue.scenarios()).extracting(ScenarioInfo::titleKey).isSubsetOf(words.stringPropertyNames());
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void withoutAGuard_endsWithTheMessageOfTheRelease(GoVersion version) {
        for (ScenarioInfo info : explorable(version)) {
            if (info.guard() == Guard.NONE && info.category().equals("CONCURRENT_WRITE")) {
                Exploration e = explore(info, version);
                assertThat(e.reproduced()).as(info.name()).isTrue();
                assertThat(e.witness().outcome().message()).as(info.name()).isEqualTo(message(info.name(), version));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void behindASafeGuard_noInterleavingFails(GoVersion version) {
        for (ScenarioInfo info : explorable(version)) {
            if (info.guard().safe()) {
                Exploration e = explore(info, version);
                assertThat(e.outcomes()).as("%s: %s", info.name(), e.outcomes()).extracting(Outcome::type)
                        .containsOnly(OutcomeType.NONE);
                assertThat(e.counts().fatal() + e.counts().silent()).isZero();
                assertThat(e.reproduced()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void readLockAroundWrites_failsAllTheSame(GoVersion version) {
        for (ScenarioInfo info : explorable(version)) {
            if (info.guard() == Guard.RWMUTEX_FILL_UNDER_RLOCK) {
                Exploration e = explore(info, version);
                assertThat(e.reproduced()).as(info.name()).isTrue();
                assertThat(e.witness().outcome().type()).isEqualTo(OutcomeType.FATAL_ERROR);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void nilMaps_endAsTheArticleOrRealityHasIt(GoVersion version) {
        for (String name : List.of("nil-direct-write", "nil-parameter", "typed-nil-interface")) {
            Exploration e = explore(name, version, Map.of());
            assertThat(e.witness().outcome()).extracting(Outcome::type, Outcome::message, Outcome::function)
                    .containsExactly(OutcomeType.PANIC, "assignment to entry in nil map", "runtime.mapassign_fast64");
            assertThat(e.complete()).isTrue();
        }
        assertThat(explore("nil-len-range", version, Map.of()).counts().benign()).isEqualTo(1);
        assertThat(explore("nil-sync-map", version, Map.of()).witness().outcome().message())
                .isEqualTo("runtime error: invalid memory address or nil pointer dereference");
        Exploration lost = explore("lost-init", version, Map.of());
        assertThat(lost.reproduced()).isTrue();
        assertThat(lost.witness().outcome().corruptions()).contains(Corruption.LOST_MAP);
        assertThat(lost.witness().outcome().message()).isNull();
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void duringGrowth_theWitnessStandsInTheGrowth(GoVersion version) {
        for (String growth : List.of("start", "evacuation", "split")) {
            Exploration e = Explorations.explore(
                    Catalogue.scenario("write-during-growth", version, 1, Map.of("growth", growth)), RUNS_OF_GROWTH);
            assertThat(e.witness().steps()).as("%s %s", version, growth)
                    .anyMatch(s -> s.function().matches(".*(hashGrow|evacuate|growWork|growToTable|grow|split).*"));
        }
    }

    @Test
    void nilCases_saySomethingOfEveryTool() {
        assertThat(Catalogue.scenarios()).filteredOn(i -> i.category().equals("NIL_MAP_WRITE")).hasSize(6)
                .allSatisfy(i -> assertThat(i.checks()).extracting(ToolCheck::tool)
                        .containsExactly(ToolCheck.Tool.values()));
    }

    @Test
    void unknownNamesAndValues_areRefusedWithAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.scenario("read-read", GoVersion.GO_1_23, 1, Map.of()))
                .withMessage("no scenario is called read-read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.scenario("write-write", GoVersion.GO_1_23, 1, Map.of("entries", "many")))
                .withMessage("entries cannot be many: it is a number from 1 to 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.scenario("write-write", GoVersion.GO_1_23, 1, Map.of("colour", "red")))
                .withMessage("the scenario write-write has no parameter colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.scenario("clone-write", GoVersion.GO_1_19, 1, Map.of()))
                .withMessage("Go 1.19 has no maps.Clone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalogue.scenario("lock-convoy", GoVersion.GO_1_19, 1, Map.of()));
    }

    private static List<ScenarioInfo> explorable(GoVersion version) {
        return Catalogue.scenarios().stream().filter(i -> i.explorable() && Catalogue.supports(i, version)).toList();
    }

    private static Exploration explore(ScenarioInfo info, GoVersion version) {
        return explore(info.name(), version, Map.of());
    }

    private static Exploration explore(String name, GoVersion version, Map<String, String> parameters) {
        return Explorations.explore(Catalogue.scenario(name, version, 1, parameters), RUNS);
    }

    private static String message(String name, GoVersion version) {
        return switch (name) {
            case "read-write" -> "concurrent map read and map write";
            case "iterate-write" -> "concurrent map iteration and map write";
            case "clone-write" -> version == GoVersion.GO_1_24
                    ? "concurrent map iteration and map write"
                    : "concurrent map clone and map write";
            default -> "concurrent map writes";
        };
    }
}
