package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.classic.ClassicState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassicMapTest extends GoMapContract {

    @Override
    GoMap make(MapSetup setup) {
        return ClassicMap.make(setup);
    }

    @Override
    GoMap make(MapSetup setup, long hint) {
        return ClassicMap.make(setup, hint);
    }

    @Override
    Stream<GoVersion> versions() {
        return Stream.of(GoVersion.values()).filter(v -> !v.swiss());
    }

    private static ClassicMap make(GoVersion version) {
        return ClassicMap.make(MapSetup.of(version, KeyKind.UINT64, 21));
    }

    @Test
    void make_swissRelease_isRefused() {
        assertThatThrownBy(() -> make(GoVersion.GO_1_24)).hasMessageContaining("Swiss");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void hashGrow_atTheLoadFactor_doublesOnTheNextNewKey(GoVersion version) {
        ClassicMap map = make(version);
        List<Long> grownAt = new ArrayList<>();
        int b = 0;
        for (long key = 1; key <= 1000; key++) {
            map.put(key, key);
            if (map.header().B() != b) {
                b = map.header().B();
                grownAt.add(key);
            }
        }
        // 6.5 entries per bucket, in Go 1.21 6.0; the 9th key always grows the first bucket.
        assertThat(grownAt).isEqualTo(version == GoVersion.GO_1_21
                ? List.of(9L, 13L, 25L, 49L, 97L, 193L, 385L, 769L)
                : List.of(9L, 14L, 27L, 53L, 105L, 209L, 417L, 833L));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void growWork_duringLookups_doesNothing(GoVersion version) {
        ClassicMap map = make(version);
        for (long key = 1; key <= 210; key++) {
            map.put(key, key);
        }
        ClassicState before = map.state();
        assertThat(before.header().growing()).isTrue();

        for (long key = 1; key <= 500; key++) {
            map.get(key);
        }
        for (MapIterator it = map.iterator(); !it.done(); it.next()) {
            assertThat(it.value()).isEqualTo(it.key());
        }

        assertThat(map.state().oldbuckets()).isEqualTo(before.oldbuckets());
        assertThat(map.header().nevacuate()).isEqualTo(before.header().nevacuate());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void growWork_onEachDelete_movesTwoBucketsUntilTheGrowthEnds(GoVersion version) {
        ClassicMap map = make(version);
        for (long key = 1; key <= 210; key++) {
            map.put(key, key);
        }
        int deletes = 0;
        while (map.header().growing()) {
            map.delete(10_000 + deletes++);
            map.checkInvariants();
        }
        assertThat(deletes).isBetween(4, 40);
        assertThat(map.len()).isEqualTo(210);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void mapdelete_lastEntry_drawsANewSeed(GoVersion version) {
        ClassicMap map = make(version);
        map.put(1, 1);
        map.put(2, 2);
        long seed = map.header().hash0();
        map.delete(1);
        assertThat(map.header().hash0()).isEqualTo(seed);
        map.delete(2);
        assertThat(map.header().hash0()).isNotEqualTo(seed);
    }

    /// The reason why 1.21 marks all cells before it clears (golang/go#59411).
    @ParameterizedTest
    @MethodSource("versions")
    void clear_duringIteration_endsItExceptIn119(GoVersion version) {
        boolean ghosts = false;
        for (int seed = 0; seed < 200; seed++) {
            ClassicMap map = ClassicMap.make(MapSetup.of(version, KeyKind.UINT64, seed));
            for (long key = 1; key <= 100; key++) {
                map.put(key, key);
            }
            MapIterator it = map.iterator();
            for (int n = 0; n < seed % 50; n++) {
                it.next();
            }
            map.clear();
            it.next();
            ghosts |= !it.done();
        }
        assertThat(ghosts).isEqualTo(version == GoVersion.GO_1_19);
    }

    @Test
    void print_smallMap_isReadable() {
        ClassicMap map = make(GoVersion.GO_1_23);
        map.put(7, 70);
        map.put(8, 80);
        map.delete(7);
        assertThat(map.print()).contains("count: 1", "flags: 0", "B: 0", "1:8=80", "oldbuckets: nil");
    }

    @Test
    void assign_watched_takesTheRuntimesSteps() {
        List<String> steps = new ArrayList<>();
        ClassicMap map = ClassicMap.make(MapSetup.of(GoVersion.GO_1_23, KeyKind.UINT64, 21)
                .watchedBy(step -> steps.add(step.action() + " " + step.where(false))));
        map.put(7, 70);
        assertThat(steps).containsExactly("CHECK_FLAG flags", "HASH hash0", "LOAD_FLAG flags", "STORE_FLAG flags",
                "LOAD_BUCKETS buckets", "STORE_FIRST buckets", "LOAD_SIZE B", "LOAD_OLDBUCKETS oldbuckets",
                "LOAD_BUCKETS buckets", "PROBE bucket[0].tophash (#1)", "CHECK_GROWTH oldbuckets",
                "CHECK_GROWTH count", "STORE_MARK bucket[0].tophash[0] (#1)",
                "STORE_KEY bucket[0].key[0] (#1)", "LOAD_COUNT_TO_CHANGE count", "STORE_COUNT count",
                "RECHECK_FLAG flags", "RELOAD_FLAG flags", "CLEAR_FLAG flags",
                "STORE_ELEM bucket[0].elem[0] (#1)");
        steps.clear();
        map.get(7);
        assertThat(steps).containsExactly("LOAD_COUNT count", "CHECK_FLAG flags", "LOAD_SIZE B", "LOAD_BUCKETS buckets",
                "PROBE bucket[0].tophash (#1)", "COMPARE_KEY bucket[0].key[0] (#1)",
                "LOAD_ELEM bucket[0].elem[0] (#1)");
    }

    @Test
    void assign_genericKinds_storeTheKeyBeforeItsMark() {
        List<StepAction> steps = new ArrayList<>();
        ClassicMap map = ClassicMap.make(MapSetup.of(GoVersion.GO_1_23, KeyKind.STRUCT, 21)
                .watchedBy(step -> steps.add(step.action())));
        map.put(new TranscriptKeys.Triple(1, 2, 3), 70);
        assertThat(steps).containsSubsequence(StepAction.STORE_KEY, StepAction.STORE_MARK, StepAction.STORE_COUNT);
    }
}
