package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Goroutines that read and write maps behind guards. Each write is done on the map engine at the moment it gets its
/// turn, and lasts as long as the work that the engine did for it.
final class MapContest extends Contest {
    /// An uncontended lock and unlock, and those of an RWMutex for reading and for writing: measured.
    static final double LOCK_PAIR = 10.7;
    static final double READ_LOCK_PAIR = 10.7;
    static final double WRITE_LOCK_PAIR = 22.3;

    /// `sync.Map` up to Go 1.23: two maps and a mutex for new keys. Keys and elements are boxed.
    private static final Curve SYNC_OLD_LOAD = Curve.of(1_000, 25, 100_000, 45);
    private static final Curve SYNC_OLD_STORE = Curve.of(1_000, 84, 100_000, 174);
    private static final Curve SYNC_OLD_NEW = Curve.of(1_000, 280, 100_000, 445);
    /// `sync.Map` from Go 1.24 on: a trie of hashes whose nodes have their own locks.
    private static final Curve SYNC_LOAD = Curve.of(1_000, 19.7, 100_000, 49);
    private static final Curve SYNC_STORE = Curve.of(1_000, 73, 100_000, 165);
    private static final Curve SYNC_NEW = Curve.of(1_000, 85, 100_000, 198);

    /// What stands before the map.
    enum Guard {
        /** One {@code sync.Mutex} per shard. */
        MUTEX,
        /** One {@code sync.RWMutex} per shard. */
        RWMUTEX,
        /** A {@code sync.Map}, whose own map is not simulated: its costs are measured ones. */
        SYNC_MAP,
        /** Readers take a pointer to a map that never changes; a writer copies it under a mutex. */
        COPY_ON_WRITE
    }

    /// The load, the same for every guard.
    ///
    /// @param section nanoseconds of other work under the lock
    /// @param line    nanoseconds to fetch a cache line that another processor has written
    record Load(GoVersion version, int goroutines, int processors, int operations, int entries, double readShare,
            boolean inserts, double thinkNanos, double section, double line, long hint, long seed) {}

    /// One operation under a guard.
    record Hold(long start, long nanos, boolean write, boolean starts, boolean carries, long moved, long allocated,
            int entries, int queue) {}

    private final Load load;
    private final Guard guard;
    private final GrowthMeter[] maps;
    private final GoMutex[] mutexes;
    private final GoRwMutex[] rwMutexes;
    private final boolean[] writes;
    private final boolean[] guarded;
    private final long[] keys;
    private final int[] shardOf;
    private final long[] lineFree;
    private final int[] lineOwner;
    private long inserted;
    private long readersTogether;
    final List<Hold> holds = new ArrayList<>();
    final Samples reads = new Samples();
    final Samples writeTimes = new Samples();

    MapContest(Load load, Guard guard, int shards) {
        super(load.goroutines, load.processors, load.thinkNanos, load.operations, load.seed);
        this.load = load;
        this.guard = guard;
        maps = new GrowthMeter[shards];
        mutexes = new GoMutex[shards];
        rwMutexes = new GoRwMutex[shards];
        for (int s = 0; s < shards; s++) {
            maps[s] = GrowthMeter.of(load.version, load.seed + s, (load.hint + shards - 1) / shards);
            mutexes[s] = new GoMutex(this, this::begin);
            rwMutexes[s] = new GoRwMutex(this, this::begin);
        }
        for (int i = 0; i < load.entries; i++) {
            maps[shard(Keys.key(i))].put(Keys.key(i));
        }
        inserted = load.entries;
        writes = new boolean[load.goroutines];
        guarded = new boolean[load.goroutines];
        keys = new long[load.goroutines];
        shardOf = new int[load.goroutines];
        lineFree = new long[shards];
        lineOwner = new int[shards];
    }

    private int shard(long key) {
        return (int) Long.remainderUnsigned(key >>> 7, maps.length);
    }

    @Override
    void ask(int g) {
        writes[g] = random.share() >= load.readShare;
        boolean fresh = writes[g] && load.inserts;
        keys[g] = Keys.key(fresh ? inserted++ : random.below(Math.max(1, load.entries)));
        shardOf[g] = shard(keys[g]);
        guarded[g] = switch (guard) {
            case MUTEX, RWMUTEX -> true;
            case SYNC_MAP -> fresh && !load.version.swiss();
            case COPY_ON_WRITE -> writes[g];
        };
        if (!guarded[g]) {
            begin(g);
        } else if (guard != Guard.RWMUTEX) {
            mutexes[shardOf[g]].lock(g);
        } else if (writes[g]) {
            rwMutexes[shardOf[g]].lock(g);
        } else {
            rwMutexes[shardOf[g]].readLock(g);
        }
    }

