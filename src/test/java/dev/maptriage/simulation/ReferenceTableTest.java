package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The explorer's counts, with turns passing only at the seven steps of the writer's mark, against those of an
/// independent model of the mark.
class ReferenceTableTest {

    private static final long RUNS = 20_000;

    private static Exploration explore(GoVersion version, Operation... operations) {
        return Explorations.explore(Explorations.of(version, KeyKind.UINT64, 4, Map.of("steps", "flag"), operations),
                RUNS);
    }

    @ParameterizedTest
    @EnumSource(value = GoVersion.class, names = {"GO_1_24", "GO_1_26", "GO_1_27"}, mode = Mode.EXCLUDE)
    void twoWriters_classic_endAsTheModelSays(GoVersion version) {
        Exploration e = explore(version, Operation.ASSIGN, Operation.ASSIGN);

        assertThat(Explorations.counts(e)).containsExactlyInAnyOrderEntriesOf(
                Map.of("CHECK_FLAG", 658L, "RECHECK_FLAG", 1494L, "NONE []", 1280L));
        assertThat(e.counts()).extracting(Counts::schedules, Counts::fatal, Counts::silent, Counts::benign,
                Counts::separate, Counts::exhaustive, Counts::preemptionBound)
                .containsExactly(3432L, 2152L, 0L, 1280L, 20L, true, null);
        assertThat(e.complete()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = GoVersion.class, names = {"GO_1_24", "GO_1_26", "GO_1_27"})
    void twoWriters_swiss_mayLeaveTheMarkSet(GoVersion version) {
        Exploration e = explore(version, Operation.ASSIGN, Operation.ASSIGN);

        assertThat(Explorations.counts(e)).containsExactlyInAnyOrderEntriesOf(Map.of("CHECK_FLAG", 658L,
                "RECHECK_FLAG", 1440L, "NONE []", 914L, "CORRUPTION [FLAG_LEFT_SET]", 420L));
        assertThat(e.counts().separate()).isEqualTo(20);
        assertThat(e.counts().schedules()).isEqualTo(3432);
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void writerAndReader_onlyTheReaderNotices(GoVersion version) {
        Exploration e = explore(version, Operation.ASSIGN, Operation.READ);

        assertThat(Explorations.counts(e))
                .containsExactlyInAnyOrderEntriesOf(Map.of("CHECK_FLAG", 14L, "NONE []", 22L));
        assertThat(e.counts()).extracting(Counts::schedules, Counts::benign, Counts::separate)
                .containsExactly(36L, 22L, 10L);
        assertThat(e.outcomes()).filteredOn(o -> o.type().noticed()).extracting(Outcome::goroutine).containsOnly(2);
    }

    @ParameterizedTest
    @EnumSource(GoVersion.class)
    void writerAndTwoReaders_endAsTheModelSays(GoVersion version) {
        Exploration e = explore(version, Operation.ASSIGN, Operation.READ, Operation.READ);

        assertThat(e.counts()).extracting(Counts::schedules, Counts::fatal, Counts::silent, Counts::separate)
                .containsExactly(1980L, 1170L, 0L, 210L);
        assertThat(e.counts().benign() - e.counts().separate()).isEqualTo(600);
    }
}
