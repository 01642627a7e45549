package dev.maptriage.simulation;

import dev.maptriage.simulation.MapContest.Guard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The safe ways to share a map, under one load: which one is fast depends on the load, and this shows how.
///
/// Simulated are processors, locks (with spinning, barging and starvation), the cache line of a lock, and the map itself
/// with its growth. Not simulated are the inside of `sync.Map`, whose operations cost what was measured, the garbage
/// that a copy leaves behind, and caches beyond the size of the map.
public final class Alternatives {

    private static final List<Double> READ_SHARES = List.of(0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0);
    private static final int SWEPT_KEYS = 20_000;

    private Alternatives() {}

    /// What can be set.
    public static final List<LabParameter> PARAMETERS = List.of(
            LabParameter.choice("goVersion", "1.26", LockConvoy.versions()),
            LabParameter.whole("goroutines", 32, 1, 1_000), LabParameter.whole("processors", 8, 1, 256),
            LabParameter.number("readShare", 0.9, 0, 1), LabParameter.whole("keys", 10_000, 1, 200_000),
            LabParameter.choice("writes", "OVERWRITE", List.of("OVERWRITE", "INSERT")),
            LabParameter.number("thinkMicros", 2, 0.1, 1_000_000),
            LabParameter.number("sectionNanos", 0, 0, 1_000_000), LabParameter.number("lineNanos", 50, 0, 500),
            LabParameter.whole("shards", 16, 2, 256), LabParameter.whole("operations", 20_000, 100, 100_000),
            LabParameter.whole("seed", 1, 0, 1_000_000_000));

    /// A way to share a map.
    public enum Way {
        /** {@code sync.Mutex} around a map. */
        MUTEX(Guard.MUTEX, false),
        /** {@code sync.RWMutex} around a map. */
        RWMUTEX(Guard.RWMUTEX, false),
        /** {@code sync.Map}. */
        SYNC_MAP(Guard.SYNC_MAP, false),
        /** Several maps, each behind its own mutex. */
        SHARDED_MUTEX(Guard.MUTEX, true),
        /** Several maps, each behind its own RWMutex. */
        SHARDED_RWMUTEX(Guard.RWMUTEX, true),
        /** A pointer to a map that never changes; a write copies it. */
        COPY_ON_WRITE(Guard.COPY_ON_WRITE, false),
        /** Several of those. */
        SHARDED_COPY_ON_WRITE(Guard.COPY_ON_WRITE, true);

        private final Guard guard;
        private final boolean sharded;

        Way(Guard guard, boolean sharded) {
            this.guard = guard;
            this.sharded = sharded;
        }
    }

    /// All ways under one load.
    ///
    /// @param ways    fastest first
    /// @param offered operations per second that the goroutines would do if nothing took time
    /// @param sweep   the same load with other shares of reads; empty for more keys than are quickly put into a map
    public record AlternativesResult(Map<String, String> settings, double offered, List<WayResult> ways,
            List<Swept> sweep, Map<String, Double> constants) {}

    /// A way under loads that differ in their share of reads.
    ///
    /// @param throughput operations per second, one per share of reads
    public record Swept(Way way, List<Double> readShares, List<Double> throughput) {}

    /// A way under the load.
    ///
    /// @param relative   throughput, the fastest being 1
    /// @param waits      nanoseconds from asking to starting
    /// @param reads      nanoseconds of a read, locks included
    /// @param writes     nanoseconds of a write, locks included
    /// @param queueMean  goroutines that wait, on average
    /// @param crowded    readers that had to wait for the reader count of an RWMutex
    public record WayResult(Way way, int shards, double throughput, double relative, Spread waits, Spread reads,
            Spread writes, double queueMean, int queueMax, long starvations, long crowded) {}

    /// Runs it.
    public static AlternativesResult run(LabValues v) {
        MapContest.Load load = new MapContest.Load(v.goVersion(), v.whole("goroutines"), v.whole("processors"),
                v.whole("operations"), v.whole("keys"), v.number("readShare"), v.text("writes").equals("INSERT"),
                v.number("thinkMicros") * 1_000, v.number("sectionNanos"), v.number("lineNanos"), 0, v.whole("seed"));
        List<WayResult> ways = new ArrayList<>();
        for (Way way : Way.values()) {
            ways.add(run(load, way, way.sharded ? v.whole("shards") : 1));
        }
        ways.sort(Comparator.comparingDouble(WayResult::throughput).reversed());
        double best = ways.getFirst().throughput;
        List<WayResult> compared = ways.stream().map(w -> new WayResult(w.way, w.shards, w.throughput,
                RaceWindow.precise(w.throughput / best), w.waits, w.reads, w.writes, w.queueMean, w.queueMax,
                w.starvations, w.crowded)).toList();
        double offered = v.number("goroutines") * 1e6 / v.number("thinkMicros");
        return new AlternativesResult(v.all(), Math.rint(offered), compared, sweep(load, v.whole("shards")),
                LockConvoy.constants(load));
    }

    private static List<Swept> sweep(MapContest.Load load, int shards) {
        if (load.entries() > SWEPT_KEYS) {
            return List.of();
        }
        List<Swept> sweep = new ArrayList<>();
        for (Way way : Way.values()) {
            List<Double> throughput = new ArrayList<>();
            for (double share : READ_SHARES) {
                MapContest.Load other = new MapContest.Load(load.version(), load.goroutines(), load.processors(),
                        Math.max(100, load.operations() / 4), load.entries(), share, load.inserts(),
                        load.thinkNanos(), load.section(), load.line(), 0, load.seed());
                throughput.add(run(other, way, way.sharded ? shards : 1).throughput);
            }
            sweep.add(new Swept(way, READ_SHARES, List.copyOf(throughput)));
        }
        return List.copyOf(sweep);
    }

    private static WayResult run(MapContest.Load load, Way way, int shards) {
        MapContest contest = new MapContest(load, way.guard, shards);
        contest.run();
        return new WayResult(way, shards, Math.rint(contest.throughput()), 0, contest.waits.spread(),
                contest.reads.spread(), contest.writeTimes.spread(),
                RaceWindow.precise(contest.trail.mean(contest.now)),
                contest.trail.max(), contest.starvations(), contest.readersTogether());
    }
}
