package dev.maptriage.hmap.classic;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An array of buckets (`runtime.bmap`) in one block of memory, or a single overflow bucket allocated on its own.
///
/// Go keeps the parts of a bucket together: eight tophash bytes, eight keys, eight elems, the overflow pointer. Here each
/// part lies with its like, and each elem beside its key, so that a lookup that misses reads one word of a small array,
/// and one that hits one cache line more:
///
/// ```
/// tops[id]                the eight tophash bytes, cell 0 lowest
/// mem[16 id + 2i], + 1    key (the number, or of a string its length) and elem of cell i
/// links[id]               overflow: 0 is nil, below nbuckets a bucket of this array, above an entry of the overflow table
/// ```
///
/// Keys that are objects lie beside it in `refs`, eight per bucket.
final class BucketArray {

    /// Keys and elems of a bucket, in words.
    static final int WORDS = 16;
    static final int CELLS = 8;

    private static final @Nullable Object[] NO_REFS = {};
    private static final BucketArray[] NO_OVERFLOW = {};

    final int serial;
    /// The number of main buckets, a power of two, less one; behind them lie the preallocated overflow buckets.
    final int mask;
    final int nbuckets;
    final long[] tops;
    final long[] mem;
    final int[] links;
    final @Nullable Object[] refs;
    private BucketArray[] overflowArrays = NO_OVERFLOW;
    private int[] overflowIds = {};
    private int overflowCount;

    BucketArray(int serial, int main, int nbuckets, boolean objectKeys) {
        this.serial = serial;
        this.mask = main - 1;
        this.nbuckets = nbuckets;
        this.tops = new long[nbuckets];
        this.mem = new long[nbuckets * WORDS];
        this.links = new int[nbuckets];
        this.refs = objectKeys ? new Object[nbuckets * CELLS] : NO_REFS;
    }

    /// The same array, with the same overflow arrays until [#pointToCopies] is told of their copies.
    BucketArray(BucketArray from) {
        serial = from.serial;
        mask = from.mask;
        nbuckets = from.nbuckets;
        tops = from.tops.clone();
        mem = from.mem.clone();
        links = from.links.clone();
        refs = from.refs.length == 0 ? NO_REFS : from.refs.clone();
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

    /// The word of a cell's key; the elem is the next one.
    static int keyAt(int id, int cell) {
        return id * WORDS + 2 * cell;
    }

    /// The word of the elem of the first cell of a set, as [TopHash] gives them: of cell i that is bit 8i + 7. The key is the
    /// word before it.
    static int elemAt(int id, long set) {
        return id * WORDS | Long.numberOfTrailingZeros(set) >>> 2;
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

    long key(int id, int cell) {
        return mem[keyAt(id, cell)];
    }

    void setKey(int id, int cell, long key) {
        mem[keyAt(id, cell)] = key;
    }

    @Nullable
    Object ref(int id, int cell) {
        return refs.length == 0 ? null : refs[id * CELLS + cell];
    }

    void setRef(int id, int cell, @Nullable Object ref) {
        if (refs.length != 0) {
            refs[id * CELLS + cell] = ref;
        }
    }

    long elem(int id, int cell) {
        return mem[keyAt(id, cell) + 1];
    }

    void setElem(int id, int cell, long elem) {
        mem[keyAt(id, cell) + 1] = elem;
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
        Arrays.fill(mem, id * WORDS, (id + 1) * WORDS, 0);
        links[id] = 0;
        if (refs.length != 0) {
            Arrays.fill(refs, id * CELLS, (id + 1) * CELLS, null);
        }
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
