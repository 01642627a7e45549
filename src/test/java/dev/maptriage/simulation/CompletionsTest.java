package dev.maptriage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CompletionsTest {

    private final Completions completions = new Completions();

    @Test
    void count_withoutABound_isAllInterleavings() {
        assertThat(completions.count(new int[]{7, 7}, -1, Completions.UNBOUNDED)).isEqualTo(3432);
        assertThat(completions.count(new int[]{7, 2, 2}, 0, Completions.UNBOUNDED)).isEqualTo(1980);
        assertThat(completions.count(new int[]{500, 500}, -1, Completions.UNBOUNDED)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void count_withABound_growsToAllOfThem() {
        assertThat(completions.count(new int[]{3, 3}, -1, 0)).isEqualTo(2);
        // One goroutine is interrupted once, after its first or second step, and the other runs through.
        assertThat(completions.count(new int[]{3, 3}, -1, 1)).isEqualTo(2 + 2 * 2);
        assertThat(completions.count(new int[]{3, 3}, -1, 5)).isEqualTo(20);
        assertThat(completions.count(new int[]{2, 3, 1}, -1, 9))
                .isEqualTo(completions.count(new int[]{2, 3, 1}, -1, Completions.UNBOUNDED));
    }

    @Test
    void count_againstEverySchedule_isTheSame() {
        int[][] cases = {{4, 3}, {1, 5}, {2, 2, 3}, {3, 1, 1, 2}};
        for (int[] left : cases) {
            for (int current = -1; current < left.length; current++) {
                for (int bound = 0; bound < 6; bound++) {
                    assertThat(completions.count(left.clone(), current, bound))
                            .as("%s %d %d", Arrays.toString(left), current, bound)
                            .isEqualTo(oneByOne(left.clone(), current, bound));
                }
            }
        }
    }

    private static long oneByOne(int[] left, int current, int bound) {
        long ways = 0;
        boolean none = true;
        for (int g = 0; g < left.length; g++) {
            if (left[g] > 0) {
                none = false;
                int price = current >= 0 && left[current] > 0 && g != current ? 1 : 0;
                if (price <= bound) {
                    left[g]--;
                    ways += oneByOne(left, g, bound - price);
                    left[g]++;
                }
            }
        }
        return none ? 1 : ways;
    }

    @Test
    void count_threeLongGoroutines_takesNoTime() {
        assertThat(completions.count(new int[]{900, 900, 900}, -1, 6)).isGreaterThan(1_000_000_000L);
    }

    @Test
    void count_inTheMiddle_goesOnOrPaysForTheTurn() {
        assertThat(completions.count(new int[]{2, 1}, 0, 0)).isEqualTo(1);
        assertThat(completions.count(new int[]{2, 1}, 0, 1)).isEqualTo(3);
        assertThat(completions.count(new int[]{0, 1}, 0, 0)).isEqualTo(1);
    }
}
