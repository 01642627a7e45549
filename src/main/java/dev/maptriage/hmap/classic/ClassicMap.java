package dev.maptriage.hmap.classic;

import static dev.maptriage.hmap.classic.BucketArray.CELLS;

import dev.maptriage.hmap.Elem;
import dev.maptriage.hmap.EngineMap;
import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapIterator;
import dev.maptriage.hmap.MapSetup;
import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.MapStep.Field;
import dev.maptriage.hmap.RandomSource.Purpose;
import dev.maptriage.hmap.RuntimeFault.FatalError;
import dev.maptriage.hmap.StepAction;
import dev.maptriage.hmap.StepListener;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Go's bucket map: `runtime.hmap` with the functions of `runtime/map.go` and `map_fast32.go`, `map_fast64.go`,
/// `map_faststr.go` (Go 1.19 to 1.23; in 1.24 the same files end in `_noswiss.go`).
///
/// Fields and methods carry the runtime's names. Each method names the Go function it mirrors; where nothing else is
/// said, the function is the same in all releases from 1.19 to 1.24.
///
/// Two speeds. `l` is the listener, read once per function; where it is null, the JIT drops the yield points as never
/// taken, and a bucket's eight marks are searched at once. Where it is not null, the fast kinds of numbers compare every
/// filled cell, as the runtime does, so that a racing reader sees what it would see. Numbers without a listener first
/// try a short path (`mapaccessFast` and its like) over the first bucket alone: it does what the long path would do
/// there, and hands over to it, with the hash computed, whatever it cannot decide.
public final class ClassicMap extends EngineMap {

    static final int ITERATOR = 1;
    static final int OLD_ITERATOR = 2;
    static final int HASH_WRITING = 4;
    static final int SAME_SIZE_GROW = 8;

    private static final int MAX_B = 26;

    // The header, in the order of runtime.hmap.
    long count;
    int flags;
    int B;
    int noverflow;
    long hash0;
    @Nullable
    BucketArray buckets;
    @Nullable
    BucketArray oldbuckets;
    long nevacuate;
    long clearSeq;
    /// Where `extra.nextOverflow` points: the array, and the next free bucket in it; null when nil.
    private @Nullable BucketArray nextOverflowArray;
    private int nextOverflow;
    /// Whether `extra.overflow` and `extra.oldoverflow` are set. Their contents only serve Go's garbage collector.
    private boolean extraOverflow;
    private boolean extraOldoverflow;

    private final boolean comparesAllCells;
    private final long loadFactorNum;
    private final String fnGrowWork;
    private final String fnEvacuate;
    private int serials;
    /// The buckets, if the short path of a lookup applies: plain keys or strings, no listener, no growth under way, more than one
    /// bucket, not empty, not marked as being written; else null.
    private @Nullable BucketArray forLookups;
    /// The same for deletes: not of pointers, which are wiped.
    private @Nullable BucketArray forDeletes;
    /// The same for assigns: in an empty map and in a single bucket, too.
    private @Nullable BucketArray forAssigns;
    /// How many entries the buckets take before a new one makes them grow; 0 if their overflow buckets are too many.
    private long roomFor;

    private ClassicMap(MapSetup setup) {
        super(setup);
        if (setup.version().swiss()) {
            throw new IllegalArgumentException("Go " + setup.version().label() + " has the Swiss map");
        }
        this.comparesAllCells = plain && listener != null;
        this.loadFactorNum = version.loadFactorNum();
        this.fnGrowWork = kind.function("growWork");
        this.fnEvacuate = kind.function("evacuate");
    }

    /// `make(map[K]V)` and an empty literal (`runtime.makemap_small`): no buckets before the first assign.
    public static ClassicMap make(MapSetup setup) {
        ClassicMap h = new ClassicMap(setup);
        h.hash0 = h.newSeed();
        return h;
    }

    /// `make(map[K]V, hint)` with a hint not known to be small (`runtime.makemap`). Negative and absurd hints act as 0.
    public static ClassicMap make(MapSetup setup, long hint) {
        long size = setup.kind().bucketSize();
        boolean absurd = hint < 0 || Math.multiplyHigh(hint, size) != 0 || hint * size < 0 || hint * size > MAX_ALLOC;
        ClassicMap h = make(setup);
        h.makemap(absurd ? 0 : hint);
        return h;
    }

    @Override
    public ClassicMap replica(MapSetup other) {
        ClassicMap h = new ClassicMap(other);
        h.takeOver(this);
        h.clearSeq = clearSeq;
        IdentityHashMap<BucketArray, BucketArray> copies = new IdentityHashMap<>(4);
        h.buckets = copied(buckets, copies);
        h.oldbuckets = copied(oldbuckets, copies);
        h.nextOverflowArray = copied(nextOverflowArray, copies);
        h.settle();
        return h;
    }

    private static @Nullable BucketArray copied(@Nullable BucketArray array,
            IdentityHashMap<BucketArray, BucketArray> copies) {
        if (array == null) {
            return null;
        }
        BucketArray known = copies.get(array);
        if (known != null) {
            return known;
        }
        BucketArray copy = new BucketArray(array);
        copies.put(array, copy);
        copy.pointToCopies(a -> Objects.requireNonNull(copied(a, copies)));
        return copy;
    }

    private void makemap(long hint) {
        while (overLoadFactor(hint, B)) {
            B++;
        }
        if (B != 0) {
            BucketArray array = makeBucketArray(B);
            buckets = array;
            setNextOverflow(array, B);
        }
        settle();
    }

    @Override
    protected long count() {
        return count;
    }

    @Override
    public long get(long key) {
        BucketArray quick = forLookups;
        return quick == null ? access(key, null) : mapaccessFast(quick, key, null);
    }

    @Override
    public void put(long key, long value) {
        BucketArray quick = forAssigns;
        if (quick == null) {
            store(key, null, value);
        } else {
            mapassignFast(quick, key, null, value);
        }
    }

    @Override
    public void delete(long key) {
        BucketArray quick = forDeletes;
        if (quick == null) {
            mapdelete(key, null);
        } else {
            mapdeleteFast(quick, key, null);
        }
    }

    @Override
    public long get(Object key) {
        BucketArray quick = forLookups;
        return quick != null && key instanceof String string
                ? mapaccessFast(quick, 0, string)
                : access(keyWord(key), key);
    }

    @Override
    public void put(Object key, long value) {
        BucketArray quick = forAssigns;
        if (quick != null && key instanceof String string) {
            mapassignFast(quick, string.length(), string, value);
        } else {
            store(keyWord(key), key, value);
        }
    }

    @Override
    public void delete(Object key) {
        BucketArray quick = forDeletes;
        if (quick != null && key instanceof String string) {
            mapdeleteFast(quick, 0, string);
        } else {
            mapdelete(keyWord(key), key);
        }
    }

    @Override
    public void clear() {
        mapclear();
    }

    @Override
    public MapIterator iterator() {
        return Hiter.mapiterinit(this);
    }

    /// The short way of a lookup. It calls nothing, so that the JIT can keep what the next lookup needs in registers. A
    /// match may be rough, for the key decides.
    private long mapaccessFast(BucketArray main, long key, @Nullable String string) {
        long hash = quickHash(key, string, hash0, false);
        long top = TopHash.everywhere(hash);
        BucketArray a = main;
        int id = (int) hash & a.mask;
        for (;;) {
            long word = a.tops[id];
            for (long match = TopHash.roughMatch(word, top); match != 0; match &= match - 1) {
                int at = BucketArray.elemAt(id, match);
                if (a.holds(at, key, string)) {
                    return a.mem[at];
                }
            }
            if (TopHash.endsChain(word)) {
                return 0;
            }
            int next = a.links[id];
            if (next == 0) {
                return 0;
            }
            id = a.idBehind(next);
            a = a.arrayBehind(next);
        }
    }

