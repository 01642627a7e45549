package dev.maptriage.simulation;

import dev.maptriage.hmap.GoMap;
import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.Hasher;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapSetup;
import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.RandomSource;
import dev.maptriage.hmap.StepListener;
import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.classic.ClassicState;
import dev.maptriage.hmap.swiss.SwissMap;
import dev.maptriage.hmap.swiss.SwissState.TableFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A `map[uint64]uint64` that counts what each operation does for growth: it listens to the engine's own steps, and adds
/// nothing of its own.
final class GrowthMeter implements StepListener {
    /// `tophash`, 8 keys, 8 elements, overflow pointer.
    private static final int BUCKET = KeyKind.UINT64.bucketSize();
    private static final int SLOTS = 8;
    /// Control word and 8 pairs.
    private static final int GROUP = 8 + SLOTS * 16;
    private static final int MAX_TABLE = 1024;
    private static final int PREALLOCATES_FROM = 4;
    private static final int SAME_SIZE_GROW = 8;
    /// Marks of a cell that has moved: `evacuatedX`, `evacuatedY`.
    private static final int MOVED_X = 2;
    private static final int MOVED_Y = 3;
    /// The lowest mark of a filled cell.
    private static final int MIN_TOP_HASH = 5;

    private final @Nullable ClassicMap classic;
    private final @Nullable SwissMap swiss;
    private final GoMap map;
    private final MapCosts costs;
    private final Hasher hasher;
    private final long seed;
    private boolean watching;
    private boolean evacuatingCell;
    private boolean rehashing;
    private long storage;
    /// Of the key that the operation is for.
    private long lastHash;

    /// What the last operation did.
    private long moved;
    private long allocated;
    private int allocations;
    private int smallAllocations;
    private boolean starts;
    private boolean carries;
    private double load;
    private int size;

    private GrowthMeter(GoVersion version, long seed, long hint) {
        MapSetup plain = MapSetup.of(version, KeyKind.UINT64, seed);
        hasher = plain.hasher();
        MapSetup setup = new MapSetup(version, KeyKind.UINT64, new Counting(), RandomSource.seeded(seed ^ 1), this);
        costs = MapCosts.of(version.swiss());
        classic = version.swiss() ? null : ClassicMap.make(setup, hint);
        swiss = version.swiss() ? SwissMap.make(setup, hint) : null;
        map = classic != null ? classic : Objects.requireNonNull(swiss);
        this.seed = swiss == null ? 0 : swiss.header().seed();
        storage = classic != null ? arrayBytes(classic) : swissStorage(hint);
    }

    /// @param hint as given to `make`, 0 for none
    static GrowthMeter of(GoVersion version, long seed, long hint) {
        return new GrowthMeter(version, seed, hint);
    }

    /// Fills the map with the first keys, uncounted.
    void fill(int entries) {
        for (int i = 0; i < entries; i++) {
            put(Keys.key(i));
        }
    }

    /// `m[key] = key`, counted.
    void put(long key) {
        moved = 0;
        allocated = 0;
        allocations = 0;
        smallAllocations = 0;
        starts = false;
        boolean before = growing();
        load = loadBefore(key);
        watching = true;
        map.put(key, key);
        watching = false;
        // The assign that starts a classic growth also does its first share of the moving.
        carries = before && !starts;
        storage += allocated;
        if (classic != null && (starts || (before && !growing()))) {
            storage = arrayBytes(classic);
        }
    }

    private boolean growing() {
        return classic != null && classic.header().growing();
    }

    /// The load factor before an assign: entries per bucket, or the filled share of the table that the key goes to.
    private double loadBefore(long key) {
        if (classic != null) {
            ClassicState.Header h = classic.header();
            size = h.B();
            return (double) h.count() / (1L << h.B());
        }
        TableFacts table = swiss == null ? null : swiss.tableOf(hasher.hash(key, seed));
        size = table == null ? SLOTS : table.capacity();
        return table == null ? (double) entries() / SLOTS : (double) table.used() / table.capacity();
    }

