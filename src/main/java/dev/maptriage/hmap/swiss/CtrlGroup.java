package dev.maptriage.hmap.swiss;

/// A control word, and searches over its eight bytes at once (`internal/runtime/maps/group.go`, `ctrlGroup`).
///
/// A set of slots (`bitset`) is a word with the top bit of a slot's byte set for each member. The matches are exact, as
/// those of the SIMD instructions are that Go uses on amd64.
final class CtrlGroup {

    /** An empty slot: 1000 0000. */
    static final int CTRL_EMPTY = 0x80;
    /** A tombstone: 1111 1110. */
    static final int CTRL_DELETED = 0xfe;
    /** Eight empty slots. */
    static final long ALL_EMPTY = 0x8080808080808080L;

    private static final long LSB = 0x0101010101010101L;
    private static final long MSB = 0x8080808080808080L;

    private CtrlGroup() {}

    static long h1(long hash) {
        return hash >>> 7;
    }

    static int h2(long hash) {
        return (int) hash & 0x7f;
    }

    /// The slots that are full and carry these seven hash bits.
    static long matchH2(long ctrls, int h2) {
        long v = ctrls ^ (h2 * LSB);
        return ~(((v & ~MSB) + ~MSB) | v | ~MSB);
    }

    /// [#matchH2] with fewer instructions: above the first slot it may also name full slots whose h2 differs in the
    /// lowest bit, so that only the first is certain.
    static long roughMatchH2(long ctrls, int h2) {
        long v = ctrls ^ (h2 * LSB);
        return (v - LSB) & ~v & MSB;
    }

    static long matchEmpty(long ctrls) {
        return ctrls & ~(ctrls << 6) & MSB;
    }

    static long matchEmptyOrDeleted(long ctrls) {
        return ctrls & MSB;
    }

    static long matchFull(long ctrls) {
        return ~ctrls & MSB;
    }

    /// Whether the first slot of a set of free ones is empty, not a tombstone.
    static boolean startsEmpty(long ctrls, long free) {
        return free != 0 && (ctrls >>> (Long.numberOfTrailingZeros(free) & ~7) & 2) == 0;
    }

    /// The control word after the first slot of this set, which was empty, was filled.
    static long filled(long ctrls, long set, int h2) {
        return ctrls ^ (long) (h2 ^ CTRL_EMPTY) << (Long.numberOfTrailingZeros(set) & ~7);
    }

    /// The control word after the entry of the first slot of this set was deleted: a tombstone stays if there was no empty
    /// slot.
    static long afterDelete(long ctrls, long set, int h2, int hasEmpty) {
        int left = CTRL_DELETED - hasEmpty * (CTRL_DELETED - CTRL_EMPTY);
        return ctrls ^ (long) (h2 ^ left) << (Long.numberOfTrailingZeros(set) & ~7);
    }

    static int first(long set) {
        return Long.numberOfTrailingZeros(set) >>> 3;
    }

    static long removeFirst(long set) {
        return set & (set - 1);
    }

    /// The members of a set from slot `i` on.
    static long removeBelow(long set, int i) {
        return set & (-1L << (i << 3));
    }
}
