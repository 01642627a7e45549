package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A lock convoy: goroutines that share a map behind a lock, and one of them has to grow it.
///
/// The map is the engine, in the wanted release of Go. Whoever holds the lock holds it for as long as the engine's own
/// work for this operation costs: cells moved, bytes allocated. So the spike at a growth is caused by the map, and a run
/// with the map made large enough from the start, or cut into shards, shows what that changes.
public final class LockConvoy {
    private static final int SLICES = 160;
    private static final int PEAKS = 5;

    private LockConvoy() {}

    /// What can be set.
    public static final List<LabParameter> PARAMETERS = List.of(
            LabParameter.choice("goVersion", "1.23", versions()), LabParameter.choice("lock", "MUTEX",
                    List.of("MUTEX", "RWMUTEX")),
            LabParameter.whole("goroutines", 64, 1, 2_000), LabParameter.whole("processors", 8, 1, 256),
            LabParameter.whole("entries", 26_000, 0, 400_000), LabParameter.whole("operations", 20_000, 100, 200_000),
            LabParameter.number("readShare", 0.5, 0, 1), LabParameter.number("thinkMicros", 100, 0.1, 1_000_000),
            LabParameter.number("sectionNanos", 200, 0, 10_000_000), LabParameter.number("lineNanos", 50, 0, 500),
            LabParameter.whole("hint", 0, 0, 1_000_000), LabParameter.whole("shards", 1, 1, 256),
            LabParameter.whole("otherShards", 16, 2, 256), LabParameter.whole("seed", 1, 0, 1_000_000_000));

    static List<String> versions() {
        return Arrays.stream(GoVersion.values()).map(GoVersion::label).toList();
    }

    /// A run and what two remedies make of it.
    ///
    /// @param settings  what was set, defaults included
    /// @param run       as set
    /// @param presized  the same with `make(map, entries + inserts)`
    /// @param sharded   the same with the map cut into `otherShards`
    /// @param constants what the times rest on
    public record ConvoyResult(Map<String, String> settings, Convoy run, Remedy presized, Remedy sharded,
            Map<String, Double> constants) {}

    /// What happened at the lock.
    ///
    /// @param millis      length of the run
    /// @param throughput  operations per second
    /// @param waits       nanoseconds from asking for the lock to holding it
    /// @param holds       nanoseconds under the lock
    /// @param queueMean   goroutines that wait, on average over time
    /// @param starvations how often the mutex turned to starvation mode
    /// @param handOvers   how often it was handed over in that mode
    /// @param barged      how often a newcomer took it before those in the queue
    /// @param growth      what the map's growth did
    /// @param peaks       the longest holds
    /// @param series      over time
    public record Convoy(double millis, double throughput, Spread waits, Spread holds, int queueMax, double queueMean,
            long starvations, long handOvers, long barged, GrowthShare growth, List<Peak> peaks,
            ConvoySeries series) {}

    /// The inserts of a run by what they did for growth.
    ///
    /// @param starting  inserts that began a growth
    /// @param carrying  inserts that moved a share of it
    /// @param moved     entries moved in all
    /// @param allocated bytes in all
    public record GrowthShare(long writes, long starting, long carrying, long moved, long allocated) {}

    /// A long hold and its consequences.
    ///
    /// @param entries     in the map (or shard) after it
    /// @param queueBefore goroutines that waited when it began
    /// @param queueMost   the most that waited until the queue was short again
    /// @param drainMicros from its end until the queue was as short as on average; -1 if the run ended before
    public record Peak(double atMicros, double holdMicros, boolean starts, long moved, long allocated, int entries,
            int queueBefore, int queueMost, double drainMicros) {}

    /// Slices of equal time. `wait` percentiles are of the operations that began in the slice.
    public record ConvoySeries(List<Double> atMicros, List<Integer> queue, List<Double> holdMaxNanos,
            List<Double> waitP50Nanos, List<Double> waitP99Nanos, List<Long> moved, List<Long> allocated,
            List<Integer> operations) {}

    /// What a remedy changes.
    public record Remedy(int shards, long hint, double throughput, Spread waits, double holdMaxNanos, int queueMax,
            long moved) {}

    /// Runs it.
    public static ConvoyResult run(LabValues values) {
        MapContest.Load load = load(values);
        MapContest.Guard guard = MapContest.Guard.valueOf(values.text("lock"));
        int shards = values.whole("shards");
        int others = values.whole("otherShards");
        long enough = (long) load.entries() + load.operations();
        return new ConvoyResult(values.all(), convoy(go(load, guard, shards)),
                remedy(go(presized(load, enough), guard, shards), shards, enough),
                remedy(go(load, guard, others), others, load.hint()), constants(load));
    }

    private static MapContest go(MapContest.Load load, MapContest.Guard guard, int shards) {
        MapContest contest = new MapContest(load, guard, shards);
        contest.run();
        return contest;
    }

