package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.LineRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceWindowsTest {

    private static int lines(List<LineRange> ranges) {
        return ranges.stream().mapToInt(r -> r.last() - r.first() + 1).sum();
    }

    private static boolean shows(List<LineRange> ranges, int line) {
        return ranges.stream().anyMatch(r -> r.contains(line));
    }

    @Test
    void aSmallTextIsShownWhole() {
        assertThat(lines(TraceWindows.choose(Samples.readWrite(40), 177, null))).isEqualTo(177);
    }

    @Test
    void aLargeTextShowsWhatTheDiagnosisRestsOn() {
        List<LineRange> ranges = TraceWindows.choose(Samples.readWrite(10_000), 40_017, null);
        assertThat(lines(ranges)).isLessThan(100);
        for (int line : new int[]{1, 6, 7, 8, 14, 19}) {
            assertThat(shows(ranges, line)).as("line %d", line).isTrue();
        }
        assertThat(shows(ranges, 30_000)).isFalse();
    }

    @Test
    void whatTheReaderAsksForComesFirst() {
        List<LineRange> ranges = TraceWindows.choose(Samples.readWrite(10_000), 40_017, new LineRange(30_000, 30_100));
        assertThat(ranges.getFirst()).isEqualTo(new LineRange(30_000, 30_100));
        assertThat(shows(ranges, 1)).isTrue();
    }

    @Test
    void noPageShowsMoreThanAThousandLines() {
        List<LineRange> ranges = TraceWindows.choose(Samples.readWrite(10_000), 40_017, new LineRange(5, 40_000));
        assertThat(lines(ranges)).isEqualTo(TraceWindows.MAX_LINES);
        assertThat(shows(ranges, 1_004)).isTrue();
        assertThat(shows(ranges, 1_005)).isFalse();
    }

    @Test
    void rangesNeverOverlapAndNeverLeaveTheText() {
        List<LineRange> ranges = TraceWindows.choose(Samples.readWrite(40), 20, new LineRange(4, 900));
        assertThat(lines(ranges)).isEqualTo(20);
        assertThat(ranges).allSatisfy(r -> assertThat(r.last()).isLessThanOrEqualTo(20));
    }
}
