package dev.maptriage.hmap.swiss;

import static dev.maptriage.hmap.swiss.Table.SLOTS;

import dev.maptriage.hmap.Elem;
import dev.maptriage.hmap.EngineMap;
import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapIterator;
import dev.maptriage.hmap.MapSetup;
import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.MapStep.Field;
import dev.maptriage.hmap.RandomSource.Purpose;
import dev.maptriage.hmap.RuntimeFault.FatalError;
import dev.maptriage.hmap.RuntimeFault.Panic;
import dev.maptriage.hmap.StepAction;
import dev.maptriage.hmap.StepListener;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Go's Swiss map: `Map` of `internal/runtime/maps` with the functions of its `map.go`, `table.go`, `runtime*.go`
/// (Go 1.24, 1.26, 1.27; the files of 1.24 end in `_swiss.go`).
///
/// Fields and methods carry the runtime's names. Each method names the Go function it mirrors and the releases in which
/// it differs. For the two speeds of this code see [dev.maptriage.hmap.classic.ClassicMap].
public final class SwissMap extends EngineMap {

    private static final String NO_EMPTY_SLOT = "small map with no empty slot (concurrent map writes?)";
    private static final long MAX_DIRECTORY = 1L << 22;
    /// From this length on a string in a small map is first compared by its ends (`getWithoutKeySmallFastStr`).
    private static final int LONG_STRING = 64;
    private static final int ENDS = 8;

    // The header, in the order of maps.Map. The runtime's dirPtr is either group or directory.
    long used;
    long seed;
    @Nullable
    Table group;
    Table @Nullable [] directory;
    int dirLen;
    int globalDepth;
    int globalShift;
    int writing;
    boolean tombstonePossible;
    long clearSeq;

    private final boolean inlinesFirstHash;
    private final boolean prunes;
    private final boolean tracksTombstones;
    private int serials;
    /// The directory, if the short path of a lookup applies: plain keys or strings, no listener, not a small map, not empty, not
    /// marked as being written; else null.
    private Table @Nullable [] forLookups;
    /// The same for deletes: not of pointers, which are wiped.
    private Table @Nullable [] forDeletes;
    /// The same for assigns: in an empty map, too.
    private Table @Nullable [] forAssigns;

    private SwissMap(MapSetup setup) {
        super(setup);
        if (!setup.version().swiss()) {
            throw new IllegalArgumentException("Go " + setup.version().label() + " has the classic map");
        }
        this.inlinesFirstHash = version.inlinesFirstHash() && fast;
        this.prunes = version.prunesTombstones(kind);
        this.tracksTombstones = version.tracksTombstones();
    }

    /// `make(map[K]V)` and an empty literal (`NewEmptyMap`): no group before the first assign.
    public static SwissMap make(MapSetup setup) {
        SwissMap m = new SwissMap(setup);
        m.seed = m.newSeed();
        return m;
    }

    /// `make(map[K]V, hint)` (`NewMap`). Up to 8 entries nothing is allocated; negative and absurd hints act as 0.
    public static SwissMap make(MapSetup setup, long hint) {
        SwissMap m = make(setup);
        if (hint > SLOTS) {
            m.allocate(hint);
        }
        return m;
    }

    @Override
    public SwissMap replica(MapSetup other) {
        SwissMap m = new SwissMap(other);
        m.takeOver(this);
        m.writing = writing;
        if (group != null) {
            m.group = new Table(group.serial, group);
        }
        if (directory != null) {
            Table[] copies = new Table[directory.length];
            for (int i = 0; i < copies.length; i++) {
                Table t = directory[i];
                copies[i] = i > 0 && t == directory[i - 1] ? copies[i - 1] : new Table(t.serial, t);
            }
            m.directory = copies;
            m.settle();
        }
        return m;
    }

    private void allocate(long hint) {
        if (Math.multiplyHigh(hint, SLOTS) != 0) {
            return;
        }
        long targetCapacity = Long.divideUnsigned(hint * SLOTS, Table.MAX_AVG_GROUP_LOAD);
        if (Long.compareUnsigned(targetCapacity, hint) < 0) {
            return;
        }
        long dirSize = Math.ceilDiv(targetCapacity, Table.MAX_CAPACITY);
        dirSize = dirSize <= 1 ? dirSize : Long.highestOneBit(dirSize - 1) << 1;
        long groupSize = 8 + 8L * (kind == KeyKind.STRUCT ? 32 : kind.objectKeys() ? 24 : 16);
        if (dirSize > MAX_ALLOC / Table.MAX_CAPACITY / groupSize) {
            return;
        }
        if (dirSize > MAX_DIRECTORY) {
            throw new IllegalArgumentException("a map of " + dirSize + " tables is beyond this engine");
        }
        globalDepth = Long.numberOfTrailingZeros(dirSize);
        globalShift = 64 - globalDepth;
        Table[] dir = new Table[(int) dirSize];
        for (int i = 0; i < dir.length; i++) {
            dir[i] = newTable((int) (targetCapacity / dirSize), i, globalDepth);
        }
        directory = dir;
        dirLen = dir.length;
        settle();
    }

    @Override
    protected long count() {
        return used;
    }

    @Override
    public long get(long key) {
        Table[] quick = forLookups;
        return quick == null ? access(key, null) : mapaccessFast(quick, key, null);
    }

    @Override
    public void put(long key, long value) {
        Table[] quick = forAssigns;
        if (quick == null) {
            store(key, null, value);
        } else {
            mapassignFast(quick, key, null, value);
        }
    }

    @Override
    public void delete(long key) {
        Table[] quick = forDeletes;
        if (quick == null) {
            mapdelete(key, null);
        } else {
            mapdeleteFast(quick, key, null);
        }
    }

    @Override
    public long get(Object key) {
        Table[] quick = forLookups;
        return quick != null && key instanceof String string
                ? mapaccessFast(quick, 0, string)
                : access(keyWord(key), key);
    }

    @Override
    public void put(Object key, long value) {
        Table[] quick = forAssigns;
        if (quick != null && key instanceof String string) {
            mapassignFast(quick, string.length(), string, value);
        } else {
            store(keyWord(key), key, value);
        }
    }

