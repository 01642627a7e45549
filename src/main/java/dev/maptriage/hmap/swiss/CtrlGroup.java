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

    /// The control word after its empty slot `i` was filled.
    static long filled(long ctrls, int i, int h2) {
        return ctrls ^ (long) (h2 ^ CTRL_EMPTY) << (i << 3);
    }

    /// The control word after slot `i` became `ctrl`.
    static long with(long ctrls, int i, int ctrl) {
        int shift = i << 3;
        return (ctrls & ~(0xffL << shift)) | (long) ctrl << shift;
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
