package dev.maptriage.hmap.swiss;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A Swiss table, or the single group of a small map (`internal/runtime/maps/table.go`, `table`).
///
/// Go puts each control word before the slots of its group. Here the control words lie together, and each elem beside
/// its key as in Go, so that a lookup that misses reads one word of a small array, and one that hits one cache line more:
///
/// ```
/// ctrls[g]                the control word of group g, one byte per slot, slot 0 lowest
/// mem[16 g + 2i], + 1     key (the number, or of a string its length) and elem of slot i
/// ```
///
/// Keys that are objects lie beside it in `refs`, eight per group.
final class Table {

    /// Keys and elems of a group, in words.
    static final int WORDS = 16;
    static final int SLOTS = 8;
    static final int MAX_CAPACITY = 1024;
    static final int MAX_AVG_GROUP_LOAD = 7;
    static final int STALE = -1;

    private static final @Nullable Object[] NO_REFS = {};

    final int serial;
    final int capacity;
    final int lengthMask;
    final int localDepth;
    final long[] ctrls;
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
        this.ctrls = new long[groups];
        Arrays.fill(ctrls, CtrlGroup.ALL_EMPTY);
        this.mem = new long[groups * WORDS];
        this.refs = objectKeys ? new Object[capacity] : NO_REFS;
        this.growthLeft = maxGrowthLeft();
    }

    /// `table.clone`.
    Table(int serial, Table from) {
        this.serial = serial;
        this.capacity = from.capacity;
        this.lengthMask = from.lengthMask;
        this.localDepth = from.localDepth;
        this.ctrls = from.ctrls.clone();
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
        return ctrls[g];
    }

    int ctrl(int g, int i) {
        return (int) (ctrls[g] >>> (i << 3)) & 0xff;
    }

    void setCtrl(int g, int i, int ctrl) {
        int shift = i << 3;
        ctrls[g] = (ctrls[g] & ~(0xffL << shift)) | (long) ctrl << shift;
    }

    /// The word of a slot's key; the elem is the next one.
    static int keyAt(int g, int i) {
        return g * WORDS + 2 * i;
    }

    /// The word of the elem of the first slot of a set, as [CtrlGroup] gives them: of slot i that is bit 8i + 7. The key is
    /// the word before it.
    static int elemAt(int g, long set) {
        return g * WORDS | Long.numberOfTrailingZeros(set) >>> 2;
    }

    /// Whether the key before this elem is that number or, if there is one, that string.
    boolean holds(int elemAt, long key, @Nullable String string) {
        return string == null ? mem[elemAt - 1] == key : string.equals(refs[elemAt >> 1]);
    }

    /// Stores an elem and the key before it: a number, or the length of the string beside it.
    void put(int elemAt, long key, @Nullable String string, long value) {
        mem[elemAt - 1] = key;
        mem[elemAt] = value;
        if (string != null) {
            refs[elemAt >> 1] = string;
        }
    }

    long key(int g, int i) {
        return mem[keyAt(g, i)];
    }

    void setKey(int g, int i, long key, @Nullable Object ref) {
        mem[keyAt(g, i)] = key;
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
        return mem[keyAt(g, i) + 1];
    }

    void setElem(int g, int i, long elem) {
        mem[keyAt(g, i) + 1] = elem;
    }

    /// Wipes one group.
    void wipeGroup(int g) {
        Arrays.fill(mem, g * WORDS, (g + 1) * WORDS, 0);
        ctrls[g] = CtrlGroup.ALL_EMPTY;
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
