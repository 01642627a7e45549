package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.hmap.RuntimeFault.Panic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NilMapTest {

    @ParameterizedTest
    @CsvSource({"UINT64,runtime.mapassign_fast64", "UINT32,runtime.mapassign_fast32",
        "STRING,runtime.mapassign_faststr",
        "POINTER,runtime.mapassign_fast64ptr", "FLOAT64,runtime.mapassign", "STRUCT,runtime.mapassign",
        "INTERFACE,runtime.mapassign"})
    void assign_nilMap_panicsInTheKindsOwnFunction(KeyKind kind, String function) {
        NilMap map = new NilMap(MapSetup.of(GoVersion.GO_1_23, kind, 1));
        assertThatThrownBy(() -> TestKeys.put(map, TestKeys.key(kind, 1), 1)).isInstanceOfSatisfying(Panic.class,
                panic -> {
                    assertThat(panic.text()).isEqualTo("assignment to entry in nil map");
                    assertThat(panic.function()).isEqualTo(function);
                });
    }

    @ParameterizedTest
    @EnumSource
    void readsDeletesAndClear_nilMap_areNoOps(KeyKind kind) {
        NilMap map = new NilMap(MapSetup.of(GoVersion.GO_1_27, kind, 1));
        Object key = TestKeys.key(kind, 1);
        assertThat(TestKeys.get(map, key)).isZero();
        assertThat(TestKeys.contains(map, key)).isFalse();
        assertThat(map.len()).isZero();
        assertThat(map.iterator().done()).isTrue();
        TestKeys.delete(map, key);
        map.clear();
        map.checkInvariants();
        assertThat(map.print()).isEqualTo("nil map\n");
    }

    @ParameterizedTest
    @EnumSource
    void unhashableKey_nilMap_panicsOnReadButNotBeforeTheNilCheckOnAssign(GoVersion version) {
        NilMap map = new NilMap(MapSetup.of(version, KeyKind.INTERFACE, 1));
        UnhashableKey slice = new UnhashableKey("[]int");
        assertThatThrownBy(() -> map.get(slice)).hasMessage(version.unhashableOnEmpty("[]int"));
        assertThatThrownBy(() -> map.put(slice, 1)).hasMessage("assignment to entry in nil map");
    }
}
