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

    private TopHash() {}

    /// The mark of a hash (`runtime.tophash`).
    static int of(long hash) {
        int top = (int) (hash >>> 56);
        // Without a branch, which a random hash would mispredict.
        return top + (MIN_TOP_HASH & (top - MIN_TOP_HASH) >> 31);
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

    /// [#match] with fewer instructions: above the first cell it may also name cells whose mark differs in the lowest
    /// bit, so that only the first is certain.
    static long roughMatch(long word, int top) {
        long x = word ^ (top * LSB);
        return (x - LSB) & ~x & MSB;
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

    /// The marks of a bucket that ends its chain, after the entry of cell `i` was deleted: all behind the last filled
    /// cell are `emptyRest`. They are before a delete, too, so that it does not matter where cell `i` lies.
    static long afterDelete(long word, int i) {
        long deleted = with(word, i, EMPTY_ONE);
        // A filled cell has a bit above its lowest one, an empty cell has not: the first bit from the top tells the last
        // filled cell. Two shifts, for there may be none.
        int behind = Long.numberOfLeadingZeros(deleted & ~LSB) & ~7;
        return deleted & (-1L >>> 1 >>> (behind - 1));
    }

    /// The first cell of a set that is not empty.
    static int first(long set) {
        return Long.numberOfTrailingZeros(set) >>> 3;
    }

    private static long zeroBytes(long x) {
        return ~(((x & ~MSB) + ~MSB) | x | ~MSB);
    }
}