    @Override
    public void delete(Object key) {
        Table[] quick = forDeletes;
        if (quick != null && key instanceof String string) {
            mapdeleteFast(quick, 0, string);
        } else {
            mapdelete(keyWord(key), key);
        }
    }

    @Override
    public MapIterator iterator() {
        return Iter.start(this);
    }

    /// The short way of a lookup: most end in the first group. A match may be rough, for the key decides.
    private long mapaccessFast(Table[] dir, long key, @Nullable String string) {
        long hash = quickHash(key, string, seed, inlinesFirstHash);
        Table t = dir[directoryIndex(hash)];
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        long ctrls = t.ctrls[g];
        // Not where it is needed: code that is seldom reached is not inlined, and a call costs all lookups registers.
        long empty = CtrlGroup.matchEmpty(ctrls);
        long match = CtrlGroup.roughMatchH2(ctrls, CtrlGroup.h2(hash));
        if (match != 0) {
            int at = Table.elemAt(g, match);
            if (t.holds(at, key, string)) {
                return t.mem[at];
            }
        } else if (empty != 0) {
            return 0;
        } else {
            return probeFrom(2, dir, hash, key, string);
        }
        return probeFrom(1, dir, hash, key, string);
    }

    /// The probe sequence of a lookup, from its first or second group on. It starts anew from the hash, so that the short
    /// way need not keep more in registers.
    private long probeFrom(int nth, Table[] dir, long hash, long key, @Nullable String string) {
        Table t = dir[directoryIndex(hash)];
        int h2 = CtrlGroup.h2(hash);
        int g = ((int) CtrlGroup.h1(hash) + nth - 1) & t.lengthMask;
        for (int probes = nth;; probes++) {
            long ctrls = t.ctrls[g];
            for (long match = CtrlGroup.roughMatchH2(ctrls, h2); match != 0; match = CtrlGroup.removeFirst(match)) {
                int at = Table.elemAt(g, match);
                if (t.holds(at, key, string)) {
                    return t.mem[at];
                }
            }
            if (CtrlGroup.matchEmpty(ctrls) != 0) {
                return 0;
            }
            g = (g + probes) & t.lengthMask;
        }
    }

    /// The short path of an assign: the first group has the key, or an empty slot and no tombstone before it, and the
    /// table has room. The map is not marked as being written: until the end of this method nobody can look.
    private void mapassignFast(Table[] dir, long key, @Nullable String string, long value) {
        long hash = quickHash(key, string, seed, inlinesFirstHash);
        Table t = dir[directoryIndex(hash)];
        int h2 = CtrlGroup.h2(hash);
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        long ctrls = t.ctrls[g];
        long match = CtrlGroup.roughMatchH2(ctrls, h2);
        if (match != 0) {
            int at = Table.elemAt(g, match);
            if (t.holds(at, key, string)) {
                t.put(at, key, string, value);
                return;
            }
        } else {
            long free = CtrlGroup.matchEmptyOrDeleted(ctrls);
            if (CtrlGroup.startsEmpty(ctrls, free) && t.growthLeft > 0) {
                t.ctrls[g] = CtrlGroup.filled(ctrls, free, h2);
                t.put(Table.elemAt(g, free), key, string, value);
                t.growthLeft--;
                t.used++;
                if (++used == 1) {
                    settle();
                }
                return;
            }
        }
        startWriting();
        mapassignHashed(null, fnAssign, hash, key, string, null, value);
    }

    /// The short path of a delete: the first group has the key. Not marked, as in an assign. Whether a tombstone stays is
    /// decided without a branch, which the groups of a well filled table would mispredict.
    private void mapdeleteFast(Table[] dir, long key, @Nullable String string) {
        long hash = quickHash(key, string, seed, false);
        Table t = dir[directoryIndex(hash)];
        int h2 = CtrlGroup.h2(hash);
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        long ctrls = t.ctrls[g];
        long match = CtrlGroup.roughMatchH2(ctrls, h2);
        if (match != 0) {
            int at = Table.elemAt(g, match);
            if (t.holds(at, key, string)) {
                t.mem[at] = 0;
                if (string != null) {
                    t.mem[at - 1] = 0;
                    t.refs[at >> 1] = null;
                }
                int hasEmpty = CtrlGroup.matchEmpty(ctrls) == 0 ? 0 : 1;
                t.ctrls[g] = CtrlGroup.afterDelete(ctrls, match, h2, hasEmpty);
                t.growthLeft += hasEmpty;
                t.used--;
                tombstonePossible |= tracksTombstones && hasEmpty == 0;
                if (--used == 0) {
                    seed = newSeed();
                    settle();
                }
                return;
            }
        }
        startWriting();
        deleteInTable(null, fnDelete, hash, string == null ? key : string.length(), string);
        endDelete(null, fnDelete);
    }

    private void startWriting() {
        toggleWriting(null, fnAssign, StepAction.LOAD_FLAG, StepAction.STORE_FLAG);
    }

    /// Renews what the short paths rely on: at the end of every write that took a long path, and when a short one changes
    /// `used` from or to 0.
    private void settle() {
        forAssigns = assignedShort();
        forLookups = lookedUpShort();
        forDeletes = kind == KeyKind.POINTER ? null : forLookups;
    }

    private Table @Nullable [] assignedShort() {
        return quick && writing == 0 ? directory : null;
    }

    private Table @Nullable [] lookedUpShort() {
        return used == 0 ? null : assignedShort();
    }

    /// Whether the short paths rely on what is true.
    @SuppressWarnings("ReferenceEquality")
    boolean isSettled() {
        return forAssigns == assignedShort() && forLookups == lookedUpShort()
                && forDeletes == (kind == KeyKind.POINTER ? null : forLookups);
    }

    /// `Map.directoryIndex`. Java shifts by at most 63, and a single table is selected by none of 64 bits.
    private int directoryIndex(long hash) {
        return (int) (hash >>> 1 >>> (globalShift - 1));
    }

