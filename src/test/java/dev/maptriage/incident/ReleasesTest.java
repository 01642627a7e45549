package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class ReleasesTest {

    @ParameterizedTest
    @CsvSource({"v1.9.0, v1.10.0", "1.2, 1.2.1", "v2.0.0-rc.1, v2.0.0", "v2.0.0-rc.2, v2.0.0-rc.10",
        "cart@1.2.3, cart@1.2.4", "2026.01.31, 2026.02.01", "2026-11-9, 2026-11-23", "2026-11-23, 2026-11-23.1",
        "20261122, 20261123", "20261123-0900, 20261123-1015", "2026-11-22T10:00:00Z, 2026-11-23T09:00:00Z", "999, 1000",
        "build-1199, build-1200", "b1199, 1200", "7523423412, 7523423413", "#41, #42", "go1.24, go1.25", "1.9, v1.10",
        "release-1.2, release/1.3", "v1.2.3, v1.2.3-14-gabcdef1", "v1.2.3-2-gabcdef1, v1.2.3-14-g1234567",
        "v1.2.3-14-gabcdef1, v1.2.4", "v2.0.0-rc9, v2.0.0-rc10", "v2.0.0-alpha.1, v2.0.0-beta", "1234567, 7654321",
        "v0.0.0-20261122101112-abcdef123456, v0.0.0-20261123101112-123456abcdef"})
    void knowsTheOlderRelease(String older, String newer) {
        assertThat(Releases.isOlder(older, newer)).isTrue();
        assertThat(Releases.isOlder(newer, older)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"v1.0.0, v1.0.0", "v1.0, v1.0.0", "9f86d08, v1", "v1, 9f86d08", "main, v1",
        "cart@1.2, shop@1.3", "1234, 1.2.3", "1.2.3, 1234", "1.2.3+a, 1.2.3+b", "abcdef1, 1234567", ", v1", "v1,"})
    void claimsNoOrderWhereThereIsNone(String a, String b) {
        assertThat(Releases.isOlder(a, b)).isFalse();
    }
}
