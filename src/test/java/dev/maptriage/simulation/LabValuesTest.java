package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LabValuesTest {

    static Stream<List<LabParameter>> tables() {
        return Stream.of(LockConvoy.PARAMETERS, RaceWindow.PARAMETERS, GrowthLab.PARAMETERS, Alternatives.PARAMETERS);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyDefaultIsAllowed(List<LabParameter> table) {
        LabValues defaults = LabValues.of(table, Map.of());
        assertThat(LabValues.of(table, defaults.all()).all()).isEqualTo(defaults.all());
    }

    @ParameterizedTest
    @CsvSource({"inserts,9", "inserts,500001", "inserts,1.5", "inserts,NaN", "inserts,many", "inserts,-1",
        "goVersion,1.18", "goVersion,2", "inserts,1e99", "inserts,Infinity"})
    void whatCannotBeIsRefusedByName(String name, String value) {
        LabRefusal refusal = catchThrowableOfType(LabRefusal.class,
                () -> LabValues.of(GrowthLab.PARAMETERS, Map.of(name, value)));
        assertThat(refusal.field()).isEqualTo(name);
        assertThat(refusal.value()).isEqualTo(value);
        assertThat(refusal.parameter()).isNotNull();
    }

    @Test
    void anUnknownSettingIsRefusedWithTheKnownOnes() {
        LabRefusal refusal = catchThrowableOfType(LabRefusal.class,
                () -> LabValues.of(GrowthLab.PARAMETERS, Map.of("insert", "5")));
        assertThat(refusal.known()).contains("inserts", "hint", "seed", "goVersion");
        assertThat(refusal.parameter()).isNull();
    }

    @Test
    void anEmptyValueIsTheDefaultAndWordsMayBeSmall() {
        assertThat(LabValues.of(GrowthLab.PARAMETERS, Map.of("inserts", " ")).whole("inserts")).isEqualTo(60_000);
        assertThat(LabValues.of(LockConvoy.PARAMETERS, Map.of("lock", "rwmutex")).text("lock")).isEqualTo("RWMUTEX");
        assertThat(LabValues.of(GrowthLab.PARAMETERS, Map.of("inserts", "2e3")).whole("inserts")).isEqualTo(2_000);
    }

    @Test
    void numbersHaveNoNeedlessDigits() {
        assertThat(GrowthLab.PARAMETERS.get(1).least()).isEqualTo("10");
        assertThat(GrowthLab.PARAMETERS.get(1).most()).isEqualTo("500000");
    }
}
