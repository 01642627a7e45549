package dev.maptriage.hmap.swiss;

import dev.maptriage.hmap.Entries;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A Swiss table, or the single group of a small map (`internal/runtime/maps/table.go`, `table`).
///
/// Go puts each control word before the slots of its group. Here the control words lie together, and each elem beside
/// its key as in Go, in [Entries], so that a lookup that misses reads one word of a small array, and one that hits one cache
/// line more:
///
/// ```
/// ctrls[g]                the control word of group g, one byte per slot, slot 0 lowest
/// ```
final class Table extends Entries {

    static final int SLOTS = CELLS;
    static final int MAX_CAPACITY = 1024;
    static final int MAX_AVG_GROUP_LOAD = 7;
    static final int STALE = -1;

    final int serial;
    final int capacity;
    final int lengthMask;
    final int localDepth;
    final long[] ctrls;
    int used;
    int growthLeft;
    int index;

    /// `newTable`: all slots empty.
    Table(int serial, int wanted, int index, int localDepth, boolean objectKeys) {
        super(groups(wanted), objectKeys);
        this.serial = serial;
        this.capacity = groups(wanted) * SLOTS;
        this.index = index;
        this.localDepth = localDepth;
        this.lengthMask = groups(wanted) - 1;
        this.ctrls = new long[groups(wanted)];
        Arrays.fill(ctrls, CtrlGroup.ALL_EMPTY);
        this.growthLeft = maxGrowthLeft();
    }

    /// `table.clone`.
    Table(int serial, Table from) {
        super(from);
        this.serial = serial;
        this.capacity = from.capacity;
        this.lengthMask = from.lengthMask;
        this.localDepth = from.localDepth;
        this.ctrls = from.ctrls.clone();
        this.used = from.used;
        this.growthLeft = from.growthLeft;
        this.index = from.index;
    }

    private static int groups(int wanted) {
        return alignUpPow2(Math.max(wanted, SLOTS)) / SLOTS;
    }

    static int alignUpPow2(int n) {
        return n <= 1 ? n : Integer.highestOneBit(n - 1) << 1;
    }

    /// How many slots an empty table may fill: 7/8 of them, and never all.
    int maxGrowthLeft() {
        return capacity <= SLOTS ? capacity - 1 : capacity * MAX_AVG_GROUP_LOAD / SLOTS;
    }

    int tombstones() {
        return capacity * MAX_AVG_GROUP_LOAD / SLOTS - used - growthLeft;
    }

    long ctrls(int g) {
        return ctrls[g];
    }

    int ctrl(int g, int i) {
        return (int) (ctrls[g] >>> (i << 3)) & 0xff;
    }

    void setCtrl(int g, int i, int ctrl) {
        int shift = i << 3;
        ctrls[g] = (ctrls[g] & ~(0xffL << shift)) | (long) ctrl << shift;
    }

    /// Wipes one group.
    void wipeGroup(int g) {
        wipeEntries(g);
        ctrls[g] = CtrlGroup.ALL_EMPTY;
    }

    /// `uncheckedPutSlot`: puts an entry known to be absent into a table without tombstones nobody else sees yet.
    /// Returns the group times eight plus the slot.
    int uncheckedPutSlot(long hash, long key, @Nullable Object ref, long elem) {
        if (growthLeft == 0) {
            throw new IllegalStateException("invariant failed: growthLeft is unexpectedly 0");
        }
        int g = (int) CtrlGroup.h1(hash) & lengthMask;
        for (int step = 1;; step++) {
            long match = CtrlGroup.matchEmptyOrDeleted(ctrls[g]);
            if (match != 0) {
                int i = CtrlGroup.first(match);
                setKey(g, i, key, ref);
                setElem(g, i, elem);
                growthLeft--;
                used++;
                setCtrl(g, i, CtrlGroup.h2(hash));
                return g * SLOTS + i;
            }
            g = (g + step) & lengthMask;
        }
    }

    /// [#uncheckedPutSlot] of a key that is a number, before [#countFull].
    void putPlain(long hash, long key, long elem) {
        int g = (int) CtrlGroup.h1(hash) & lengthMask;
        long was = ctrls[g];
        for (int step = 1; (was & CtrlGroup.ALL_EMPTY) == 0; step++) {
            g = (g + step) & lengthMask;
            was = ctrls[g];
        }
        long empty = was & CtrlGroup.ALL_EMPTY;
        ctrls[g] = CtrlGroup.filled(was, empty, CtrlGroup.h2(hash));
        int at = elemAt(g, empty);
        mem[at - 1] = key;
        mem[at] = elem;
    }

    /// Sets `used` and `growthLeft` of a table without tombstones to what its slots say.
    void countFull() {
        int full = 0;
        for (long word : ctrls) {
            full += Long.bitCount(CtrlGroup.matchFull(word));
        }
        used = full;
        growthLeft = maxGrowthLeft() - full;
    }
}
