package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class ReleasesTest {

    @ParameterizedTest
    @CsvSource({"v1.9.0, v1.10.0", "1.2, 1.2.1", "v2.0.0-rc.1, v2.0.0", "v2.0.0-rc.2, v2.0.0-rc.10",
        "cart@1.2.3, cart@1.2.4", "2026.01.31, 2026.02.01"})
    void knowsTheOlderRelease(String older, String newer) {
        assertThat(Releases.isOlder(older, newer)).isTrue();
        assertThat(Releases.isOlder(newer, older)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"v1.0.0, v1.0.0", "v1.0, v1.0.0", "1234567, 7654321", "9f86d08, v1", "main, v1", ", v1", "v1,"})
    void claimsNoOrderWhereThereIsNone(String a, String b) {
        assertThat(Releases.isOlder(a, b)).isFalse();
    }
}
