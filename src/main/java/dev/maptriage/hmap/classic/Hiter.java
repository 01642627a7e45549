package dev.maptriage.hmap.classic;

import dev.maptriage.hmap.Elem;
import dev.maptriage.hmap.MapIterator;
import dev.maptriage.hmap.MapStep.Field;
import dev.maptriage.hmap.RandomSource.Purpose;
import dev.maptriage.hmap.StepAction;
import dev.maptriage.hmap.StepListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An iteration over a classic map (`runtime.hiter`).
///
/// It keeps the array and the B of its start. While that array is being filled by a growth, it walks the old bucket
/// instead and skips what will go to the other half. When a later growth has moved a cell on, it looks the key up.
public final class Hiter implements MapIterator {

    private static final long NO_CHECK = -1;
    private static final String INIT = "runtime.mapiterinit";
    private static final String NEXT = "runtime.mapiternext";

    private final ClassicMap h;
    private final Elem lookup = new Elem();
    private final int B;
    private final @Nullable BucketArray buckets;
    private final long startBucket;
    private final int offset;
    private final long clearSeq;
    private boolean wrapped;
    private int i;
    private long bucket;
    private long checkBucket;
    /// The bucket being walked; null between two.
    private @Nullable BucketArray array;
    private int id;
    /// Where the iterator stands; null at the end.
    private @Nullable BucketArray foundArray;
    private int foundId;
    private int foundCell;

    private Hiter(ClassicMap h, boolean empty) {
        this.h = h;
        this.B = h.B;
        this.buckets = empty ? null : h.buckets;
        this.clearSeq = h.clearSeq;
        if (empty) {
            startBucket = 0;
            offset = 0;
            return;
        }
        h.createOverflow();
        long r = h.setup().random().next(Purpose.ITERATOR);
        startBucket = r & ClassicMap.mask(B);
        offset = (int) (r >>> B) & (BucketArray.CELLS - 1);
        bucket = startBucket;
    }

