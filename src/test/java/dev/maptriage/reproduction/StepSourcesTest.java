package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.StepFunctions;
import dev.maptriage.reproduction.StepSources.StepSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every step that the engine takes has its place in Go's own source.
class StepSourcesTest {
    private final StepSources sources = new StepSources();

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void everyStepOfTheRuntimeHasItsLine(GoVersion version) {
        List<String> missing = new ArrayList<>();
        for (String step : StepFunctions.of(version)) {
            String[] parts = step.split("\t", -1);
            if (!parts[0].equals("caller") && sources.find(version, parts[0], parts[1]).isEmpty()) {
                missing.add(step);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theToggleOfTheWritersMarkIsALoadAndAStoreThatNothingLocks() {
        StepSource classic = sources.find(GoVersion.GO_1_23, "runtime.mapassign_fast64", "STORE_FLAG").orElseThrow();
        assertThat(classic.release()).isEqualTo("go1.23.5");
        assertThat(classic.href())
                .isEqualTo("https://github.com/golang/go/blob/go1.23.5/src/runtime/map_fast64.go#L127");
        assertThat(classic.instructions()).anyMatch(i -> i.startsWith("XORL $0x4"))
                .noneMatch(i -> i.startsWith("LOCK"));
        StepSource swiss = sources.find(GoVersion.GO_1_26, "runtime.mapassign_fast64", "STORE_FLAG").orElseThrow();
        assertThat(swiss.file()).isEqualTo("src/internal/runtime/maps/runtime_fast64.go");
        assertThat(swiss.instructions()).anyMatch(i -> i.startsWith("XORL $0x1"));
    }

    @Test
    void stepsOfLocksHaveNone() {
        assertThat(sources.find(GoVersion.GO_1_23, "sync.(*Mutex).Lock", "LOCK")).isEmpty();
    }
}
