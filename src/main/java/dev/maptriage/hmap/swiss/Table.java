package dev.maptriage.hmap.swiss;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A Swiss table, or the single group of a small map (`internal/runtime/maps/table.go`, `table`).
///
/// A group is 17 words, laid out as Go lays out the group of a `map[uint64]uint64`, so that the same operation touches
/// the same cache lines:
///
/// ```
/// word  0              control word, one byte per slot, slot 0 lowest
/// words 1 + 2i, 2 + 2i key (the number, or of a string its length) and elem of slot i
/// ```
///
/// Keys that are objects lie beside it in `refs`, eight per group.
final class Table {

    static final int WORDS = 17;
    static final int SLOTS = 8;
    static final int MAX_CAPACITY = 1024;
    static final int MAX_AVG_GROUP_LOAD = 7;
    static final int STALE = -1;

    private static final @Nullable Object[] NO_REFS = {};

    final int serial;
    final int capacity;
    final int lengthMask;
    final int localDepth;
    final long[] mem;
    final @Nullable Object[] refs;
    int used;
    int growthLeft;
    int index;

    /// `newTable`: all slots empty.
    Table(int serial, int wanted, int index, int localDepth, boolean objectKeys) {
        this.serial = serial;
        this.capacity = alignUpPow2(Math.max(wanted, SLOTS));
        this.index = index;
        this.localDepth = localDepth;
        int groups = capacity / SLOTS;
        this.lengthMask = groups - 1;
        this.mem = new long[groups * WORDS];
        for (int g = 0; g < groups; g++) {
            mem[g * WORDS] = CtrlGroup.ALL_EMPTY;
        }
        this.refs = objectKeys ? new Object[capacity] : NO_REFS;
        this.growthLeft = maxGrowthLeft();
    }

    /// `table.clone`.
    Table(int serial, Table from) {
        this.serial = serial;
        this.capacity = from.capacity;
        this.lengthMask = from.lengthMask;
        this.localDepth = from.localDepth;
        this.mem = from.mem.clone();
        this.refs = from.refs.clone();
        this.used = from.used;
        this.growthLeft = from.growthLeft;
        this.index = from.index;
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
        return mem[g * WORDS];
    }

    int ctrl(int g, int i) {
        return (int) (mem[g * WORDS] >>> (i << 3)) & 0xff;
    }

    void setCtrl(int g, int i, int ctrl) {
        int shift = i << 3;
        mem[g * WORDS] = (mem[g * WORDS] & ~(0xffL << shift)) | (long) ctrl << shift;
    }

    long key(int g, int i) {
        return mem[g * WORDS + 1 + 2 * i];
    }

    void setKey(int g, int i, long key, @Nullable Object ref) {
        mem[g * WORDS + 1 + 2 * i] = key;
        if (refs.length != 0) {
            refs[g * SLOTS + i] = ref;
        }
    }

    @Nullable
    Object ref(int g, int i) {
        return refs.length == 0 ? null : refs[g * SLOTS + i];
    }

    void clearRef(int g, int i) {
        if (refs.length != 0) {
            refs[g * SLOTS + i] = null;
        }
    }

    long elem(int g, int i) {
        return mem[g * WORDS + 2 + 2 * i];
    }

    void setElem(int g, int i, long elem) {
        mem[g * WORDS + 2 + 2 * i] = elem;
    }

    /// Wipes one group.
    void wipeGroup(int g) {
        Arrays.fill(mem, g * WORDS, (g + 1) * WORDS, 0);
        mem[g * WORDS] = CtrlGroup.ALL_EMPTY;
        if (refs.length != 0) {
            Arrays.fill(refs, g * SLOTS, (g + 1) * SLOTS, null);
        }
    }

    /// `uncheckedPutSlot`: puts an entry known to be absent into a table without tombstones nobody else sees yet.
    /// Returns the group times eight plus the slot.
    int uncheckedPutSlot(long hash, long key, @Nullable Object ref, long elem) {
        if (growthLeft == 0) {
            throw new IllegalStateException("invariant failed: growthLeft is unexpectedly 0");
        }
        int g = (int) CtrlGroup.h1(hash) & lengthMask;
        for (int step = 1;; step++) {
            long match = CtrlGroup.matchEmptyOrDeleted(mem[g * WORDS]);
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
}
