package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.hmap.swiss.SwissMap;
import dev.maptriage.hmap.swiss.SwissState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SwissMapTest extends GoMapContract {

    @Override
    GoMap make(MapSetup setup) {
        return SwissMap.make(setup);
    }

    @Override
    GoMap make(MapSetup setup, long hint) {
        return SwissMap.make(setup, hint);
    }

    @Override
    Stream<GoVersion> versions() {
        return Stream.of(GoVersion.values()).filter(GoVersion::swiss);
    }

    private static SwissMap make(GoVersion version, KeyKind kind) {
        return SwissMap.make(MapSetup.of(version, kind, 21));
    }

    private static SwissMap filled(GoVersion version, int entries) {
        SwissMap map = make(version, KeyKind.UINT64);
        for (long key = 1; key <= entries; key++) {
            map.put(key, key);
        }
        return map;
    }

    @Test
    void make_classicRelease_isRefused() {
        assertThatThrownBy(() -> make(GoVersion.GO_1_23, KeyKind.UINT64)).hasMessageContaining("classic");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void assign_existingKeyInAFullSmallMap_growsItUpTo126(GoVersion version) {
        SwissMap map = filled(version, 8);
        map.put(3, 33);
        assertThat(map.header().dirLen()).isEqualTo(version == GoVersion.GO_1_27 ? 0 : 1);
        assertThat(map.get(3)).isEqualTo(33);
        map.put(9, 9);
        assertThat(map.header().dirLen()).isEqualTo(1);
        assertThat(map.state().tables().getFirst().facts().capacity()).isEqualTo(16);
        map.checkInvariants();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void grow_singleTable_doublesAtSevenEighths(GoVersion version) {
        SwissMap map = make(version, KeyKind.UINT64);
        List<Long> grownAt = new ArrayList<>();
        int capacity = 0;
        for (long key = 1; key <= 896; key++) {
            map.put(key, key);
            List<SwissState.TableState> tables = map.state().tables();
            if (!tables.isEmpty() && tables.getFirst().facts().capacity() != capacity) {
                capacity = tables.getFirst().facts().capacity();
                grownAt.add(key);
            }
        }
        assertThat(grownAt).containsExactly(9L, 15L, 29L, 57L, 113L, 225L, 449L);
        assertThat(map.header().tables()).isEqualTo(1);
        map.put(897, 1);
        assertThat(map.header().tables()).isEqualTo(2);
        assertThat(map.header().dirLen()).isEqualTo(2);
        map.checkInvariants();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void split_manyTables_keepsTheDirectoryWhole(GoVersion version) {
        SwissMap map = make(version, KeyKind.UINT64);
        for (int key = 1; key <= 20_000; key++) {
            map.put(key, key);
            if (key % 500 == 0) {
                map.checkInvariants();
            }
        }
        assertThat(map.header().tables()).isBetween(23, 64);
        assertThat(Integer.bitCount(map.header().dirLen())).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void delete_fromAFullGroup_leavesATombstone(GoVersion version) {
        SwissMap map = filled(version, 800);
        for (long key = 1; key <= 800; key++) {
            map.delete(key);
            map.checkInvariants();
        }
        assertThat(map.len()).isZero();
        assertThat(map.header().tombstonePossible()).isEqualTo(version.tracksTombstones());
        long seed = map.header().seed();
        map.clear();
        boolean cleared = map.header().seed() != seed;
        assertThat(cleared).as("clear of an empty map with tombstones").isEqualTo(version.tracksTombstones());
        map.checkInvariants();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void pruneTombstones_churnAtConstantSize_growsOnlyWhereTheKindDoesNotPrune(GoVersion version) {
        for (KeyKind kind : List.of(KeyKind.UINT64, KeyKind.POINTER, KeyKind.FLOAT64)) {
            SwissMap map = make(version, kind);
            int live = 600;
            for (int n = 0; n < 60_000; n++) {
                TestKeys.put(map, TestKeys.key(kind, n), n);
                if (n >= live) {
                    TestKeys.delete(map, TestKeys.key(kind, n - live));
                }
            }
            map.checkInvariants();
            int tables = map.header().tables();
            assertThat(tables).as(version + " " + kind)
                    .satisfies(t -> assertThat(t == 1).isEqualTo(version.prunesTombstones(kind)));
        }
    }

    @Test
    void print_smallMap_isReadable() {
        SwissMap map = make(GoVersion.GO_1_26, KeyKind.UINT64);
        map.put(7, 70);
        assertThat(map.print()).contains("used: 1", "writing: 0", "0:7=70");
    }

    @Test
    void assign_watched_takesTheRuntimesSteps() {
        List<String> steps = new ArrayList<>();
        SwissMap map = SwissMap.make(MapSetup.of(GoVersion.GO_1_26, KeyKind.UINT64, 21)
                .watchedBy(step -> steps.add(step.action() + " " + step.where(true))));
        map.put(7, 70);
        assertThat(steps).containsExactly("CHECK_FLAG writing", "HASH seed", "LOAD_FLAG writing",
                "STORE_FLAG writing", "LOAD_BUCKETS dirPtr", "STORE_FIRST dirPtr", "LOAD_SIZE dirLen",
                "LOAD_COUNT used", "LOAD_BUCKETS dirPtr", "PROBE group[0].ctrl (#1)",
                "PROBE group[0].ctrl (#1)", "STORE_KEY group[0].key[0] (#1)",
                "STORE_MARK group[0].ctrl[0] (#1)", "LOAD_COUNT_TO_CHANGE used", "STORE_COUNT used",
                "RECHECK_FLAG writing", "RELOAD_FLAG writing", "CLEAR_FLAG writing",
                "STORE_ELEM group[0].elem[0] (#1)");
    }
}
