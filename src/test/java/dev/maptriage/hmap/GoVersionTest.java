package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoVersionTest {

    @ParameterizedTest
    @CsvSource({"go1.19.8,GO_1_19", "1.23,GO_1_23", "go1.24.4,GO_1_24", "1.24-noswissmap,GO_1_24_NOSWISSMAP",
        "go1.27.3,GO_1_27"})
    void of_release_isItsVersion(String release, GoVersion version) {
        assertThat(GoVersion.of(release)).contains(version);
    }

    @Test
    void of_unrecordedRelease_isNone() {
        assertThat(GoVersion.of("go1.20.1")).isEmpty();
        assertThat(GoVersion.of("go1.2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4,GO_1_19", "19,GO_1_19", "20,GO_1_19", "23,GO_1_23", "24,GO_1_24", "25,GO_1_24", "30,GO_1_27"})
    void closest_minor_isItselfOrTheNewestOlder(int minor, GoVersion version) {
        assertThat(GoVersion.closest(minor)).isEqualTo(version);
    }
}