    @Override
    void resume(int g) {
        if (guard == Guard.RWMUTEX) {
            rwMutexes[shardOf[g]].resume(g);
        } else {
            mutexes[shardOf[g]].resume(g);
        }
    }

    @Override
    void ring(int g) {
        if (guard == Guard.RWMUTEX) {
            rwMutexes[shardOf[g]].spun(g);
        } else {
            mutexes[shardOf[g]].spun(g);
        }
    }

    @Override
    void leave(int g) {
        if (!guarded[g]) {
            return;
        }
        if (guard != Guard.RWMUTEX) {
            mutexes[shardOf[g]].unlock();
        } else if (writes[g]) {
            rwMutexes[shardOf[g]].unlock();
        } else {
            rwMutexes[shardOf[g]].readUnlock();
        }
    }

    @Override
    long operate(int g) {
        GrowthMeter map = maps[shardOf[g]];
        boolean write = writes[g];
        double nanos = load.section + guardNanos(g);
        if (guard == Guard.SYNC_MAP) {
            nanos += syncMapNanos(write);
        } else if (!write) {
            nanos += map.readNanos();
        } else if (guard == Guard.COPY_ON_WRITE) {
            map.put(keys[g]);
            nanos += map.copyNanos();
        } else {
            map.put(keys[g]);
            nanos += load.inserts ? map.insertNanos() : map.overwriteNanos();
        }
        long held = Math.max(1, Math.round(nanos));
        boolean engine = write && guard != Guard.SYNC_MAP && guard != Guard.COPY_ON_WRITE;
        (write ? writeTimes : reads).add((double) held);
        holds.add(new Hold(now, held, write, engine && map.starts(), engine && map.carries(),
                engine ? map.moved() : 0, engine ? map.allocated() : 0, map.entries(), waiting()));
        return held;
    }

    private double syncMapNanos(boolean write) {
        double n = Math.max(1, inserted);
        if (load.version.swiss()) {
            return (!write ? SYNC_LOAD : load.inserts ? SYNC_NEW : SYNC_STORE).at(n);
        }
        return (!write ? SYNC_OLD_LOAD : load.inserts ? SYNC_OLD_NEW : SYNC_OLD_STORE).at(n);
    }

    /// Lock and unlock, and the cache line of the lock when another processor had it. Readers of an RWMutex share no
    /// time, but they do share that line: each changes the count of readers twice, one after the other.
    private double guardNanos(int g) {
        if (!guarded[g]) {
            return 0;
        }
        int s = shardOf[g];
        double fetch = lineOwner[s] == g || load.processors == 1 ? 0 : load.line;
        lineOwner[s] = g;
        if (guard != Guard.RWMUTEX) {
            return LOCK_PAIR + fetch;
        }
        if (writes[g]) {
            return WRITE_LOCK_PAIR + fetch;
        }
        long turn = Math.max(now, lineFree[s]);
        if (turn > now) {
            readersTogether++;
        }
        lineFree[s] = turn + Math.round(2 * fetch);
        return READ_LOCK_PAIR + (turn - now) + 2 * fetch;
    }

    /// How often a reader had to wait for the count of readers of an RWMutex.
    long readersTogether() {
        return readersTogether;
    }

    private GoMutex lockOf(int shard) {
        return guard == Guard.RWMUTEX ? rwMutexes[shard].writers() : mutexes[shard];
    }

    long starvations() {
        return sum(GoMutex::starvations);
    }

    long handOvers() {
        return sum(GoMutex::handOvers);
    }

    long barged() {
        return sum(GoMutex::barged);
    }

    private long sum(java.util.function.ToLongFunction<GoMutex> count) {
        long sum = 0;
        for (int s = 0; s < maps.length; s++) {
            sum += count.applyAsLong(lockOf(s));
        }
        return sum;
    }

    /// Operations per second of simulated time.
    double throughput() {
        return now == 0 ? 0 : done() * 1e9 / now;
    }

    /// The longest operations, longest first.
    List<Hold> longest(int n) {
        return holds.stream().sorted(Comparator.comparingLong(Hold::nanos).reversed()).limit(n).toList();
    }
}
