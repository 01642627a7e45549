package dev.maptriage.hmap.classic;

import dev.maptriage.hmap.Entries;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// An array of buckets (`runtime.bmap`) in one block of memory, or a single overflow bucket allocated on its own.
///
/// Go keeps the parts of a bucket together: eight tophash bytes, eight keys, eight elems, the overflow pointer. Here each
/// part lies with its like, and each elem beside its key, so that a lookup that misses reads one word of a small array,
/// and one that hits one cache line more:
///
/// ```
/// tops[id]                the eight tophash bytes, cell 0 lowest
/// links[id]               overflow: 0 is nil, below nbuckets a bucket of this array, above an entry of the overflow table
/// ```
///
/// Keys and elems lie in [Entries].
final class BucketArray extends Entries {
    private static final BucketArray[] NO_OVERFLOW = {};

    final int serial;
    /// The number of main buckets, a power of two, less one; behind them lie the preallocated overflow buckets.
    final int mask;
    final int nbuckets;
    final long[] tops;
    final int[] links;
    private BucketArray[] overflowArrays = NO_OVERFLOW;
    private int[] overflowIds = {};
    private int overflowCount;

    BucketArray(int serial, int main, int nbuckets, boolean objectKeys) {
        super(nbuckets, objectKeys);
        this.serial = serial;
        this.mask = main - 1;
        this.nbuckets = nbuckets;
        this.tops = new long[nbuckets];
        this.links = new int[nbuckets];
    }

    /// The same array, with the same overflow arrays until [#pointToCopies] is told of their copies.
    BucketArray(BucketArray from) {
        super(from);
        serial = from.serial;
        mask = from.mask;
        nbuckets = from.nbuckets;
        tops = from.tops.clone();
        links = from.links.clone();
        overflowArrays = from.overflowArrays;
        overflowIds = from.overflowIds;
        overflowCount = from.overflowCount;
    }

    /// Points the overflow table to the copies of what it points to.
    void pointToCopies(UnaryOperator<BucketArray> copyOf) {
        if (overflowCount == 0) {
            return;
        }
        overflowIds = overflowIds.clone();
        overflowArrays = overflowArrays.clone();
        for (int n = 0; n < overflowArrays.length; n++) {
            overflowArrays[n] = n < overflowCount ? copyOf.apply(overflowArrays[n]) : this;
        }
    }

    long tophash(int id) {
        return tops[id];
    }

    void setTophash(int id, long word) {
        tops[id] = word;
    }

    int tophash(int id, int cell) {
        return (int) (tops[id] >>> (cell << 3)) & 0xff;
    }

    void setTophash(int id, int cell, int top) {
        tops[id] = TopHash.with(tops[id], cell, top);
    }

    /// The overflow word of a bucket: 0 for nil.
    int overflow(int id) {
        return links[id];
    }

    /// The array in which the bucket behind this overflow word lies.
    BucketArray arrayBehind(int link) {
        return link < nbuckets ? this : overflowArrays[link - nbuckets];
    }

    /// The number, inside its array, of the bucket behind this overflow word.
    int idBehind(int link) {
        return link < nbuckets ? link : overflowIds[link - nbuckets];
    }

    /// Sets the overflow pointer of a bucket (`bmap.setoverflow`).
    void setOverflow(int id, BucketArray array, int target) {
        if (array == this) {
            links[id] = target;
            return;
        }
        if (overflowCount == overflowIds.length) {
            int larger = Math.max(2, overflowCount * 2);
            BucketArray[] grown = Arrays.copyOf(overflowArrays, larger);
            Arrays.fill(grown, overflowCount, larger, this);
            overflowArrays = grown;
            overflowIds = Arrays.copyOf(overflowIds, larger);
        }
        overflowArrays[overflowCount] = array;
        overflowIds[overflowCount] = target;
        links[id] = nbuckets + overflowCount++;
    }

    /// Whether the growth of the map has moved this bucket (`runtime.evacuated`).
    boolean evacuated(int id) {
        int h = tophash(id, 0);
        return h > TopHash.EMPTY_ONE && h < TopHash.MIN_TOP_HASH;
    }

    /// Wipes keys, elems and overflow pointer of a bucket and leaves its marks.
    void wipeButTophash(int id) {
        wipeEntries(id);
        links[id] = 0;
    }

    /// Wipes the whole block. Overflow buckets allocated on their own are let go of, not wiped.
    void wipe() {
        Arrays.fill(tops, 0);
        Arrays.fill(mem, 0);
        Arrays.fill(links, 0);
        Arrays.fill(refs, null);
        overflowArrays = NO_OVERFLOW;
        overflowIds = new int[0];
        overflowCount = 0;
    }

    /// Copies one bucket, its overflow pointer excepted.
    void copyBucket(int id, BucketArray from, int fromId) {
        tops[id] = from.tops[fromId];
        System.arraycopy(from.mem, fromId * WORDS, mem, id * WORDS, WORDS);
        if (refs.length != 0) {
            System.arraycopy(from.refs, fromId * CELLS, refs, id * CELLS, CELLS);
        }
    }
}