    @Override
    public void step(MapStep next) {
        if (!watching) {
            return;
        }
        switch (next.action()) {
            case EVACUATE_CELL -> evacuatingCell = true;
            case ALLOCATE -> allocate(next);
            case STORE_FIRST -> takeSmall(classic != null ? BUCKET : GROUP);
            case STORE_BUCKETS -> {
                if (next.function().endsWith("growToTable")) {
                    starts = true;
                    moved += SLOTS;
                    take((long) GROUP * 2);
                }
            }
            case STORE_DIRECTORY -> rehashing = false;
            case LINK_OVERFLOW -> {
                if (classic != null && classic.freeOverflowBuckets() == 0) {
                    takeSmall(BUCKET);
                }
            }
            default -> {
                // Costs no growth.
            }
        }
    }

    private void allocate(MapStep next) {
        starts = true;
        if (classic != null) {
            boolean sameSize = (classic.header().flags() & SAME_SIZE_GROW) != 0;
            take(bucketBytes(classic.header().B() + (sameSize ? 0 : 1)));
        } else {
            rehashing = true;
            boolean split = next.function().endsWith("split");
            take(2 * tableBytes(split ? MAX_TABLE : capacity()));
            if (split) {
                allocations++;
            }
        }
    }

    /// The table that is about to be replaced: the directory still names it.
    private int capacity() {
        TableFacts table = swiss == null ? null : swiss.tableOf(lastHash);
        return table == null ? MAX_TABLE / 2 : table.capacity();
    }

    private void take(long bytes) {
        allocated += bytes;
        allocations++;
    }

    /// One bucket or group: an object as any other, at no growth.
    private void takeSmall(long bytes) {
        allocated += bytes;
        smallAllocations++;
    }

    /// The mark of a cell, after whatever steps its move took.
    @Override
    public void saw(long read, long written) {
        if (watching && evacuatingCell && read >= MIN_TOP_HASH && (written == MOVED_X || written == MOVED_Y)) {
            moved++;
            evacuatingCell = false;
        }
    }

    /// A Swiss map hashes each entry that it moves once.
    private final class Counting implements Hasher {
        @Override
        public long hash(long key, long with) {
            long hash = hasher.hash(key, with);
            if (rehashing) {
                moved++;
            } else {
                lastHash = hash;
            }
            return hash;
        }

        @Override
        public long hash(Object key, long with) {
            return hasher.hash(key, with);
        }
    }

    private static long arrayBytes(ClassicMap map) {
        return map.header().hasBuckets() ? bucketBytes(map.header().B()) : 0;
    }

    /// Main buckets and, from 16 on, a sixteenth more as overflow buckets.
    static long bucketBytes(int b) {
        long buckets = 1L << b;
        return (buckets + (b >= PREALLOCATES_FROM ? buckets / 16 : 0)) * BUCKET;
    }

    private static long tableBytes(int capacity) {
        return (long) capacity / SLOTS * GROUP;
    }

    private static long swissStorage(long hint) {
        return hint <= SLOTS ? 0 : tableBytes((int) Math.min(1 << 28, hint * SLOTS / (SLOTS - 1)));
    }

    int entries() {
        watching = false;
        return (int) map.len();
    }

    /// What the last assign of a new key cost.
    double insertNanos() {
        return costs.insert(storage) + costs.growth(moved, allocated, allocations, smallAllocations, storage);
    }

    double readNanos() {
        return costs.read(storage);
    }

    double overwriteNanos() {
        return costs.overwrite(storage) + costs.growth(moved, allocated, allocations, smallAllocations, storage);
    }

    double copyNanos() {
        return costs.copy(entries(), storage);
    }

    long moved() {
        return moved;
    }

    long allocated() {
        return allocated;
    }

    /// Whether the last assign began a growth.
    boolean starts() {
        return starts;
    }

    /// Whether the last assign did a share of a growth that another one began.
    boolean carries() {
        return carries;
    }

    /// The load factor before the last assign.
    double load() {
        return load;
    }

    /// Before the last assign: `B`, or the capacity of the table that took the key.
    int size() {
        return size;
    }

    long storage() {
        return storage;
    }
}