    /// The short path of an assign: the first bucket has the key or, at the end of its chain, a free cell that no growth
    /// is due for. The map is not marked as being written: until the end of this method nobody can look.
    private void mapassignFast(BucketArray a, long key, @Nullable String string, long value) {
        long hash = quickHash(key, string, hash0, false);
        long top = TopHash.everywhere(hash);
        int id = (int) hash & a.mask;
        long word = a.tops[id];
        long match = TopHash.roughMatch(word, top);
        if (match != 0) {
            int at = BucketArray.elemAt(id, match);
            if (a.holds(at, key, string)) {
                a.put(at, key, string, value);
                return;
            }
        } else if (TopHash.endsChain(word) && count < roomFor) {
            long empty = TopHash.firstEmpty(word);
            a.tops[id] = TopHash.filled(word, empty, top);
            a.put(BucketArray.elemAt(id, empty), key, string, value);
            if (++count == 1) {
                settle();
            }
            return;
        }
        startWriting(null, fnAssign);
        mapassignHashed(null, fnAssign, hash, key, string, null, value);
    }

    /// The short path of a delete: the first bucket has the key and ends its chain. Not marked, as in an assign.
    private void mapdeleteFast(BucketArray a, long key, @Nullable String string) {
        long hash = quickHash(key, string, hash0, false);
        int id = (int) hash & a.mask;
        long word = a.tops[id];
        long match = TopHash.roughMatch(word, TopHash.everywhere(hash));
        if (match != 0 && TopHash.endsChain(word)) {
            int at = BucketArray.elemAt(id, match);
            if (a.holds(at, key, string)) {
                a.mem[at] = 0;
                if (string != null) {
                    a.refs[at >> 1] = null;
                }
                a.tops[id] = TopHash.afterDelete(word, match);
                if (--count == 0) {
                    hash0 = newSeed();
                    settle();
                }
                return;
            }
        }
        startWriting(null, fnDelete);
        mapdeleteHashed(null, fnDelete, hash, a, id, string == null ? key : string.length(), string);
        stopWriting(null, fnDelete);
    }

