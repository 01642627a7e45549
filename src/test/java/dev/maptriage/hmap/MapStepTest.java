package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.hmap.MapStep.Field;
import org.junit.jupiter.api.Test;

class MapStepTest {

    private static MapStep step(StepAction action, Field field, int storage, int index, int slot) {
        return new MapStep("runtime.mapassign_fast64", action, field, storage, index, slot);
    }

    @Test
    void where_fieldOfTheMap_isItsNameInEachImplementation() {
        MapStep check = new MapStep("runtime.mapassign", StepAction.CHECK_FLAG, Field.FLAGS);
        assertThat(check.where(false)).isEqualTo("flags");
        assertThat(check.where(true)).isEqualTo("writing");
    }

    @Test
    void detail_storedMark_saysWhatWasThereBefore() {
        MapStep mark = step(StepAction.STORE_MARK, Field.MARK, 2, 5, 3);
        assertThat(mark.detail(false, 0, 0xc3))
                .isEqualTo("bucket[5].tophash[3] (#2) 00 -> c3");
        assertThat(mark.detail(true, 0x80, 0x11))
                .isEqualTo("group[5].ctrl[3] (#2) 80 -> 11");
    }

    @Test
    void where_fieldOfATable_namesItsTable() {
        assertThat(step(StepAction.STORE_GROWTH_LEFT, Field.GROWTH_LEFT, 2, 0, -1).detail(true, 7, 6))
                .isEqualTo("table.growthLeft (#2) 7 -> 6");
        assertThat(step(StepAction.STORE_DIRECTORY, Field.DIRECTORY, 2, 1, -1).where(true)).isEqualTo("directory[1]");
    }

    @Test
    void detail_probedWord_isInCellOrder() {
        MapStep probe = step(StepAction.PROBE, Field.MARK, 1, 0, -1);
        assertThat(probe.detail(false, 0x01c3L, 0x01c3L))
                .isEqualTo("bucket[0].tophash (#1) = c301000000000000");
    }

    @Test
    void conflictsWith_twoReads_neverDo() {
        MapStep read = new MapStep("a", StepAction.CHECK_FLAG, Field.FLAGS);
        MapStep write = new MapStep("b", StepAction.STORE_FLAG, Field.FLAGS);
        assertThat(read.conflictsWith(read)).isFalse();
        assertThat(read.conflictsWith(write)).isTrue();
        assertThat(write.conflictsWith(read)).isTrue();
        assertThat(write.conflictsWith(new MapStep("b", StepAction.STORE_COUNT, Field.COUNT))).isFalse();
    }

    @Test
    void conflictsWith_wholeBucketAndOneCell_do() {
        MapStep bucket = step(StepAction.COMPARE_KEY, Field.KEY, 1, 4, -1);
        assertThat(bucket.conflictsWith(step(StepAction.STORE_KEY, Field.KEY, 1, 4, 7))).isTrue();
        assertThat(bucket.conflictsWith(step(StepAction.STORE_KEY, Field.KEY, 1, 5, 7))).isFalse();
        assertThat(bucket.conflictsWith(step(StepAction.STORE_KEY, Field.KEY, 2, 4, 7))).isFalse();
        assertThat(step(StepAction.STORE_KEY, Field.KEY, 1, 4, 6)
                .conflictsWith(step(StepAction.STORE_KEY, Field.KEY, 1, 4, 7))).isFalse();
    }

    @Test
    void conflictsWith_wideSteps_alwaysDo() {
        MapStep evacuate = step(StepAction.EVACUATE_CELL, Field.MARK, 1, 4, 0);
        assertThat(evacuate.conflictsWith(new MapStep("a", StepAction.CHECK_FLAG, Field.FLAGS))).isTrue();
    }
}