    private static MapContest.Load load(LabValues v) {
        return new MapContest.Load(v.goVersion(), v.whole("goroutines"), v.whole("processors"), v.whole("operations"),
                v.whole("entries"), v.number("readShare"), true, v.number("thinkMicros") * 1_000,
                v.number("sectionNanos"), v.number("lineNanos"), v.whole("hint"), v.whole("seed"));
    }

    private static MapContest.Load presized(MapContest.Load l, long hint) {
        return new MapContest.Load(l.version(), l.goroutines(), l.processors(), l.operations(), l.entries(),
                l.readShare(), l.inserts(), l.thinkNanos(), l.section(), l.line(), hint, l.seed());
    }

    static Map<String, Double> constants(MapContest.Load load) {
        Map<String, Double> stated = MapCosts.of(load.version().swiss()).stated();
        stated.put("lockPairNs", MapContest.LOCK_PAIR);
        stated.put("readLockPairNs", MapContest.READ_LOCK_PAIR);
        stated.put("writeLockPairNs", MapContest.WRITE_LOCK_PAIR);
        stated.put("lineNs", load.line());
        stated.put("wakeNs", (double) Contest.WAKE);
        stated.put("switchNs", (double) Contest.SWITCH);
        return stated;
    }

    private static Remedy remedy(MapContest contest, int shards, long hint) {
        long moved = contest.holds.stream().mapToLong(MapContest.Hold::moved).sum();
        double longest = contest.holds.stream().mapToLong(MapContest.Hold::nanos).max().orElse(0);
        return new Remedy(shards, hint, Spread.round(contest.throughput()), contest.waits.spread(), longest,
                contest.trail.max(), moved);
    }

    private static Convoy convoy(MapContest contest) {
        Samples held = new Samples();
        contest.holds.forEach(hold -> held.add((double) hold.nanos()));
        long end = contest.now;
        return new Convoy(Spread.round(end / 1e6), Spread.round(contest.throughput()), contest.waits.spread(),
                held.spread(), contest.trail.max(), Spread.round(contest.trail.mean(end)), contest.starvations(),
                contest.handOvers(), contest.barged(), growth(contest), peaks(contest), series(contest, end));
    }

    private static GrowthShare growth(MapContest contest) {
        long writes = 0;
        long starting = 0;
        long carrying = 0;
        long moved = 0;
        long allocated = 0;
        for (MapContest.Hold hold : contest.holds) {
            writes += hold.write() ? 1 : 0;
            starting += hold.starts() ? 1 : 0;
            carrying += hold.carries() ? 1 : 0;
            moved += hold.moved();
            allocated += hold.allocated();
        }
        return new GrowthShare(writes, starting, carrying, moved, allocated);
    }

    private static List<Peak> peaks(MapContest contest) {
        int usual = (int) Math.ceil(contest.trail.mean(contest.now));
        List<Peak> peaks = new ArrayList<>();
        for (MapContest.Hold hold : contest.longest(PEAKS)) {
            long end = hold.start() + hold.nanos();
            long calm = contest.trail.shortAgain(end, usual);
            peaks.add(new Peak(Spread.round(hold.start() / 1e3), Spread.round(hold.nanos() / 1e3), hold.starts(),
                    hold.moved(), hold.allocated(), hold.entries(), hold.queue(),
                    contest.trail.maxBetween(hold.start(), calm < 0 ? contest.now : calm),
                    calm < 0 ? -1 : Spread.round((calm - end) / 1e3)));
        }
        return List.copyOf(peaks);
    }

    private static ConvoySeries series(MapContest contest, long end) {
        int n = SLICES;
        double[] at = new double[n];
        double[] holdMax = new double[n];
        double[] p50 = new double[n];
        double[] p99 = new double[n];
        long[] moved = new long[n];
        long[] allocated = new long[n];
        int[] operations = new int[n];
        Samples[] waits = new Samples[n];
        Arrays.setAll(waits, i -> new Samples());
        for (int i = 0; i < contest.holds.size(); i++) {
            MapContest.Hold hold = contest.holds.get(i);
            int slice = (int) Math.min(n - 1, hold.start() * n / Math.max(1, end));
            holdMax[slice] = Math.max(holdMax[slice], (double) hold.nanos());
            moved[slice] += hold.moved();
            allocated[slice] += hold.allocated();
            operations[slice]++;
            waits[slice].add(contest.waits.at(i));
        }
        for (int i = 0; i < n; i++) {
            at[i] = Spread.round((i + 0.5) * end / n / 1e3);
            Spread spread = waits[i].spread();
            p50[i] = spread.p50();
            p99[i] = spread.p99();
        }
        return new ConvoySeries(list(at), list(contest.trail.maxima(end, n)), list(holdMax), list(p50), list(p99),
                Arrays.stream(moved).boxed().toList(), Arrays.stream(allocated).boxed().toList(), list(operations));
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