    /// `runtime_mapaccess1`, `runtime_mapaccess2` and their `_fast32`, `_fast64`, `_faststr` variants.
    @Override
    protected long mapaccess(long key, @Nullable Object ref, @Nullable Elem out, String fn) {
        StepListener l = listener;
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(used, used);
        }
        if (used == 0) {
            refuseUnhashable(ref, fn, true);
            return miss(out);
        }
        checkNotWriting(l, fn, CONCURRENT_READ);
        if (!fast) {
            long hash = hash(l, key, ref, fn, false);
            return isSmall(l, fn) ? getSmall(l, fn, hash, key, ref, out) : getInTable(l, fn, hash, key, ref, out);
        }
        if (isSmall(l, fn)) {
            return plain
                    ? getSmallFast(l, fn, key, out)
                    : getSmallFastStr(l, fn, key, (String) Objects.requireNonNull(ref), out);
        }
        return getInTable(l, fn, hash(l, key, ref, fn, true), key, ref, out);
    }

    /// `Map.getWithKey`: the lookup of an iterator whose table has been replaced. It checks the flag as any lookup does.
    boolean getWithKey(long key, @Nullable Object ref, Elem out, Iter it) {
        String fn = "internal/runtime/maps.(*Map).getWithKey";
        StepListener l = listener;
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(used, used);
        }
        if (used == 0) {
            return false;
        }
        checkNotWriting(l, fn, CONCURRENT_READ);
        long hash = hash(l, key, ref, fn, false);
        if (isSmall(l, fn)) {
            getSmall(l, fn, hash, key, ref, out);
        } else {
            getInTable(l, fn, hash, key, ref, out);
        }
        if (out.present()) {
            it.standOn(Objects.requireNonNull(out.owner(Table.class)), out.bucket(), out.slot());
        }
        return out.present();
    }

    private boolean isSmall(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_SIZE, Field.SIZE);
            l.saw(dirLen, dirLen);
        }
        return dirLen == 0;
    }

    /// `Map.getWithKeySmall`.
    private long getSmall(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out) {
        Table t = loadGroup(l, fn);
        for (long match = CtrlGroup.matchH2(probe(l, fn, t, 0), CtrlGroup.h2(hash)); match != 0; match = CtrlGroup
                .removeFirst(match)) {
            int i = CtrlGroup.first(match);
            if (equal(l, fn, t, 0, i, key, ref)) {
                return hit(out, t, 0, i);
            }
        }
        return miss(out);
    }

    /// The small path of `runtime_mapaccess2_fast64` and `_fast32`: compares all keys and computes no hash.
    private long getSmallFast(@Nullable StepListener l, String fn, long key, @Nullable Elem out) {
        Table t = loadGroup(l, fn);
        for (long match = CtrlGroup.matchFull(probe(l, fn, t, 0)); match != 0; match = CtrlGroup.removeFirst(match)) {
            int i = CtrlGroup.first(match);
            if (equal(l, fn, t, 0, i, key, null)) {
                return hit(out, t, 0, i);
            }
        }
        return miss(out);
    }

    /// `Map.getWithoutKeySmallFastStr`: long keys are compared by their ends first, and hashed only if two look alike.
    private long getSmallFastStr(@Nullable StepListener l, String fn, long length, String key, @Nullable Elem out) {
        Table t = loadGroup(l, fn);
        long ctrls = probe(l, fn, t, 0);
        if (length > LONG_STRING) {
            int candidate = -1;
            int candidates = 0;
            for (long match = CtrlGroup.matchFull(ctrls); match != 0; match = CtrlGroup.removeFirst(match)) {
                int i = CtrlGroup.first(match);
                if (t.key(0, i) == length && t.ref(0, i) instanceof String k && looksAlike(k, key, ENDS)) {
                    candidate = i;
                    candidates++;
                }
            }
            if (candidates == 0) {
                return miss(out);
            }
            if (candidates == 1) {
                return equal(l, fn, t, 0, candidate, length, key) ? hit(out, t, 0, candidate) : miss(out);
            }
        }
        return getSmall(l, fn, hash(l, length, key, fn, true), length, key, out);
    }

    private long getInTable(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out) {
        Table t = tableFor(l, hash, fn);
        int h2 = CtrlGroup.h2(hash);
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        for (int probes = 1;; probes++) {
            long ctrls = probe(l, fn, t, g);
            for (long match = CtrlGroup.matchH2(ctrls, h2); match != 0; match = CtrlGroup.removeFirst(match)) {
                int i = CtrlGroup.first(match);
                if (equal(l, fn, t, g, i, key, ref)) {
                    return hit(out, t, g, i);
                }
            }
            if (CtrlGroup.matchEmpty(ctrls) != 0) {
                return miss(out);
            }
            g = (g + probes) & t.lengthMask;
        }
    }

    /// `runtime_mapassign`, `_fast32`, `_fast64`, `_fast64ptr`, `_faststr`, up to the return of the element's address;
    /// without `out` the caller's store is done at once.
    @Override
    protected void mapassign(long key, @Nullable Object ref, @Nullable Elem out, long value) {
        StepListener l = listener;
        String fn = fnAssign;
        checkNotWriting(l, fn, CONCURRENT_WRITES);
        long hash = hash(l, key, ref, fn, true);
        toggleWriting(l, fn, StepAction.LOAD_FLAG, StepAction.STORE_FLAG);
        if (l != null) {
            step(l, fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
            l.saw(dirPtr(), dirPtr());
        }
        if (group == null && directory == null) {
            growToSmall(l);
        }
        if (isSmall(l, fn) && assignSmall(l, fn, hash, key, ref, out, value)) {
            return;
        }
        mapassignHashed(l, fn, hash, key, ref, out, value);
    }

    /// The part of an assign that concerns tables.
    private void mapassignHashed(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out, long value) {
        while (!assignInTable(l, fn, hash, key, ref, out, value)) {
            // The table was replaced: select the new one and try again.
        }
    }

    /// The part of an assign that concerns small maps. Up to 1.26 a map of 8 entries grows without looking for the key;
    /// from 1.27 on it is searched first and grows only for a new key.
    ///
    /// @return false if the assign has to go on with the tables
    private boolean assignSmall(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out, long value) {
        if (!version.searchesFullSmallMap()) {
            if (l != null) {
                step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
                l.saw(used, used);
            }
            if (used >= SLOTS) {
                growToTable(l);
                return false;
            }
        }
        Table t = loadGroup(l, fn);
        int i = putSlotSmall(l, fn, t, hash, key, ref);
        int g = 0;
        if (i < 0) {
            t = growToTable(l);
            int at = t.uncheckedPutSlot(hash, key, ref, 0);
            g = at / SLOTS;
            i = at % SLOTS;
            changeUsed(l, fn, 1);
        }
        stopWriting(l, fn);
        finishAssign(out, t, g, i, value);
        return true;
    }

    /// `Map.putSlotSmall` and its `Fast32`, `Fast64`, `FastPtr`, `FastStr` variants. Returns the slot, -1 if none is
    /// left (1.27; before, that was a fatal error, for a writer alone never gets here with a full group).
    private int putSlotSmall(@Nullable StepListener l, String fn, Table t, long hash, long key, @Nullable Object ref) {
        long ctrls = probe(l, fn, t, 0);
        for (long match = CtrlGroup.matchH2(ctrls, CtrlGroup.h2(hash)); match != 0; match = CtrlGroup
                .removeFirst(match)) {
            int i = CtrlGroup.first(match);
            if (equal(l, fn, t, 0, i, key, ref)) {
                updateKey(l, fn, t, 0, i, key, ref);
                return i;
            }
        }
        long match = CtrlGroup.matchEmptyOrDeleted(probe(l, fn, t, 0));
        if (match == 0) {
            if (version.searchesFullSmallMap()) {
                return -1;
            }
            throw new FatalError(NO_EMPTY_SLOT, new MapStep(fn, StepAction.PROBE, Field.MARK, t.serial, 0, -1), false);
        }
        int i = CtrlGroup.first(match);
        storeKey(l, fn, t, 0, i, key, ref);
        storeCtrl(l, fn, t, 0, i, CtrlGroup.h2(hash));
        changeUsed(l, fn, 1);
        return i;
    }

    /// One round of an assign through the tables (`table.PutSlot`, and the loops of `runtime_mapassign*`). Returns false
    /// if the table had no room and was replaced. Which variants prune tombstones first: see
    /// [GoVersion#prunesTombstones].
    private boolean assignInTable(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref,
            @Nullable Elem out, long value) {
        Table t = tableFor(l, hash, fn);
        int h2 = CtrlGroup.h2(hash);
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        int firstDeletedGroup = -1;
        int firstDeletedSlot = 0;
        for (int probes = 1;; probes++) {
            long ctrls = probe(l, fn, t, g);
            for (long match = CtrlGroup.matchH2(ctrls, h2); match != 0; match = CtrlGroup.removeFirst(match)) {
                int i = CtrlGroup.first(match);
                if (equal(l, fn, t, g, i, key, ref)) {
                    updateKey(l, fn, t, g, i, key, ref);
                    stopWriting(l, fn);
                    finishAssign(out, t, g, i, value);
                    return true;
                }
            }
            long match = CtrlGroup.matchEmptyOrDeleted(ctrls);
            if (match != 0) {
                int i = CtrlGroup.first(match);
                if ((ctrls >>> (i << 3) & 0xff) == CtrlGroup.CTRL_EMPTY) {
                    if (firstDeletedGroup >= 0) {
                        g = firstDeletedGroup;
                        i = firstDeletedSlot;
                        changeGrowthLeft(l, fn, t, 1);
                    }
                    return insertOrRehash(l, fn, t, g, i, hash, key, ref, out, value);
                }
                if (firstDeletedGroup < 0) {
                    firstDeletedGroup = g;
                    firstDeletedSlot = i;
                }
            }
            g = (g + probes) & t.lengthMask;
        }
    }

    private boolean insertOrRehash(@Nullable StepListener l, String fn, Table t, int g, int i, long hash, long key,
            @Nullable Object ref, @Nullable Elem out, long value) {
        if (l != null) {
            step(l, fn, StepAction.CHECK_GROWTH, Field.GROWTH_LEFT, t, 0, -1);
            l.saw(t.growthLeft, t.growthLeft);
        }
        if (t.growthLeft == 0 && prunes) {
            pruneTombstones(l, t);
        }
        if (t.growthLeft > 0) {
            storeKey(l, fn, t, g, i, key, ref);
            storeCtrl(l, fn, t, g, i, CtrlGroup.h2(hash));
            changeGrowthLeft(l, fn, t, -1);
            changeTableUsed(l, fn, t, 1);
            changeUsed(l, fn, 1);
            stopWriting(l, fn);
            finishAssign(out, t, g, i, value);
            return true;
        }
        rehash(l, t);
        return false;
    }

    /// `Map.growToSmall`.
    private void growToSmall(@Nullable StepListener l) {
        Table t = newTable(SLOTS, 0, 0);
        if (l != null) {
            step(l, "internal/runtime/maps.(*Map).growToSmall", StepAction.STORE_FIRST, Field.BUCKETS);
            l.saw(dirPtr(), t.serial);
        }
        group = t;
    }

    /// `Map.growToTable`: from the group to a table of 16.
    private Table growToTable(@Nullable StepListener l) {
        String fn = "internal/runtime/maps.(*Map).growToTable";
        Table tab = newTable(2 * SLOTS, 0, 0);
        Table g = loadGroup(l, fn);
        for (int i = 0; i < SLOTS; i++) {
            if ((g.ctrl(0, i) & CtrlGroup.CTRL_EMPTY) == 0) {
                if (l != null) {
                    step(l, fn, StepAction.COMPARE_KEY, Field.KEY, g, 0, i);
                    l.saw(g.key(0, i), g.key(0, i));
                }
                tab.uncheckedPutSlot(rehash(g.key(0, i), g.ref(0, i)), g.key(0, i), g.ref(0, i), g.elem(0, i));
            }
        }
        if (l != null) {
            step(l, fn, StepAction.STORE_BUCKETS, Field.BUCKETS);
            l.saw(dirPtr(), tab.serial);
        }
        directory = new Table[]{tab};
        group = null;
        store(l, fn, StepAction.STORE_SIZE, Field.SIZE, dirLen, 1);
        dirLen = 1;
        globalDepth = 0;
        globalShift = 64;
        return tab;
    }

    /// `table.rehash`: replaces a table without room by one of twice the capacity, or by two of 1024.
    private void rehash(@Nullable StepListener l, Table t) {
        int newCapacity = 2 * t.capacity;
        if (newCapacity <= Table.MAX_CAPACITY) {
            grow(l, t, newCapacity);
        } else {
            split(l, t);
        }
    }

    /// `table.grow`.
    private void grow(@Nullable StepListener l, Table t, int newCapacity) {
        String fn = "internal/runtime/maps.(*table).grow";
        if (l != null) {
            step(l, fn, StepAction.ALLOCATE, Field.DIRECTORY, t, 0, -1);
        }
        Table newTable = newTable(newCapacity, t.index, t.localDepth);
        if (unwatched) {
            moveAll(t, newTable, newTable, 0);
            replaceTable(null, newTable);
            t.index = Table.STALE;
            return;
        }
        for (int g = 0; g <= t.lengthMask; g++) {
            for (long full = CtrlGroup.matchFull(probe(l, fn, t, g)); full != 0; full = CtrlGroup.removeFirst(full)) {
                int i = CtrlGroup.first(full);
                long key = t.key(g, i);
                Object ref = t.ref(g, i);
                newTable.uncheckedPutSlot(rehash(key, ref), key, ref, t.elem(g, i));
            }
        }
        replaceTable(l, newTable);
        markStale(l, fn, t);
    }

    /// The loop of [#grow] and [#split] for plain keys that nobody watches. A branch on the hash bit would be mispredicted
    /// every other time.
    private void moveAll(Table from, Table left, Table right, int bit) {
        Table[] halves = {left, right};
        for (int g = 0; g <= from.lengthMask; g++) {
            for (long full = CtrlGroup.matchFull(from.ctrls[g]); full != 0; full = CtrlGroup.removeFirst(full)) {
                int at = Table.keyAt(g, CtrlGroup.first(full));
                long key = from.mem[at];
                long hash = quickHash(key, null, seed, false);
                halves[left == right ? 0 : (int) (hash >>> bit) & 1].putPlain(hash, key, from.mem[at + 1]);
            }
        }
        left.countFull();
        if (left != right) {
            right.countFull();
        }
    }

    /// `table.split`: by the hash bit below the table's local depth.
    private void split(@Nullable StepListener l, Table t) {
        String fn = "internal/runtime/maps.(*table).split";
        if (l != null) {
            step(l, fn, StepAction.ALLOCATE, Field.DIRECTORY, t, 0, -1);
        }
        int localDepth = t.localDepth + 1;
        Table left = newTable(Table.MAX_CAPACITY, Table.STALE, localDepth);
        Table right = newTable(Table.MAX_CAPACITY, Table.STALE, localDepth);
        if (unwatched) {
            moveAll(t, left, right, 64 - localDepth);
            installTableSplit(null, t, left, right);
            t.index = Table.STALE;
            return;
        }
        long mask = 1L << (64 - localDepth);
        for (int g = 0; g <= t.lengthMask; g++) {
            for (long full = CtrlGroup.matchFull(probe(l, fn, t, g)); full != 0; full = CtrlGroup.removeFirst(full)) {
                int i = CtrlGroup.first(full);
                long key = t.key(g, i);
                Object ref = t.ref(g, i);
                long hash = rehash(key, ref);
                ((hash & mask) == 0 ? left : right).uncheckedPutSlot(hash, key, ref, t.elem(g, i));
            }
        }
        installTableSplit(l, t, left, right);
        markStale(l, fn, t);
    }

    /// `Map.installTableSplit`: doubles the directory when the old table filled exactly one entry of it.
    private void installTableSplit(@Nullable StepListener l, Table old, Table left, Table right) {
        String fn = "internal/runtime/maps.(*Map).installTableSplit";
        if (old.localDepth == globalDepth) {
            growDirectory(l, fn);
        }
        left.index = old.index;
        replaceTable(l, left);
        right.index = left.index + (1 << (globalDepth - left.localDepth));
        replaceTable(l, right);
    }

    private void growDirectory(@Nullable StepListener l, String fn) {
        Table[] dir = loadDirectory(l, fn);
        Table[] newDir = new Table[dirLen * 2];
        for (int i = 0; 2 * i < newDir.length; i++) {
            mustHold(dir, i, fn);
            Table t = dir[i];
            newDir[2 * i] = t;
            newDir[2 * i + 1] = t;
            if (t.index == i) {
                t.index = 2 * i;
            }
        }
        store(l, fn, StepAction.STORE_SIZE, Field.SIZE, globalDepth, globalDepth + 1);
        globalDepth++;
        globalShift--;
        store(l, fn, StepAction.STORE_BUCKETS, Field.BUCKETS, dirPtr(), dirPtr());
        directory = newDir;
        store(l, fn, StepAction.STORE_SIZE, Field.SIZE, dirLen, newDir.length);
        dirLen = newDir.length;
    }

    /// `Map.replaceTable`: puts a table into all directory entries it serves.
    private void replaceTable(@Nullable StepListener l, Table nt) {
        String fn = "internal/runtime/maps.(*Map).replaceTable";
        int entries = 1 << (globalDepth - nt.localDepth);
        Table[] dir = loadDirectory(null, fn);
        for (int i = 0; i < entries; i++) {
            int at = nt.index + i;
            if (l != null) {
                mustHold(dir, at, fn);
                l.step(new MapStep(fn, StepAction.STORE_DIRECTORY, Field.DIRECTORY, 0, at, -1));
                l.saw(dir[at].serial, nt.serial);
            }
            dir[at] = nt;
        }
    }

    private static void markStale(@Nullable StepListener l, String fn, Table t) {
        if (l != null) {
            step(l, fn, StepAction.STORE_STALE, Field.TABLE_INDEX, t, 0, -1);
            l.saw(t.index, Table.STALE);
        }
        t.index = Table.STALE;
    }

    /// `table.pruneTombstones` (from Go 1.26 on): turns tombstones that no entry's probe sequence crosses into empty
    /// slots, if a tenth of the capacity can be won back.
    private void pruneTombstones(@Nullable StepListener l, Table t) {
        if (t.tombstones() * 10 < t.capacity) {
            return;
        }
        boolean[] needed = neededTombstones(t);
        int prunable = 0;
        for (int g = 0; g <= t.lengthMask; g++) {
            if (!needed[g]) {
                prunable += Long.bitCount(CtrlGroup.matchEmptyOrDeleted(t.ctrls(g)));
            }
        }
        if (prunable * 10 < t.capacity) {
            return;
        }
        for (int g = 0; g <= t.lengthMask; g++) {
            if (needed[g]) {
                continue;
            }
            if (l != null) {
                step(l, "internal/runtime/maps.(*table).pruneTombstones", StepAction.PRUNE, Field.MARK, t, g, -1);
            }
            long was = t.ctrls(g);
            for (long match = CtrlGroup.matchEmptyOrDeleted(was); match != 0; match = CtrlGroup.removeFirst(match)) {
                t.setCtrl(g, CtrlGroup.first(match), CtrlGroup.CTRL_EMPTY);
                t.growthLeft++;
            }
            if (l != null) {
                l.saw(was, t.ctrls(g));
            }
        }
    }

    private boolean[] neededTombstones(Table t) {
        boolean[] needed = new boolean[t.lengthMask + 1];
        for (int g = 0; g <= t.lengthMask; g++) {
            for (long full = CtrlGroup.matchFull(t.ctrls(g)); full != 0; full = CtrlGroup.removeFirst(full)) {
                int i = CtrlGroup.first(full);
                long key = t.key(g, i);
                Object ref = t.ref(g, i);
                if (!equalsItself(key, ref)) {
                    continue;
                }
                int at = (int) CtrlGroup.h1(rehash(key, ref)) & t.lengthMask;
                for (int probes = 1; at != g; probes++) {
                    needed[at] |= CtrlGroup.matchEmptyOrDeleted(t.ctrls(at)) != 0;
                    at = (at + probes) & t.lengthMask;
                }
            }
            needed[g] |= CtrlGroup.matchEmpty(t.ctrls(g)) != 0;
        }
        return needed;
    }

    /// `Map.Delete`, which all delete functions call.
    @Override
    protected void mapdelete(long key, @Nullable Object ref) {
        StepListener l = listener;
        String fn = fnDelete;
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(used, used);
        }
        if (used == 0) {
            refuseUnhashable(ref, fn, true);
            return;
        }
        checkNotWriting(l, fn, CONCURRENT_WRITES);
        long hash = hash(l, key, ref, fn, false);
        toggleWriting(l, fn, StepAction.LOAD_FLAG, StepAction.STORE_FLAG);
        if (isSmall(l, fn)) {
            deleteSmall(l, fn, hash, key, ref);
        } else {
            deleteInTable(l, fn, hash, key, ref);
        }
        endDelete(l, fn);
    }

    private void endDelete(@Nullable StepListener l, String fn) {
        if (used == 0) {
            store(l, fn, StepAction.STORE_SEED, Field.SEED, seed, seed);
            seed = newSeed();
        }
        stopWriting(l, fn);
    }

    /// `Map.deleteSmall`: a small map has no tombstones.
    private void deleteSmall(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref) {
        Table t = loadGroup(l, fn);
        for (long match = CtrlGroup.matchH2(probe(l, fn, t, 0), CtrlGroup.h2(hash)); match != 0; match = CtrlGroup
                .removeFirst(match)) {
            int i = CtrlGroup.first(match);
            if (equal(l, fn, t, 0, i, key, ref)) {
                changeUsed(l, fn, -1);
                clearSlot(l, fn, t, 0, i);
                storeCtrl(l, fn, t, 0, i, CtrlGroup.CTRL_EMPTY);
                return;
            }
        }
    }

    /// `table.Delete`.
    private void deleteInTable(@Nullable StepListener l, String fn, long hash, long key, @Nullable Object ref) {
        Table t = tableFor(l, hash, fn);
        int h2 = CtrlGroup.h2(hash);
        int g = (int) CtrlGroup.h1(hash) & t.lengthMask;
        for (int probes = 1;; probes++) {
            long ctrls = probe(l, fn, t, g);
            for (long match = CtrlGroup.matchH2(ctrls, h2); match != 0; match = CtrlGroup.removeFirst(match)) {
                int i = CtrlGroup.first(match);
                if (equal(l, fn, t, g, i, key, ref)) {
                    deleteSlot(l, fn, t, g, i);
                    return;
                }
            }
            if (CtrlGroup.matchEmpty(ctrls) != 0) {
                return;
            }
            g = (g + probes) & t.lengthMask;
        }
    }

    /// Empties a slot. Only a group that has no empty slot needs a tombstone, for no search goes on behind another.
    private void deleteSlot(@Nullable StepListener l, String fn, Table t, int g, int i) {
        changeTableUsed(l, fn, t, -1);
        changeUsed(l, fn, -1);
        clearSlot(l, fn, t, g, i);
        if (CtrlGroup.matchEmpty(probe(l, fn, t, g)) != 0) {
            storeCtrl(l, fn, t, g, i, CtrlGroup.CTRL_EMPTY);
            changeGrowthLeft(l, fn, t, 1);
            return;
        }
        storeCtrl(l, fn, t, g, i, CtrlGroup.CTRL_DELETED);
        if (tracksTombstones) {
            store(l, fn, StepAction.STORE_TOMBSTONE_POSSIBLE, Field.TOMBSTONE_POSSIBLE, tombstonePossible ? 1 : 0, 1);
            tombstonePossible = true;
        }
    }

    private void clearSlot(@Nullable StepListener l, String fn, Table t, int g, int i) {
        if (l != null) {
            step(l, fn, StepAction.CLEAR_ELEM, Field.ELEM, t, g, i);
            l.saw(t.elem(g, i), 0);
        }
        if (kind.bucketPointers()) {
            t.setKey(g, i, 0, null);
        }
        t.setElem(g, i, 0);
    }

    /// `Map.Clear`. From 1.26 on it also works on an empty map that may hold tombstones.
    @Override
    public void clear() {
        StepListener l = listener;
        String fn = "runtime.mapclear";
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT, Field.COUNT);
            l.saw(used, used);
        }
        if (used == 0 && !tombstonePossible) {
            return;
        }
        checkNotWriting(l, fn, CONCURRENT_WRITES);
        toggleWriting(l, fn, StepAction.LOAD_FLAG, StepAction.STORE_FLAG);
        if (isSmall(l, fn)) {
            Table t = loadGroup(l, fn);
            if (l != null) {
                step(l, fn, StepAction.WIPE, Field.MARK, t, 0, -1);
                l.saw(t.ctrls(0), CtrlGroup.ALL_EMPTY);
            }
            t.wipeGroup(0);
        } else {
            clearTables(l, fn);
        }
        store(l, fn, StepAction.STORE_COUNT, Field.COUNT, used, 0);
        used = 0;
        if (dirLen != 0 && tracksTombstones) {
            store(l, fn, StepAction.STORE_TOMBSTONE_POSSIBLE, Field.TOMBSTONE_POSSIBLE, tombstonePossible ? 1 : 0, 0);
            tombstonePossible = false;
        }
        store(l, fn, StepAction.STORE_CLEAR_SEQ, Field.CLEAR_SEQ, clearSeq, clearSeq + 1);
        clearSeq++;
        store(l, fn, StepAction.STORE_SEED, Field.SEED, seed, seed);
        seed = newSeed();
        stopWriting(l, fn);
    }

    private void clearTables(@Nullable StepListener l, String fn) {
        Table[] dir = loadDirectory(l, fn);
        Table last = null;
        for (int i = 0; i < dirLen; i++) {
            mustHold(dir, i, fn);
            Table t = dir[i];
            if (t == last) {
                continue;
            }
            last = t;
            for (int g = 0; g <= t.lengthMask; g++) {
                if (l != null) {
                    step(l, fn, StepAction.WIPE, Field.MARK, t, g, -1);
                    l.saw(t.ctrls(g), CtrlGroup.ALL_EMPTY);
                }
                t.wipeGroup(g);
            }
            t.used = 0;
            t.growthLeft = t.maxGrowthLeft();
        }
    }

    /// `maps.Clone`. 1.24 iterates and assigns into a new map (`runtime.mapclone2`); from 1.26 on the structure is copied
    /// as it is, with seed and tombstones (`Map.Clone`).
    @Override
    public GoMap copy() {
        SwissMap clone = new SwissMap(setup);
        if (!version.cloneCopiesStructure()) {
            clone.takeOver(insertAll());
            return clone;
        }
        StepListener l = listener;
        String fn = "internal/runtime/maps.(*Map).Clone";
        checkNotWriting(l, fn, CONCURRENT_CLONE);
        clone.takeOver(this);
        if (clone.group != null) {
            probe(l, fn, clone.group, 0);
            clone.group = new Table(++clone.serials, clone.group);
        }
        if (clone.directory != null) {
            clone.directory = clone.copyTables(l, fn, clone.directory);
            clone.settle();
        }
        return clone;
    }

    private Table[] copyTables(@Nullable StepListener l, String fn, Table[] oldDir) {
        Table[] newDir = new Table[oldDir.length];
        for (int i = 0; i < oldDir.length; i++) {
            probe(l, fn, oldDir[i], 0);
            newDir[i] = i > 0 && oldDir[i] == oldDir[i - 1] ? newDir[i - 1] : new Table(++serials, oldDir[i]);
        }
        return newDir;
    }

    /// The copy is built out of sight: nobody else holds it yet.
    private SwissMap insertAll() {
        SwissMap dst = make(new MapSetup(version, kind, hasher, setup.random(), null), used);
        for (Iter it = Iter.start(this); !it.done(); it.next()) {
            dst.mapassign(it.keyWord(), it.keyObject(), null, it.value());
        }
        return dst;
    }

    private void takeOver(SwissMap from) {
        used = from.used;
        seed = from.seed;
        group = from.group;
        directory = from.directory;
        dirLen = from.dirLen;
        globalDepth = from.globalDepth;
        globalShift = from.globalShift;
        tombstonePossible = from.tombstonePossible;
        clearSeq = from.clearSeq;
        serials = from.serials;
        settle();
    }

    private Table newTable(int capacity, int index, int localDepth) {
        return new Table(++serials, capacity, index, localDepth, objectKeys);
    }

    private Table loadGroup(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
            l.saw(dirPtr(), dirPtr());
        }
        Table t = group;
        if (t == null) {
            throw strayDirectory(fn);
        }
        return t;
    }

    Table[] loadDirectory(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_BUCKETS, Field.BUCKETS);
            l.saw(dirPtr(), dirPtr());
        }
        Table[] dir = directory;
        if (dir == null) {
            throw strayDirectory(fn);
        }
        return dir;
    }

    /// `Map.directoryIndex` and `directoryAt`.
    private Table tableFor(@Nullable StepListener l, long hash, String fn) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_SIZE, Field.SIZE);
            l.saw(dirLen, dirLen);
        }
        int at = dirLen == 1 ? 0 : (int) (hash >>> globalShift);
        Table[] dir = loadDirectory(l, fn);
        if (l != null) {
            mustHold(dir, at, fn);
            l.step(new MapStep(fn, StepAction.LOAD_BUCKETS, Field.DIRECTORY, 0, at, -1));
            l.saw(dir[at].serial, dir[at].serial);
        }
        return dir[at];
    }

    private static long probe(@Nullable StepListener l, String fn, Table t, int g) {
        if (l != null) {
            step(l, fn, StepAction.PROBE, Field.MARK, t, g, -1);
            l.saw(t.ctrls(g), t.ctrls(g));
        }
        return t.ctrls[g];
    }

    private boolean equal(@Nullable StepListener l, String fn, Table t, int g, int i, long key, @Nullable Object ref) {
        if (l != null) {
            step(l, fn, StepAction.COMPARE_KEY, Field.KEY, t, g, i);
            l.saw(t.key(g, i), t.key(g, i));
        }
        long stored = t.mem[Table.keyAt(g, i)];
        return plain ? stored == key : equalKeys(stored, t.ref(g, i), key, ref);
    }

    private void updateKey(@Nullable StepListener l, String fn, Table t, int g, int i, long key,
            @Nullable Object ref) {
        if (plain || !kind.needsKeyUpdate()) {
            return;
        }
        if (l != null) {
            step(l, fn, StepAction.UPDATE_KEY, Field.KEY, t, g, i);
            l.saw(t.key(g, i), key);
        }
        t.setKey(g, i, key, ref);
    }

    private static void storeKey(@Nullable StepListener l, String fn, Table t, int g, int i, long key,
            @Nullable Object ref) {
        if (l != null) {
            step(l, fn, StepAction.STORE_KEY, Field.KEY, t, g, i);
            l.saw(t.key(g, i), key);
        }
        t.setKey(g, i, key, ref);
    }

    private static void storeCtrl(@Nullable StepListener l, String fn, Table t, int g, int i, int ctrl) {
        if (l != null) {
            step(l, fn, StepAction.STORE_MARK, Field.MARK, t, g, i);
            l.saw(t.ctrl(g, i), ctrl);
        }
        t.setCtrl(g, i, ctrl);
    }

    private static void changeGrowthLeft(@Nullable StepListener l, String fn, Table t, int by) {
        if (l != null) {
            step(l, fn, StepAction.STORE_GROWTH_LEFT, Field.GROWTH_LEFT, t, 0, -1);
            l.saw(t.growthLeft, t.growthLeft + by);
        }
        t.growthLeft += by;
    }

    private static void changeTableUsed(@Nullable StepListener l, String fn, Table t, int by) {
        if (l != null) {
            step(l, fn, StepAction.STORE_TABLE_USED, Field.TABLE_USED, t, 0, -1);
            l.saw(t.used, t.used + by);
        }
        t.used += by;
    }

    private void changeUsed(@Nullable StepListener l, String fn, int by) {
        if (l != null) {
            step(l, fn, StepAction.LOAD_COUNT_TO_CHANGE, Field.COUNT);
        }
        long u = used;
        if (l != null) {
            l.saw(u, u);
            step(l, fn, StepAction.STORE_COUNT, Field.COUNT);
            l.saw(used, u + by);
        }
        used = u + by;
    }

    private void checkNotWriting(@Nullable StepListener l, String fn, String text) {
        if (l != null) {
            step(l, fn, StepAction.CHECK_FLAG, Field.FLAGS);
            l.saw(writing, writing);
        }
        if (writing != 0) {
            throw new FatalError(text, new MapStep(fn, StepAction.CHECK_FLAG, Field.FLAGS), false);
        }
    }

    /// `m.writing ^= 1`: three instructions, not locked. At the end of a write it is the same toggle again, so that two
    /// writers can leave the mark set for good.
    private void toggleWriting(@Nullable StepListener l, String fn, StepAction load, StepAction store) {
        if (l != null) {
            step(l, fn, load, Field.FLAGS);
        }
        int w = writing;
        if (l != null) {
            l.saw(w, w);
            step(l, fn, store, Field.FLAGS);
            l.saw(writing, w ^ 1);
        }
        writing = w ^ 1;
        settle();
    }

    private void stopWriting(@Nullable StepListener l, String fn) {
        if (l != null) {
            step(l, fn, StepAction.RECHECK_FLAG, Field.FLAGS);
            l.saw(writing, writing);
        }
        if (writing == 0) {
            throw new FatalError(CONCURRENT_WRITES, new MapStep(fn, StepAction.RECHECK_FLAG, Field.FLAGS), false);
        }
        toggleWriting(l, fn, StepAction.RELOAD_FLAG, StepAction.CLEAR_FLAG);
    }

    private long hash(@Nullable StepListener l, long key, @Nullable Object ref, String fn, boolean first) {
        refuseUnhashable(ref, fn, false);
        if (l != null) {
            step(l, fn, StepAction.HASH, Field.SEED);
            l.saw(seed, seed);
        }
        if (first && inlinesFirstHash) {
            return ref == null ? hasher.inlineHash(key, seed) : hasher.inlineHash(ref, seed);
        }
        return rehash(key, ref);
    }

    /// The hash of a stored key under the current seed.
    long rehash(long key, @Nullable Object ref) {
        return ref == null ? hasher.hash(key, seed) : hasher.hash(ref, seed);
    }

    private long hit(@Nullable Elem out, Table t, int g, int i) {
        int at = Table.keyAt(g, i) + 1;
        if (out != null) {
            out.pointTo(t.mem, at);
            out.liesIn(t, t.serial, g, i);
        }
        return t.mem[at];
    }

    private static long miss(@Nullable Elem out) {
        if (out != null) {
            out.pointToZero();
        }
        return 0;
    }

    private static void finishAssign(@Nullable Elem out, Table t, int g, int i, long value) {
        int at = Table.keyAt(g, i) + 1;
        if (out == null) {
            t.mem[at] = value;
        } else {
            out.pointTo(t.mem, at);
            out.liesIn(t, t.serial, g, i);
        }
    }

    private long newSeed() {
        return setup.random().next(Purpose.SEED);
    }

    /// The serial number of what `dirPtr` points to, 0 for nil.
    private long dirPtr() {
        if (group != null) {
            return group.serial;
        }
        return directory == null ? 0 : directory[0].serial;
    }

    static void step(StepListener l, String fn, StepAction action, Field field, Table t, int g, int slot) {
        l.step(new MapStep(fn, action, field, t.serial, g, slot));
    }

    /// A race may combine a group with a directory's length or the other way round. Go then takes the one for the other
    /// and usually faults; so does this.
    private Panic strayDirectory(String fn) {
        return new Panic(NIL_DEREFERENCE, new MapStep(fn, StepAction.LOAD_BUCKETS, Field.BUCKETS));
    }

    static void mustHold(Table[] dir, int at, String fn) {
        if (at < 0 || at >= dir.length) {
            throw new FatalError("fault", new MapStep(fn, StepAction.LOAD_BUCKETS, Field.DIRECTORY, 0, at, -1), true);
        }
    }

    /// The table that the hash of this key selects, without the steps of an operation; null for a small map.
    @Nullable
    Table selectedBy(long hash) {
        return dirLen == 0 || directory == null ? null : directory[dirLen == 1 ? 0 : (int) (hash >>> globalShift)];
    }

    /// The facts of the table that a hash selects; null for a small map.
    public SwissState.@Nullable TableFacts tableOf(long hash) {
        Table t = selectedBy(hash);
        return t == null
                ? null
                : new SwissState.TableFacts(t.serial, t.index, t.localDepth, t.capacity, t.used, t.growthLeft);
    }

    /// The header's fields, without the tables.
    public SwissState.Header header() {
        int tables = directory == null ? 0 : (int) Arrays.stream(directory).distinct().count();
        return new SwissState.Header(used, seed, dirLen, globalDepth, globalShift, writing, tombstonePossible, clearSeq,
                group != null || directory != null, tables);
    }

    /// The header's fields and every group, as they are now.
    public SwissState state() {
        return SwissState.of(this);
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