    /// `runtime.mapiterinit`: takes the snapshot, marks the map, takes the first step. Checks no flag.
    static Hiter mapiterinit(ClassicMap h) {
        StepListener l = h.setup().listener();
        if (l != null) {
            ClassicMap.step(l, INIT, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(h.count, h.count);
        }
        if (h.count == 0) {
            return new Hiter(h, true);
        }
        if (l != null) {
            ClassicMap.step(l, INIT, StepAction.SNAPSHOT, Field.BUCKETS);
            l.saw(ClassicMap.serialOf(h.buckets), ClassicMap.serialOf(h.buckets));
        }
        Hiter it = new Hiter(h, false);
        int marks = ClassicMap.ITERATOR | ClassicMap.OLD_ITERATOR;
        if ((h.flags & marks) != marks) {
            if (l != null) {
                ClassicMap.step(l, INIT, StepAction.OR_FLAGS, Field.FLAGS);
                l.saw(h.flags, h.flags | marks);
            }
            h.flags |= marks;
        }
        it.mapiternext();
        return it;
    }

    @Override
    public void next() {
        if (done()) {
            throw new IllegalStateException("the iterator is at its end");
        }
        mapiternext();
    }

    /// `runtime.mapiternext`: one check of the flag, then on to the next entry. From 1.24 on every key is looked up once
    /// the map has been cleared.
    private void mapiternext() {
        StepListener l = h.setup().listener();
        if (l != null) {
            ClassicMap.step(l, NEXT, StepAction.CHECK_FLAG, Field.FLAGS);
            l.saw(h.flags, h.flags);
        }
        if ((h.flags & ClassicMap.HASH_WRITING) != 0) {
            throw ClassicMap.fatal("concurrent map iteration and map write", NEXT, StepAction.CHECK_FLAG);
        }
        BucketArray b = array;
        int at = id;
        int cell = i;
        for (;;) {
            if (b == null) {
                if (bucket == startBucket && wrapped) {
                    foundArray = null;
                    return;
                }
                b = nextBucket();
                at = id;
                bucket++;
                if (bucket == ClassicMap.bucketShift(B)) {
                    bucket = 0;
                    wrapped = true;
                }
                cell = 0;
            }
            if (l != null) {
                ClassicMap.step(l, NEXT, StepAction.PROBE, Field.MARK, b, at, -1);
                l.saw(b.tophash(at), b.tophash(at));
            }
            for (; cell < BucketArray.CELLS; cell++) {
                int offi = (cell + offset) & (BucketArray.CELLS - 1);
                int top = b.tophash(at, offi);
                if (top <= TopHash.EMPTY_ONE || top == TopHash.EVACUATED_EMPTY || goesElsewhere(b, at, offi, top)) {
                    continue;
                }
                if (stands(b, at, offi, top)) {
                    array = b;
                    id = at;
                    i = cell + 1;
                    return;
                }
            }
            int next = b.overflow(at);
            if (next == 0) {
                b = null;
            } else {
                at = b.idBehind(next);
                b = b.arrayBehind(next);
            }
            cell = 0;
        }
    }

    /// The array to walk for the current bucket, and in `id` the bucket in it: the old one, as long as a growth has not filled ours from it.
    private BucketArray nextBucket() {
        StepListener l = h.setup().listener();
        if (l != null) {
            ClassicMap.step(l, NEXT, StepAction.LOAD_OLDBUCKETS, Field.OLDBUCKETS);
            l.saw(ClassicMap.serialOf(h.oldbuckets), ClassicMap.serialOf(h.oldbuckets));
        }
        BucketArray old = h.oldbuckets;
        if (old != null && B == h.B) {
            int at = (int) (bucket & h.oldbucketmask());
            if (l != null) {
                ClassicMap.step(l, NEXT, StepAction.LOAD_EVACUATED, Field.MARK, old, at, 0);
                l.saw(old.tophash(at, 0), old.tophash(at, 0));
            }
            if (!old.evacuated(at)) {
                checkBucket = bucket;
                id = at;
                return old;
            }
        }
        checkBucket = NO_CHECK;
        id = (int) bucket;
        if (buckets == null) {
            throw ClassicMap.nilDereference(NEXT, StepAction.LOAD_BUCKETS, Field.BUCKETS);
        }
        return buckets;
    }

    /// Whether an entry of an old bucket is bound for the other new bucket, which is visited on its own.
    private boolean goesElsewhere(BucketArray from, int at, int cell, int top) {
        if (checkBucket == NO_CHECK || h.sameSizeGrow()) {
            return false;
        }
        long key = from.key(at, cell);
        Object ref = from.ref(at, cell);
        if (h.setup().kind().reflexive() || h.equalsItself(key, ref)) {
            return (h.rehash(key, ref) & ClassicMap.mask(B)) != checkBucket;
        }
        return checkBucket >>> (B - 1) != (top & 1);
    }

    private boolean stands(BucketArray from, int at, int cell, int top) {
        long key = from.key(at, cell);
        Object ref = from.ref(at, cell);
        boolean moved = top == TopHash.EVACUATED_X || top == TopHash.EVACUATED_Y;
        if (clearSeq == h.clearSeq && (!moved || !(h.setup().kind().reflexive() || h.equalsItself(key, ref)))) {
            standOn(from, at, cell);
            return true;
        }
        if (!h.mapaccessK(key, ref, lookup)) {
            return false;
        }
        standOn(Objects.requireNonNull(lookup.owner(BucketArray.class)), lookup.bucket(), lookup.slot());
        return true;
    }

    private void standOn(BucketArray a, int at, int cell) {
        foundArray = a;
        foundId = at;
        foundCell = cell;
    }

    @Override
    public boolean done() {
        return foundArray == null;
    }

    @Override
    public long key() {
        return found().key(foundId, foundCell);
    }

    @Override
    public @Nullable Object keyObject() {
        return found().ref(foundId, foundCell);
    }

    @Override
    public long value() {
        return found().elem(foundId, foundCell);
    }

    private BucketArray found() {
        if (foundArray == null) {
            throw new IllegalStateException("the iterator is at its end");
        }
        return foundArray;
    }

    /// The iterator's own fields, as they are now.
    public State state() {
        return new State(B, bucket, i, wrapped, checkBucket);
    }

    /// The fields of `runtime.hiter` that say where an iteration is.
    ///
    /// @param checkBucket the bucket whose entries are picked out of an old one, -1 if none
    public record State(int B, long bucket, int i, boolean wrapped, long checkBucket) {}
}