    /// `runtime.mapaccess1`, `mapaccess2` and their `_fast32`, `_fast64`, `_faststr` variants.
    @Override
    protected long mapaccess(long key, @Nullable Object ref, @Nullable Elem out, String fn) {
        StepListener l = listener;
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(count, count);
        }
        if (count == 0) {
            refuseUnhashable(ref, fn, true);
            return miss(out);
        }
        if (l != null) {
            step(l, fn, StepAction.CHECK_FLAG, Field.FLAGS);
            l.saw(flags, flags);
        }
        if ((flags & HASH_WRITING) != 0) {
            throw fatal(CONCURRENT_READ, fn, StepAction.CHECK_FLAG);
        }
        if (fast && loadMask(l, fn) == 0) {
            return mapaccessOneBucket(key, ref, out, fn);
        }
        return mapaccessHashed(l, fn, hash(l, key, ref, fn), key, ref, out);
    }

    private long mapaccessHashed(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out) {
        long mask = loadMask(l, fn);
        BucketArray a = loadBuckets(l, fn);
        int id = (int) (hash & mask);
        if (l != null) {
            step(l, fn, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
            l.saw(serialOf(oldbuckets), serialOf(oldbuckets));
        }
        BucketArray c = oldbuckets;
        if (c != null) {
            int old = (int) (hash & (sameSizeGrow() ? mask : mask >>> 1));
            if (l != null) {
                step(l, fn, StepAction.LOAD_EVACUATED, Field.MARK, c, old, 0);
                l.saw(c.tophash(old, 0), c.tophash(old, 0));
            }
            if (!c.evacuated(old)) {
                a = c;
                id = old;
            }
        }
        int top = TopHash.of(hash);
        for (;;) {
            if (l != null) {
                step(l, fn, StepAction.PROBE, Field.MARK, a, id, -1);
                l.saw(a.tophash(id), a.tophash(id));
            }
            long word = a.tops[id];
            long match = comparesAllCells ? TopHash.matchNonEmpty(word) : TopHash.match(word, top);
            while (match != 0) {
                int i = TopHash.first(match);
                if (equal(l, fn, a, id, i, key, ref)) {
                    return hit(out, a, id, i);
                }
                match &= match - 1;
            }
            if (!plain && kind != KeyKind.STRING && TopHash.matchEmptyRest(word) != 0) {
                return miss(out);
            }
            int next = followOverflow(l, fn, a, id);
            if (next == 0) {
                return miss(out);
            }
            id = a.idBehind(next);
            a = a.arrayBehind(next);
        }
    }

    private long loadMask(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_SIZE, Field.SIZE);
            l.saw(B, B);
        }
        return mask(B);
    }

    private BucketArray loadBuckets(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
            l.saw(serialOf(buckets), serialOf(buckets));
        }
        BucketArray a = buckets;
        if (a == null) {
            throw nilDereference(fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
        }
        return a;
    }

    /// A map of one bucket: the fast kinds compare keys and compute no hash, unless two long strings look alike
    /// (`mapaccess1_fast64`, `mapaccess1_faststr`).
    private long mapaccessOneBucket(long key, @Nullable Object ref, @Nullable Elem out, String fn) {
        StepListener l = listener;
        BucketArray a = loadBuckets(l, fn);
        if (kind == KeyKind.STRING) {
            return mapaccessOneBucketString(a, key, (String) Objects.requireNonNull(ref), out, fn);
        }
        int id = 0;
        for (;;) {
            if (l != null) {
                step(l, fn, StepAction.PROBE, Field.MARK, a, id, -1);
                l.saw(a.tophash(id), a.tophash(id));
            }
            long match = TopHash.matchNonEmpty(a.tophash(id));
            while (match != 0) {
                int i = TopHash.first(match);
                if (equal(l, fn, a, id, i, key, ref)) {
                    return hit(out, a, id, i);
                }
                match &= match - 1;
            }
            int next = followOverflow(l, fn, a, id);
            if (next == 0) {
                return miss(out);
            }
            id = a.idBehind(next);
            a = a.arrayBehind(next);
        }
    }

    private long mapaccessOneBucketString(BucketArray a, long length, String key, @Nullable Elem out, String fn) {
        StepListener l = listener;
        if (l != null) {
            step(l, fn, StepAction.PROBE, Field.MARK, a, 0, -1);
            l.saw(a.tophash(0), a.tophash(0));
        }
        long word = a.tophash(0);
        long match = TopHash.before(TopHash.matchNonEmpty(word), TopHash.matchEmptyRest(word));
        int keymaybe = -1;
        for (; match != 0; match &= match - 1) {
            int i = TopHash.first(match);
            if (a.key(0, i) != length) {
                continue;
            }
            if (length < LONG_STRING || sameMemory(a.ref(0, i), key)) {
                if (equal(l, fn, a, 0, i, length, key)) {
                    return hit(out, a, 0, i);
                }
            } else if (a.ref(0, i) instanceof String k && looksAlike(k, key, ENDS)) {
                if (keymaybe >= 0) {
                    return mapaccessHashed(l, fn, hash(l, length, key, fn), length, key, out);
                }
                keymaybe = i;
            }
        }
        return keymaybe >= 0 && equal(l, fn, a, 0, keymaybe, length, key) ? hit(out, a, 0, keymaybe) : miss(out);
    }

    /// From this length on a string in a one-bucket map is first compared by its ends (`mapaccess1_faststr`).
    private static final int LONG_STRING = 32;
    private static final int ENDS = 4;

    /// Whether two strings are the same memory, which Go looks at before it compares them.
    @SuppressWarnings("ReferenceEquality")
    private static boolean sameMemory(@Nullable Object one, String other) {
        return one == other;
    }

    /// `runtime.mapaccessK`: the lookup of an iterator that meets an evacuated cell. Checks no flag.
    boolean mapaccessK(long key, @Nullable Object ref, Elem out) {
        out.pointToZero();
        if (count != 0) {
            String fn = "runtime.mapaccessK";
            mapaccessHashed(listener, fn, hash(listener, key, ref, fn), key, ref, out);
        }
        return out.present();
    }

    /// `runtime.mapassign`, `mapassign_fast32`, `mapassign_fast64`, `mapassign_fast64ptr`, `mapassign_faststr`, up to
    /// the return of the element's address; without `out` the caller's store is done at once.
    @Override
    protected void mapassign(long key, @Nullable Object ref, @Nullable Elem out, long value) {
        StepListener l = listener;
        String fn = fnAssign;
        checkNotWriting(l, fn);
        long hash = hash(l, key, ref, fn);
        startWriting(l, fn);
        if (l != null) {
            step(l, fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
            l.saw(serialOf(buckets), serialOf(buckets));
        }
        if (buckets == null) {
            newFirstBucket(l, fn);
        }
        mapassignHashed(l, fn, hash, key, ref, out, value);
    }

    /// The rest of an assign, from its label `again` on.
    private void mapassignHashed(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out, long value) {
        int top = TopHash.of(hash);
        for (;;) {
            int id = (int) (hash & loadMask(l, fn));
            BucketArray a = bucketsAfterGrowWork(l, id, fn);
            BucketArray insertb = null;
            int insertId = 0;
            int inserti = 0;
            for (;;) {
                if (l != null) {
                    step(l, fn, StepAction.PROBE, Field.MARK, a, id, -1);
                    l.saw(a.tophash(id), a.tophash(id));
                }
                long word = a.tops[id];
                long rest = TopHash.matchEmptyRest(word);
                long match = TopHash.before(
                        comparesAllCells ? TopHash.matchNonEmpty(word) : TopHash.match(word, top), rest);
                while (match != 0) {
                    int i = TopHash.first(match);
                    if (equal(l, fn, a, id, i, key, ref)) {
                        updateKey(l, fn, a, id, i, key, ref);
                        stopWriting(l, fn);
                        finishAssign(out, a, id, i, value);
                        return;
                    }
                    match &= match - 1;
                }
                if (insertb == null) {
                    long empty = TopHash.matchEmpty(word);
                    if (empty != 0) {
                        insertb = a;
                        insertId = id;
                        inserti = TopHash.first(empty);
                    }
                }
                if (rest != 0) {
                    break;
                }
                int next = followOverflow(l, fn, a, id);
                if (next == 0) {
                    break;
                }
                id = a.idBehind(next);
                a = a.arrayBehind(next);
            }
            if (mustGrow(l, fn)) {
                hashGrow(l);
                continue;
            }
            if (insertb == null) {
                int link = newoverflow(l, fn, a, id);
                insertId = a.idBehind(link);
                insertb = a.arrayBehind(link);
                inserti = 0;
            }
            storeNew(l, fn, insertb, insertId, inserti, key, ref, top);
            stopWriting(l, fn);
            finishAssign(out, insertb, insertId, inserti, value);
            return;
        }
    }

    private void newFirstBucket(@Nullable StepListener l, String fn) {
        BucketArray first = new BucketArray(++serials, 1, 1, objectKeys);
        if (l != null) {
            step(l, fn, StepAction.STORE_FIRST, Field.BUCKETS);
            l.saw(serialOf(buckets), first.serial);
        }
        buckets = first;
    }

    /// Renews what the short paths rely on: at the end of every write that took a long path, and when a short one changes
    /// `count` from or to 0.
    private void settle() {
        roomFor = room();
        forAssigns = assignedShort();
        forLookups = lookedUpShort();
        forDeletes = kind == KeyKind.POINTER ? null : forLookups;
    }

    /// No short path until the next [#settle].
    private void unsettle() {
        forAssigns = null;
        forLookups = null;
        forDeletes = null;
    }

    private long room() {
        return tooManyOverflowBuckets(noverflow, B) ? 0 : Math.max(CELLS, loadFactorNum * (bucketShift(B) / 2));
    }

    private @Nullable BucketArray assignedShort() {
        return quick && oldbuckets == null && (flags & HASH_WRITING) == 0 ? buckets : null;
    }

    private @Nullable BucketArray lookedUpShort() {
        BucketArray a = assignedShort();
        return a == null || a.mask == 0 || count == 0 ? null : a;
    }

    /// Whether the short paths rely on what is true.
    @SuppressWarnings("ReferenceEquality")
    boolean isSettled() {
        return forLookups == lookedUpShort() && forAssigns == assignedShort()
                && forDeletes == (kind == KeyKind.POINTER ? null : forLookups)
                && (forAssigns == null || roomFor == room());
    }

    /// The head of an assign's loop: does the growth work that is due, then reads the buckets.
    private BucketArray bucketsAfterGrowWork(@Nullable StepListener l, int bucket, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
            l.saw(serialOf(oldbuckets), serialOf(oldbuckets));
        }
        if (oldbuckets != null) {
            growWork(l, bucket);
        }
        return loadBuckets(l, fn);
    }

    private boolean mustGrow(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.CHECK_GROWTH, Field.OLDBUCKETS);
            l.saw(serialOf(oldbuckets), serialOf(oldbuckets));
            step(l, fn, StepAction.CHECK_GROWTH, Field.COUNT);
            l.saw(count, count);
        }
        return oldbuckets == null && (overLoadFactor(count + 1, B) || tooManyOverflowBuckets(noverflow, B));
    }

    /// Fast kinds store the mark first, the generic function stores the key first.
    private void storeNew(@Nullable StepListener l, String fn, BucketArray a, int id, int i, long key,
            @Nullable Object ref, int top) {
        if (l == null) {
            a.setTophash(id, i, top);
            a.setKey(id, i, key);
            a.setRef(id, i, ref);
            count++;
            return;
        }
        if (!kind.fast()) {
            storeKey(l, fn, a, id, i, key, ref);
        }
        step(l, fn, StepAction.STORE_MARK, Field.MARK, a, id, i);
        int was = a.tophash(id, i);
        a.setTophash(id, i, top);
        l.saw(was, top);
        if (kind.fast()) {
            storeKey(l, fn, a, id, i, key, ref);
        }
        changeCount(l, fn, 1);
    }

    private static void storeKey(StepListener l, String fn, BucketArray a, int id, int i, long key,
            @Nullable Object ref) {
        step(l, fn, StepAction.STORE_KEY, Field.KEY, a, id, i);
        long was = a.key(id, i);
        a.setKey(id, i, key);
        a.setRef(id, i, ref);
        l.saw(was, key);
    }

    private void changeCount(@Nullable StepListener l, String fn, int by) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT_TO_CHANGE, Field.COUNT);
        }
        long c = count;
        if (l != null) {
            l.saw(c, c);
            step(l, fn, StepAction.STORE_COUNT, Field.COUNT);
            l.saw(count, c + by);
        }
        count = c + by;
    }

    private void updateKey(@Nullable StepListener l, String fn, BucketArray a, int id, int i, long key,
            @Nullable Object ref) {
        if (plain || !kind.needsKeyUpdate()) {
            return;
        }
        if (l != null) {
            step(l, fn, StepAction.UPDATE_KEY, Field.KEY, a, id, i);
            l.saw(a.key(id, i), key);
        }
        a.setKey(id, i, key);
        a.setRef(id, i, ref);
    }

    /// `runtime.mapdelete` and its `_fast32`, `_fast64`, `_faststr` variants.
    @Override
    protected void mapdelete(long key, @Nullable Object ref) {
        StepListener l = listener;
        String fn = fnDelete;
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(count, count);
        }
        if (count == 0) {
            refuseUnhashable(ref, fn, true);
            return;
        }
        checkNotWriting(l, fn);
        long hash = hash(l, key, ref, fn);
        startWriting(l, fn);
        int id = (int) (hash & loadMask(l, fn));
        mapdeleteHashed(l, fn, hash, bucketsAfterGrowWork(l, id, fn), id, key, ref);
        stopWriting(l, fn);
    }

    private void mapdeleteHashed(@Nullable StepListener l, String fn, long hash, BucketArray orig, int origId, long key,
            @Nullable Object ref) {
        BucketArray a = orig;
        int id = origId;
        int top = TopHash.of(hash);
        for (;;) {
            if (l != null) {
                step(l, fn, StepAction.PROBE, Field.MARK, a, id, -1);
                l.saw(a.tophash(id), a.tophash(id));
            }
            long word = a.tophash(id);
            long match = comparesAllCells ? TopHash.matchNonEmpty(word) : TopHash.match(word, top);
            while (match != 0) {
                int i = TopHash.first(match);
                if (equal(l, fn, a, id, i, key, ref)) {
                    deleteCell(l, fn, orig, origId, a, id, i);
                    return;
                }
                match &= match - 1;
            }
            if (!plain && kind != KeyKind.STRING && TopHash.matchEmptyRest(word) != 0) {
                return;
            }
            int next = followOverflow(l, fn, a, id);
            if (next == 0) {
                return;
            }
            id = a.idBehind(next);
            a = a.arrayBehind(next);
        }
    }

    private void deleteCell(@Nullable StepListener l, String fn, BucketArray orig, int origId, BucketArray a, int id,
            int i) {
        if (l != null) {
            step(l, fn, StepAction.CLEAR_ELEM, Field.ELEM, a, id, i);
            l.saw(a.elem(id, i), 0);
        }
        clearKeyPointer(a, id, i);
        a.setElem(id, i, 0);
        if (l != null) {
            step(l, fn, StepAction.STORE_MARK, Field.MARK, a, id, i);
            l.saw(a.tophash(id, i), TopHash.EMPTY_ONE);
        }
        a.setTophash(id, i, TopHash.EMPTY_ONE);
        if (endsChain(a, id, i)) {
            markEmptyRest(l, fn, orig, origId, a, id, i);
        }
        changeCount(l, fn, -1);
        if (count == 0) {
            if (l != null) {
                step(l, fn, StepAction.STORE_SEED, Field.SEED);
            }
            hash0 = newSeed();
        }
    }

    /// Pointers in a deleted key are cleared for the garbage collector; of a string that is its data, not its length.
    private void clearKeyPointer(BucketArray a, int id, int i) {
        if (kind == KeyKind.POINTER) {
            a.setKey(id, i, 0);
        } else if (kind == KeyKind.STRING || kind == KeyKind.INTERFACE) {
            a.setRef(id, i, null);
        }
    }

    private static boolean endsChain(BucketArray a, int id, int i) {
        if (i < CELLS - 1) {
            return a.tophash(id, i + 1) == TopHash.EMPTY_REST;
        }
        int next = a.overflow(id);
        return next == 0 || a.arrayBehind(next).tophash(a.idBehind(next), 0) == TopHash.EMPTY_REST;
    }

    /// Turns this cell and all empty ones before it into `emptyRest`, backwards through the chain.
    private static void markEmptyRest(@Nullable StepListener l, String fn, BucketArray orig, int origId,
            BucketArray last, int lastId, int lastCell) {
        BucketArray a = last;
        int id = lastId;
        int i = lastCell;
        for (;;) {
            if (l != null) {
                step(l, fn, StepAction.STORE_MARK, Field.MARK, a, id, i);
                l.saw(a.tophash(id, i), TopHash.EMPTY_REST);
            }
            a.setTophash(id, i, TopHash.EMPTY_REST);
            if (i > 0) {
                i--;
            } else {
                if (a == orig && id == origId) {
                    return;
                }
                BucketArray before = orig;
                int beforeId = origId;
                for (;;) {
                    int next = before.overflow(beforeId);
                    BucketArray nextArray = before.arrayBehind(next);
                    int nextId = before.idBehind(next);
                    if (nextArray == a && nextId == id) {
                        break;
                    }
                    before = nextArray;
                    beforeId = nextId;
                }
                a = before;
                id = beforeId;
                i = CELLS - 1;
            }
            if (a.tophash(id, i) != TopHash.EMPTY_ONE) {
                return;
            }
        }
    }

    /// `runtime.mapclear`. 1.19 wipes the current array and nothing else; 1.21 to 1.23 first empty every cell of every
    /// chain, so that running iterators end; 1.24 counts the clear instead.
    private void mapclear() {
        StepListener l = listener;
        String fn = "runtime.mapclear";
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(count, count);
        }
        if (count == 0) {
            return;
        }
        checkNotWriting(l, fn);
        startWriting(l, fn);
        BucketArray current = buckets;
        if (current == null) {
            throw nilDereference(fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
        }
        if (version.clearMarksBuckets()) {
            markBucketsEmpty(l, fn, current, bucketShift(B));
            if (oldbuckets != null) {
                markBucketsEmpty(l, fn, oldbuckets, noldbuckets());
            }
        }
        resetHeader(l, fn);
        if (l != null) {
            step(l, fn, StepAction.WIPE, Field.BUCKETS);
            l.saw(serialOf(buckets), serialOf(buckets));
        }
        current.wipe();
        setNextOverflow(current, Integer.numberOfTrailingZeros(Integer.highestOneBit(current.nbuckets)));
        stopWriting(l, fn);
    }

    private static void markBucketsEmpty(@Nullable StepListener l, String fn, BucketArray array, long n) {
        for (int b = 0; b < n; b++) {
            BucketArray a = array;
            int id = b;
            for (;;) {
                if (l != null) {
                    step(l, fn, StepAction.WIPE, Field.MARK, a, id, -1);
                    l.saw(a.tophash(id), 0);
                }
                a.setTophash(id, 0);
                int next = a.overflow(id);
                if (next == 0) {
                    break;
                }
                id = a.idBehind(next);
                a = a.arrayBehind(next);
            }
        }
    }

    private void resetHeader(@Nullable StepListener l, String fn) {
        store(l, fn, StepAction.STORE_GROW_FLAGS, Field.FLAGS, flags, flags & ~SAME_SIZE_GROW);
        flags &= ~SAME_SIZE_GROW;
        store(l, fn, StepAction.END_GROWTH, Field.OLDBUCKETS, serialOf(oldbuckets), 0);
        oldbuckets = null;
        store(l, fn, StepAction.STORE_NEVACUATE, Field.NEVACUATE, nevacuate, 0);
        nevacuate = 0;
        store(l, fn, StepAction.STORE_NOVERFLOW, Field.NOVERFLOW, noverflow, 0);
        noverflow = 0;
        store(l, fn, StepAction.STORE_COUNT, Field.COUNT, count, 0);
        count = 0;
        if (version.hasClearSeq()) {
            store(l, fn, StepAction.STORE_CLEAR_SEQ, Field.CLEAR_SEQ, clearSeq, clearSeq + 1);
            clearSeq++;
        }
        store(l, fn, StepAction.STORE_SEED, Field.SEED, hash0, hash0);
        hash0 = newSeed();
        store(l, fn, StepAction.STORE_EXTRA, Field.EXTRA, nextOverflow, 0);
        nextOverflowArray = null;
        extraOverflow = false;
        extraOldoverflow = false;
    }

    /// `runtime.hashGrow`: installs a larger array, or one of the same size if only the overflow buckets are too many.
    /// Nothing is moved here.
    private void hashGrow(@Nullable StepListener l) {
        String fn = "runtime.hashGrow";
        int bigger = 1;
        if (!overLoadFactor(count + 1, B)) {
            bigger = 0;
            store(l, fn, StepAction.STORE_GROW_FLAGS, Field.FLAGS, flags, flags | SAME_SIZE_GROW);
            flags |= SAME_SIZE_GROW;
        }
        BucketArray old = buckets;
        if (l != null) {
            step(l, fn, StepAction.ALLOCATE, Field.BUCKETS);
        }
        int newB = B + bigger;
        BucketArray newbuckets = makeBucketArray(newB);
        int newFlags = flags & ~(ITERATOR | OLD_ITERATOR);
        if ((flags & ITERATOR) != 0) {
            newFlags |= OLD_ITERATOR;
        }
        store(l, fn, StepAction.STORE_SIZE, Field.SIZE, B, B + bigger);
        B += bigger;
        store(l, fn, StepAction.STORE_GROW_FLAGS, Field.FLAGS, flags, newFlags);
        flags = newFlags;
        store(l, fn, StepAction.STORE_OLDBUCKETS, Field.OLDBUCKETS, serialOf(oldbuckets), serialOf(old));
        oldbuckets = old;
        store(l, fn, StepAction.STORE_BUCKETS, Field.BUCKETS, serialOf(buckets), newbuckets.serial);
        buckets = newbuckets;
        store(l, fn, StepAction.STORE_NEVACUATE, Field.NEVACUATE, nevacuate, 0);
        nevacuate = 0;
        store(l, fn, StepAction.STORE_NOVERFLOW, Field.NOVERFLOW, noverflow, 0);
        noverflow = 0;
        store(l, fn, StepAction.STORE_EXTRA, Field.EXTRA, nextOverflow, newbuckets.serial);
        if (extraOverflow) {
            if (extraOldoverflow) {
                throw thrown("oldoverflow is not nil", new MapStep(fn, StepAction.STORE_EXTRA, Field.EXTRA));
            }
            extraOldoverflow = true;
            extraOverflow = false;
        }
        // Not B: a race may have stored another by now.
        setNextOverflow(newbuckets, newB);
    }

    /// `runtime.growWork` and its variants: evacuates the old bucket about to be used, and one more.
    private void growWork(@Nullable StepListener l, long bucket) {
        evacuate(l, bucket & oldbucketmask());
        if (l != null) {
            step(l, fnGrowWork, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
            l.saw(serialOf(oldbuckets), serialOf(oldbuckets));
        }
        if (oldbuckets != null) {
            if (l != null) {
                step(l, fnGrowWork, StepAction.LOAD_NEVACUATE, Field.NEVACUATE);
                l.saw(nevacuate, nevacuate);
            }
            evacuate(l, nevacuate);
        }
    }

    /// One of the two places cells of an old bucket go to (`runtime.evacDst`).
    private static final class EvacDst {

        BucketArray array;
        int id;
        int i;

        EvacDst(BucketArray array, int id) {
            this.array = array;
            this.id = id;
        }
    }

    /// `runtime.evacuate` and its variants: moves one old bucket with its chain to the new array.
    private void evacuate(@Nullable StepListener l, long oldbucket) {
        String fn = fnEvacuate;
        if (l != null) {
            step(l, fn, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
            l.saw(serialOf(oldbuckets), serialOf(oldbuckets));
        }
        BucketArray old = oldbuckets;
        BucketArray current = buckets;
        if (old == null || current == null) {
            throw nilDereference(fn, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
        }
        long newbit = noldbuckets();
        int id = (int) oldbucket;
        if (l != null) {
            step(l, fn, StepAction.LOAD_EVACUATED, Field.MARK, old, id, 0);
            l.saw(old.tophash(id, 0), old.tophash(id, 0));
        }
        if (!old.evacuated(id)) {
            if (unwatched) {
                evacuateFast(old, id, current, newbit);
            } else {
                evacuateChain(l, old, id, current, newbit);
            }
            if ((flags & OLD_ITERATOR) == 0 && kind.bucketPointers()) {
                if (l != null) {
                    step(l, fn, StepAction.WIPE_OLD, Field.KEY, old, id, -1);
                }
                old.wipeButTophash(id);
            }
        }
        if (oldbucket == nevacuate) {
            advanceEvacuationMark(l, newbit);
        }
    }

    /// [#evacuateChain] for plain keys that nobody watches. The entries of the first bucket fit into the first bucket of
    /// either half, and are moved without a branch: which cells are filled, and which half an entry goes to, is chance.
    private void evacuateFast(BucketArray old, int oldId, BucketArray current, long newbit) {
        boolean sameSize = sameSizeGrow();
        int upperId = sameSize ? oldId : (int) (oldId + newbit);
        long word = old.tops[oldId];
        long full = TopHash.matchNonEmpty(word) >>> 7;
        long upper = sameSize ? 0 : upperHalf(old.mem, oldId, full, Long.numberOfTrailingZeros(newbit));
        old.tops[oldId] = TopHash.evacuated(full, upper);
        current.tops[oldId] = TopHash.packed(word, full ^ upper);
        if (!sameSize) {
            current.tops[upperId] = TopHash.packed(word, upper);
        }
        moveFirst(old.mem, oldId, current.mem, upperId, full, upper);
        if (old.links[oldId] != 0) {
            EvacDst x = new EvacDst(current, oldId);
            EvacDst y = new EvacDst(current, upperId);
            x.i = Long.bitCount(full ^ upper);
            y.i = Long.bitCount(upper);
            evacuateRest(old, oldId, x, y, newbit);
        }
    }

    /// Which of a bucket's entries go to the upper half, by a bit of their hash. A hash that costs nothing but time is
    /// computed for all cells, always eight.
    private long upperHalf(long[] from, int id, long full, int bit) {
        int at = BucketArray.keyAt(id, 0);
        long upper = 0;
        if (hashesBits()) {
            for (int i = 0; i < CELLS; i++) {
                upper |= (quickHash(from[at + 2 * i], null, hash0, false) >>> bit & 1) << (i << 3);
            }
            return upper & full;
        }
        for (long rest = full; rest != 0; rest &= rest - 1) {
            int i = TopHash.first(rest);
            upper |= (quickHash(from[at + 2 * i], null, hash0, false) >>> bit & 1) << (i << 3);
        }
        return upper;
    }

    /// Moves the entries of a first bucket, in their order, to the bucket of the same number and to that of the upper half.
    /// For an empty cell a zero goes where the next entry will: that place is free, for it is at most the eighth.
    private static void moveFirst(long[] from, int id, long[] to, int upperId, long full, long upper) {
        int first = BucketArray.keyAt(id, 0);
        int toUpper = BucketArray.keyAt(upperId, 0) - first;
        long places = TopHash.places(full, upper);
        for (int i = 0; i < CELLS; i++) {
            int at = first + 2 * i;
            int shift = i << 3;
            int place = (int) (places >>> shift);
            int target = first + (toUpper & -(int) (upper >>> shift & 1)) + (place & 14);
            to[target] = from[at] & -(full >>> shift & 1);
            to[target + 1] = from[at + 1];
        }
    }

    private void evacuateRest(BucketArray old, int oldId, EvacDst x, EvacDst y, long newbit) {
        BucketArray b = old;
        int id = oldId;
        for (int next = b.links[id]; next != 0; next = b.links[id]) {
            id = b.idBehind(next);
            b = b.arrayBehind(next);
            evacuateBehind(b, id, x, y, newbit);
        }
    }

    private void evacuateBehind(BucketArray from, int id, EvacDst x, EvacDst y, long newbit) {
        boolean sameSize = sameSizeGrow();
        long word = from.tops[id];
        long marks = TopHash.ALL_EVACUATED_EMPTY;
        for (long full = TopHash.matchNonEmpty(word); full != 0; full &= full - 1) {
            int i = TopHash.first(full);
            long key = from.key(id, i);
            boolean toY = !sameSize && (quickHash(key, null, hash0, false) & newbit) != 0;
            EvacDst dst = toY ? y : x;
            if (dst.i == CELLS) {
                goBehind(dst, newoverflow(null, fnEvacuate, dst.array, dst.id));
            }
            dst.array.tops[dst.id] |= (word >>> (i << 3) & 0xff) << (dst.i << 3);
            dst.array.setKey(dst.id, dst.i, key);
            dst.array.setElem(dst.id, dst.i, from.elem(id, i));
            dst.i++;
            marks ^= (long) (TopHash.EVACUATED_EMPTY
                    ^ (toY ? TopHash.EVACUATED_Y : TopHash.EVACUATED_X)) << (i << 3);
        }
        from.tops[id] = marks;
    }

    private static void goBehind(EvacDst dst, int link) {
        int next = dst.array.idBehind(link);
        dst.array = dst.array.arrayBehind(link);
        dst.id = next;
        dst.i = 0;
    }

    private void evacuateChain(@Nullable StepListener l, BucketArray old, int oldId, BucketArray current, long newbit) {
        boolean sameSize = sameSizeGrow();
        if (l != null) {
            mustHold(current, sameSize ? oldId : (int) (oldId + newbit), fnEvacuate);
        }
        EvacDst x = new EvacDst(current, oldId);
        EvacDst y = new EvacDst(current, sameSize ? oldId : (int) (oldId + newbit));
        BucketArray b = old;
        int id = oldId;
        for (;;) {
            long word = b.tophash(id);
            long marks = 0;
            for (int i = 0; i < CELLS; i++) {
                int top = (int) (word >>> (i << 3)) & 0xff;
                if (l != null) {
                    step(l, fnEvacuate, StepAction.EVACUATE_CELL, Field.MARK, b, id, i);
                    top = b.tophash(id, i);
                }
                int mark = TopHash.EVACUATED_EMPTY;
                if (top > TopHash.EMPTY_ONE) {
                    if (top < TopHash.MIN_TOP_HASH) {
                        throw thrown("bad map state", new MapStep(fnEvacuate, StepAction.EVACUATE_CELL, Field.MARK,
                                b.serial, id, i));
                    }
                    mark = evacuateCell(l, b, id, i, top, sameSize, newbit, x, y);
                }
                marks |= (long) mark << (i << 3);
                if (l != null) {
                    b.setTophash(id, i, mark);
                    l.saw(top, mark);
                }
            }
            if (l == null) {
                b.setTophash(id, marks);
            }
            int next = b.overflow(id);
            if (next == 0) {
                return;
            }
            id = b.idBehind(next);
            b = b.arrayBehind(next);
        }
    }

    /// Moves one filled cell and says which mark it leaves.
    private int evacuateCell(@Nullable StepListener l, BucketArray from, int id, int i, int oldTop, boolean sameSize,
            long newbit, EvacDst x, EvacDst y) {
        int top = oldTop;
        long key = from.key(id, i);
        Object ref = from.ref(id, i);
        int useY = 0;
        if (!sameSize) {
            long hash = rehash(key, ref);
            if (!plain && (flags & ITERATOR) != 0 && !kind.reflexive() && !equalsItself(key, ref)) {
                // The hash of such a key cannot be repeated, and the iterator must take the same decision.
                useY = top & 1;
                top = TopHash.of(hash);
            } else if ((hash & newbit) != 0) {
                useY = 1;
            }
        }
        EvacDst dst = useY == 0 ? x : y;
        if (dst.i == CELLS) {
            goBehind(dst, newoverflow(l, fnEvacuate, dst.array, dst.id));
        }
        dst.array.setTophash(dst.id, dst.i, top);
        dst.array.setKey(dst.id, dst.i, key);
        if (objectKeys) {
            dst.array.setRef(dst.id, dst.i, ref);
        }
        dst.array.setElem(dst.id, dst.i, from.elem(id, i));
        dst.i++;
        return TopHash.EVACUATED_X + useY;
    }

    /// `runtime.advanceEvacuationMark`: skips what is evacuated already, and ends the growth behind the last bucket.
    private void advanceEvacuationMark(@Nullable StepListener l, long newbit) {
        String fn = "runtime.advanceEvacuationMark";
        BucketArray old = oldbuckets;
        if (old == null) {
            throw nilDereference(fn, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
        }
        store(l, fn, StepAction.STORE_NEVACUATE, Field.NEVACUATE, nevacuate, nevacuate + 1);
        nevacuate++;
        long stop = Math.min(nevacuate + 1024, newbit);
        while (nevacuate != stop && nevacuate < old.nbuckets && old.evacuated((int) nevacuate)) {
            store(l, fn, StepAction.STORE_NEVACUATE, Field.NEVACUATE, nevacuate, nevacuate + 1);
            nevacuate++;
        }
        if (nevacuate == newbit) {
            store(l, fn, StepAction.END_GROWTH, Field.OLDBUCKETS, serialOf(oldbuckets), 0);
            oldbuckets = null;
            extraOldoverflow = false;
            store(l, fn, StepAction.STORE_GROW_FLAGS, Field.FLAGS, flags, flags & ~SAME_SIZE_GROW);
            flags &= ~SAME_SIZE_GROW;
        }
    }

    /// `runtime.(*hmap).newoverflow`: appends an overflow bucket, a preallocated one if there is any. Returns the
    /// overflow word of the bucket it was appended to.
    private int newoverflow(@Nullable StepListener l, String fn, BucketArray last, int id) {
        BucketArray array = nextOverflowArray;
        int target = 0;
        if (l != null) {
            step(l, fn, StepAction.TAKE_OVERFLOW, Field.EXTRA);
            l.saw(nextOverflow, nextOverflow + 1L);
        }
        if (array != null) {
            target = nextOverflow++;
            if (nextOverflow == array.nbuckets) {
                nextOverflowArray = null;
            }
        } else {
            array = new BucketArray(++serials, 1, 1, objectKeys);
        }
        incrnoverflow(l, fn);
        createOverflow();
        if (l != null) {
            step(l, fn, StepAction.LINK_OVERFLOW, Field.LINK, last, id, -1);
        }
        long was = last.overflow(id);
        last.setOverflow(id, array, target);
        if (l != null) {
            l.saw(was, last.overflow(id));
        }
        return last.overflow(id);
    }

    /// `runtime.(*hmap).incrnoverflow`: exact below B = 16, above by chance so that a `uint16` suffices.
    private void incrnoverflow(@Nullable StepListener l, String fn) {
        if (B >= 16 && (setup.random().next(Purpose.NOVERFLOW) & mask(B - 15)) != 0) {
            return;
        }
        store(l, fn, StepAction.STORE_NOVERFLOW, Field.NOVERFLOW, noverflow, noverflow + 1);
        noverflow = (noverflow + 1) & 0xffff;
    }

    /// `runtime.(*hmap).createOverflow`: buckets without pointers need a list that keeps overflow buckets alive.
    void createOverflow() {
        extraOverflow |= !kind.bucketPointers();
    }

    /// `runtime.makeBucketArray`: from B = 4 on with preallocated overflow buckets, as many as the allocator's size
    /// class has room for.
    private BucketArray makeBucketArray(int log2) {
        if (log2 > MAX_B) {
            throw new IllegalArgumentException("a map of 2^" + log2 + " buckets is beyond this engine");
        }
        long nbuckets = bucketShift(log2);
        if (log2 >= 4) {
            nbuckets += bucketShift(log2 - 4);
            long size = kind.bucketSize() * nbuckets;
            long up = SizeClasses.roundupsize(size, !kind.bucketPointers(), version.mallocHeaders());
            if (up != size) {
                nbuckets = up / kind.bucketSize();
            }
        }
        return new BucketArray(++serials, (int) bucketShift(log2), (int) nbuckets, objectKeys);
    }

    private void setNextOverflow(BucketArray array, int log2) {
        if (bucketShift(log2) != array.nbuckets) {
            nextOverflowArray = array;
            nextOverflow = (int) bucketShift(log2);
        }
    }

    /// `maps.Clone` (`runtime.mapclone2`, from Go 1.21 on).
    @Override
    public GoMap copy() {
        ClassicMap clone = new ClassicMap(setup);
        clone.takeOver(new Clone(this).mapclone2());
        return clone;
    }

    private void takeOver(ClassicMap from) {
        count = from.count;
        flags = from.flags;
        B = from.B;
        noverflow = from.noverflow;
        hash0 = from.hash0;
        buckets = from.buckets;
        oldbuckets = from.oldbuckets;
        nevacuate = from.nevacuate;
        nextOverflowArray = from.nextOverflowArray;
        nextOverflow = from.nextOverflow;
        extraOverflow = from.extraOverflow;
        extraOldoverflow = from.extraOldoverflow;
        serials = from.serials;
        settle();
    }

    /// The working part of a clone: the destination, filled bucket by bucket out of sight, and thus without steps.
    private static final class Clone {

        private final ClassicMap src;
        private final ClassicMap dst;
        private BucketArray array;
        private int id;
        private int pos;

        Clone(ClassicMap src) {
            if (!src.version.hasClone()) {
                throw new UnsupportedOperationException("maps.Clone does not exist in Go " + src.version.label());
            }
            this.src = src;
            long hint = src.count;
            if (src.overLoadFactor(hint, src.B)) {
                hint = src.loadFactorNum * (bucketShift(src.B) / 2);
            }
            this.dst = make(new MapSetup(src.version, src.kind, src.hasher, src.setup.random(), null), hint);
            this.dst.hash0 = src.hash0;
            this.array = dst.buckets == null ? new BucketArray(++dst.serials, 1, 1, dst.objectKeys) : dst.buckets;
        }

        ClassicMap mapclone2() {
            StepListener l = src.listener;
            String fn = "runtime.mapclone2";
            if (l != null) {
                step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
                l.saw(src.count, src.count);
            }
            if (src.count == 0) {
                return dst;
            }
            checkNotWriting(l, fn);
            BucketArray from = src.buckets;
            if (from == null) {
                throw nilDereference(fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
            }
            dst.buckets = array;
            if (src.B == 0) {
                array.copyBucket(0, from, 0);
                dst.count = src.count;
                return dst;
            }
            int dstSize = (int) bucketShift(dst.B);
            int srcSize = (int) bucketShift(src.B);
            BucketArray main = array;
            for (int i = 0; i < dstSize; i++) {
                startAt(main, i);
                for (int j = 0; j < srcSize; j += dstSize) {
                    moveChain(l, fn, from, i + j);
                }
            }
            if (src.oldbuckets != null) {
                cloneOld(l, fn, src.oldbuckets, main);
            }
            return dst;
        }

        private void cloneOld(@Nullable StepListener l, String fn, BucketArray old, BucketArray main) {
            int oldB = src.sameSizeGrow() ? src.B : src.B - 1;
            for (int i = 0; i < bucketShift(oldB); i++) {
                if (l != null) {
                    step(l, fn, StepAction.LOAD_EVACUATED, Field.MARK, old, i, 0);
                    l.saw(old.tophash(i, 0), old.tophash(i, 0));
                }
                if (old.evacuated(i)) {
                    continue;
                }
                if (oldB >= dst.B) {
                    startAt(main, (int) (i & mask(dst.B)));
                    for (int next = array.overflow(id); next != 0; next = array.overflow(id)) {
                        goBehind(next);
                    }
                    moveChain(l, fn, old, i);
                } else {
                    assignChain(l, fn, old, i);
                }
            }
        }

        /// One old bucket may go to several new ones: its entries are assigned one by one.
        private void assignChain(@Nullable StepListener l, String fn, BucketArray old, int bucket) {
            BucketArray a = old;
            int at = bucket;
            Elem elem = new Elem();
            for (;;) {
                for (int i = 0; i < CELLS; i++) {
                    if (a.tophash(at, i) > TopHash.EMPTY_ONE) {
                        checkNotWriting(l, fn);
                        dst.mapassign(a.key(at, i), a.ref(at, i), elem, 0);
                        elem.set(a.elem(at, i));
                    }
                }
                int next = a.overflow(at);
                if (next == 0) {
                    return;
                }
                at = a.idBehind(next);
                a = a.arrayBehind(next);
            }
        }

        private void startAt(BucketArray main, int bucket) {
            array = main;
            id = bucket;
            pos = 0;
        }

        private void goBehind(int link) {
            int next = array.idBehind(link);
            array = array.arrayBehind(link);
            id = next;
        }

        private void moveChain(@Nullable StepListener l, String fn, BucketArray from, int bucket) {
            BucketArray a = from;
            int at = bucket;
            for (;;) {
                if (l != null) {
                    step(l, fn, StepAction.PROBE, Field.MARK, a, at, -1);
                    l.saw(a.tophash(at), a.tophash(at));
                }
                moveToBmap(a, at);
                int next = a.overflow(at);
                if (next == 0) {
                    return;
                }
                at = a.idBehind(next);
                a = a.arrayBehind(next);
            }
        }

        /// `runtime.moveToBmap`: an evacuated cell counts as filled here, as in Go (a race may show it).
        private void moveToBmap(BucketArray from, int at) {
            for (int i = 0; i < CELLS; i++) {
                if (from.tophash(at, i) <= TopHash.EMPTY_ONE) {
                    continue;
                }
                while (pos < CELLS && array.tophash(id, pos) > TopHash.EMPTY_ONE) {
                    pos++;
                }
                if (pos == CELLS) {
                    goBehind(dst.newoverflow(null, "runtime.moveToBmap", array, id));
                    pos = 0;
                }
                array.setTophash(id, pos, from.tophash(at, i));
                array.setKey(id, pos, from.key(at, i));
                array.setRef(id, pos, from.ref(at, i));
                array.setElem(id, pos, from.elem(at, i));
                pos++;
                dst.count++;
            }
        }

        private void checkNotWriting(@Nullable StepListener l, String fn) {
            if (l != null) {
                step(l, fn, StepAction.CHECK_FLAG, Field.FLAGS);
                l.saw(src.flags, src.flags);
            }
            if ((src.flags & HASH_WRITING) != 0) {
                throw fatal(CONCURRENT_CLONE, fn, StepAction.CHECK_FLAG);
            }
        }
    }

    /// The entry check of assign, delete and clear.
    private void checkNotWriting(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.CHECK_FLAG, Field.FLAGS);
            l.saw(flags, flags);
        }
        if ((flags & HASH_WRITING) != 0) {
            throw fatal(CONCURRENT_WRITES, fn, StepAction.CHECK_FLAG);
        }
    }

    /// `h.flags ^= hashWriting`: three instructions, not locked.
    private void startWriting(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_FLAG, Field.FLAGS);
        }
        int f = flags;
        if (l != null) {
            l.saw(f, f);
            step(l, fn, StepAction.STORE_FLAG, Field.FLAGS);
            l.saw(flags, f ^ HASH_WRITING);
        }
        flags = f ^ HASH_WRITING;
        unsettle();
    }

    /// The exit check, and `h.flags &^= hashWriting`.
    private void stopWriting(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.RECHECK_FLAG, Field.FLAGS);
            l.saw(flags, flags);
        }
        if ((flags & HASH_WRITING) == 0) {
            throw fatal(CONCURRENT_WRITES, fn, StepAction.RECHECK_FLAG);
        }
        if (l != null) {
            step(l, fn, StepAction.RELOAD_FLAG, Field.FLAGS);
        }
        int f = flags;
        if (l != null) {
            l.saw(f, f);
            step(l, fn, StepAction.CLEAR_FLAG, Field.FLAGS);
            l.saw(flags, f & ~HASH_WRITING);
        }
        flags = f & ~HASH_WRITING;
        settle();
    }

    private long hash(@Nullable StepListener l, long key, @Nullable Object ref, String fn) {
        refuseUnhashable(ref, fn, false);
        if (l != null) {
            step(l, fn, StepAction.HASH, Field.SEED);
            l.saw(hash0, hash0);
        }
        return rehash(key, ref);
    }

    /// The hash of a stored key under the current seed.
    long rehash(long key, @Nullable Object ref) {
        return ref == null ? hasher.hash(key, hash0) : hasher.hash(ref, hash0);
    }

    private boolean equal(@Nullable StepListener l, String fn, BucketArray a, int id, int i, long key,
            @Nullable Object ref) {
        if (l != null) {
            step(l, fn, StepAction.COMPARE_KEY, Field.KEY, a, id, i);
            l.saw(a.key(id, i), a.key(id, i));
        }
        long stored = a.mem[BucketArray.keyAt(id, i)];
        return plain ? stored == key : equalKeys(stored, a.ref(id, i), key, ref);
    }

    private static int followOverflow(@Nullable StepListener l, String fn, BucketArray a, int id) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_OVERFLOW, Field.LINK, a, id, -1);
            l.saw(a.overflow(id), a.overflow(id));
        }
        return a.links[id];
    }

    private static long hit(@Nullable Elem out, BucketArray a, int id, int i) {
        int at = BucketArray.keyAt(id, i) + 1;
        if (out != null) {
            point(out, a, id, i, at);
        }
        return a.mem[at];
    }

    private static long miss(@Nullable Elem out) {
        if (out != null) {
            out.pointToZero();
        }
        return 0;
    }

    private static void finishAssign(@Nullable Elem out, BucketArray a, int id, int i, long value) {
        int at = BucketArray.keyAt(id, i) + 1;
        if (out == null) {
            a.mem[at] = value;
        } else {
            point(out, a, id, i, at);
        }
    }

    private static void point(Elem out, BucketArray a, int id, int i, int at) {
        out.pointTo(a.mem, at);
        out.liesIn(a, a.serial, id, i);
    }

    /// `runtime.overLoadFactor`: whether `n` entries in 2^log2 buckets are too many.
    private boolean overLoadFactor(long n, int log2) {
        return n > CELLS && Long.compareUnsigned(n, loadFactorNum * (bucketShift(log2) / 2)) > 0;
    }

    /// `runtime.tooManyOverflowBuckets`: about as many as buckets.
    private static boolean tooManyOverflowBuckets(int noverflow, int log2) {
        return noverflow >= 1 << Math.min(log2, 15);
    }

    /// Whether the map is moving to a new array of the same size.
    boolean sameSizeGrow() {
        return (flags & SAME_SIZE_GROW) != 0;
    }

    long noldbuckets() {
        return bucketShift(sameSizeGrow() ? B : B - 1);
    }

    long oldbucketmask() {
        return noldbuckets() - 1;
    }

    static long bucketShift(int log2) {
        return 1L << (log2 & 63);
    }

    static long mask(int log2) {
        return bucketShift(log2) - 1;
    }

    private long newSeed() {
        return setup.random().next(Purpose.SEED) & 0xffffffffL;
    }

    static void step(StepListener l, String fn, StepAction action, Field field, BucketArray a, int id, int cell) {
        l.step(new MapStep(fn, action, field, a.serial, id, cell));
        mustHold(a, id, fn);
    }

    static long serialOf(@Nullable BucketArray a) {
        return a == null ? 0 : a.serial;
    }

    static FatalError fatal(String text, String fn, StepAction action) {
        return new FatalError(text, new MapStep(fn, action, Field.FLAGS), false);
    }

    private static FatalError thrown(String text, MapStep step) {
        return new FatalError(text, step, true);
    }

    /// A race may combine a new B with an old array. Go then reads whatever lies behind the array; here it faults.
    private static void mustHold(BucketArray a, int id, String fn) {
        if (id < 0 || id >= a.nbuckets) {
            throw new FatalError("fault", new MapStep(fn, StepAction.PROBE, Field.MARK, a.serial, id, -1), true);
        }
    }

    /// How many preallocated overflow buckets are left.
    public int freeOverflowBuckets() {
        return nextOverflowArray == null ? 0 : nextOverflowArray.nbuckets - nextOverflow;
    }

    /// The header's fields and every bucket, as they are now.
    public ClassicState state() {
        return ClassicState.of(this);
    }

    /// The header's fields, without the buckets.
    public ClassicState.Header header() {
        return new ClassicState.Header(count, flags, B, noverflow, hash0, nevacuate, oldbuckets != null,
                buckets != null, freeOverflowBuckets(), clearSeq);
    }

    @Override
    public void checkInvariants() {
        new Invariants(this).check();
    }

    @Override
    public String print() {
        return state().print();
    }
}
