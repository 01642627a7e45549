package dev.maptriage.hmap.classic;

/// The marks of a bucket's cells, and searches over the eight marks of a bucket at once.
///
/// A set of cells is a word with the top bit of a cell's byte set for each member.
final class TopHash {

    /** This cell is empty, and so are all behind it in its chain. */
    static final int EMPTY_REST = 0;
    /** This cell is empty. */
    static final int EMPTY_ONE = 1;
    /** The entry moved to the first half of the larger array. */
    static final int EVACUATED_X = 2;
    /** The entry moved to the second half of the larger array. */
    static final int EVACUATED_Y = 3;
    /** The cell was empty when its bucket was evacuated. */
    static final int EVACUATED_EMPTY = 4;
    /** The smallest mark of a filled cell. */
    static final int MIN_TOP_HASH = 5;

    /** Eight cells that were empty when their bucket was evacuated. */
    static final long ALL_EVACUATED_EMPTY = 0x0404040404040404L;

    private static final long LSB = 0x0101010101010101L;
    private static final long MSB = 0x8080808080808080L;

    /// The marks of all hashes, by their first byte, each eight times.
    private static final long[] MARKS = new long[256];
    static {
        for (int top = 0; top < MARKS.length; top++) {
            MARKS[top] = LSB * (top < MIN_TOP_HASH ? top + MIN_TOP_HASH : top);
        }
    }

    private TopHash() {}

    /// The mark of a hash (`runtime.tophash`).
    static int of(long hash) {
        return (int) everywhere(hash) & 0xff;
    }

    /// The mark of a hash for each of eight cells: looked up, for a branch on a random hash would be mispredicted.
    static long everywhere(long hash) {
        return MARKS[(int) (hash >>> 56)];
    }

    /// The cells whose mark is `top`; exact.
    static long match(long word, int top) {
        return zeroBytes(word ^ (top * LSB));
    }

    /// The cells that are empty (`runtime.isEmpty`).
    static long matchEmpty(long word) {
        return zeroBytes(word & ~LSB);
    }

    /// The cells that are not empty.
    static long matchNonEmpty(long word) {
        return ~matchEmpty(word) & MSB;
    }

    /// The cells that end their chain.
    static long matchEmptyRest(long word) {
        return zeroBytes(word);
    }

    /// The members of a set that come before the first member of another; all, if that one is empty.
    static long before(long set, long limit) {
        return set & (limit ^ (limit - 1)) & ~limit;
    }

    /// [#match] with fewer instructions, for the mark that [#everywhere] gives: above the first cell it may also name cells
    /// whose mark differs in the lowest bit, so that only the first is certain.
    static long roughMatch(long word, long top) {
        return roughZeroBytes(word ^ top);
    }

    /// [#matchEmpty] with fewer instructions: only the first cell is certain.
    static long firstEmpty(long word) {
        return roughZeroBytes(word & ~LSB);
    }

    /// Whether the chain ends in the bucket of these marks: then its last cell is one that ends it.
    static boolean endsChain(long word) {
        return word >>> 56 == EMPTY_REST;
    }

    /// The marks after one of an empty cell became `top`.
    static long with(long word, int i, int top) {
        int shift = i << 3;
        return (word & ~(0xffL << shift)) | (long) top << shift;
    }

    /// The marks after the first cell of this set, which was empty, took the mark that [#everywhere] gives.
    static long filled(long word, long set, long top) {
        long cell = 0xffL << (Long.numberOfTrailingZeros(set) & ~7);
        return (word & ~cell) | (top & cell);
    }

    /// The marks of a bucket that ends its chain, after the entry of the first cell of this set was deleted: all behind
    /// the last filled cell are `emptyRest`. They are before a delete, too, so that it does not matter where it lies.
    static long afterDelete(long word, long set) {
        long deleted = with(word, first(set), EMPTY_ONE);
        // A filled cell has a bit above its lowest one, an empty cell has not: the first bit from the top tells the last
        // filled cell. Two shifts, for there may be none.
        int behind = Long.numberOfLeadingZeros(deleted & ~LSB) & ~7;
        return deleted & (-1L >>> 1 >>> (behind - 1));
    }

    /// The marks of a bucket that was evacuated. Both sets are given in the lowest bits of the bytes.
    static long evacuated(long full, long upper) {
        return ALL_EVACUATED_EMPTY - full * (EVACUATED_EMPTY - EVACUATED_X) + upper * (EVACUATED_Y - EVACUATED_X);
    }

    /// For each cell twice the number of cells before it that go to the same half: where its entry will lie. Both sets are
    /// given in the lowest bits.
    static long places(long full, long upper) {
        long up = upper * 0xff;
        long before = ~0xffL & LSB << 1;
        return ((full ^ upper) * before & ~up) | (upper * before & up);
    }

    /// The marks of these cells, one behind the other from the first byte on. The set is given in the lowest bits.
    static long packed(long word, long set) {
        return Long.compress(word, set * 0xff);
    }

    /// The first cell of a set that is not empty.
    static int first(long set) {
        return Long.numberOfTrailingZeros(set) >>> 3;
    }

    private static long roughZeroBytes(long x) {
        return (x - LSB) & ~x & MSB;
    }

    private static long zeroBytes(long x) {
        return ~(((x & ~MSB) + ~MSB) | x | ~MSB);
    }
}
