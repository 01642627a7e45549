package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import dev.maptriage.hmap.MapSetup;
import dev.maptriage.hmap.MapStep;
import dev.maptriage.hmap.NilMap;
import dev.maptriage.hmap.RuntimeFault;
import dev.maptriage.hmap.StepAction;
import dev.maptriage.hmap.classic.ClassicMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which inserts pay for the growth of a map, and how much: new keys one after the other into the map engine, each with
/// the load factor that it met and the work that it did.
public final class GrowthLab {
    private static final int SLICES = 240;
    private static final int LISTED = 40;
    private static final double CLASSIC_BIN = 0.25;
    private static final double SWISS_BIN = 0.0625;
    /// Below it the rule of the ninth key decides, not the load factor.
    private static final int SMALLEST_B = 3;
    private static final long CLAIMED_CONSTANT = 0x68000000L;
    private static final double CLAIMED_LOAD = 6.52;

    private GrowthLab() {}

    /// What can be set.
    public static final List<LabParameter> PARAMETERS = List.of(
            LabParameter.choice("goVersion", "1.23", LockConvoy.versions()),
            LabParameter.whole("inserts", 60_000, 10, 500_000), LabParameter.whole("hint", 0, 0, 1_000_000),
            LabParameter.whole("seed", 1, 0, 1_000_000_000));

    /// What an insert does for growth.
    public enum Work {
        /** Nothing. */
        PLAIN,
        /** Begins a growth: allocates the new storage; in a Swiss map also moves everything that has to move. */
        STARTS,
        /** Moves a share of a growth that an earlier insert began ({@code growWork}); never in a Swiss map. */
        CARRIES
    }

    /// A run.
    ///
    /// @param limit         entries per bucket, or filled share of a table, above which a new key makes the map grow
    /// @param highestLoad   the highest load that any insert met, in a map of eight buckets or tables and more
    /// @param all           nanoseconds of all inserts
    /// @param byWork        the inserts by what they did
    /// @param byLoad        the inserts by the load factor they met
    /// @param bySize        the inserts by the size of the bucket array or table they met
    /// @param growths       how often the map grew
    /// @param firstGrowths  the first of these
    /// @param bytes         storage at the end
    /// @param claims        well-known statements beside what this run shows
    public record GrowthResult(Map<String, String> settings, String implementation, double limit, double highestLoad,
            Spread all, List<WorkShare> byWork, List<LoadBin> byLoad, List<SizeRow> bySize, int growths,
            List<Growth> firstGrowths, long bytes, GrowthSeries series, List<Claim> claims,
            Map<String, Double> constants) {}

    /// The inserts of one kind.
    ///
    /// @param nanos of these inserts
    /// @param moved entries that each of them moved
    public record WorkShare(Work work, double share, Spread nanos, Spread moved) {}

    /// The inserts that met one load factor.
    ///
    /// @param from  load factors from this one on, up to that of the next bin
    /// @param moved entries moved per insert
    public record LoadBin(double from, long inserts, double startingShare, double carryingShare, double moved,
            Spread nanos) {}

    /// The inserts of one kind that met one size.
    ///
    /// @param size `B` of a classic map, capacity of a Swiss table
    public record SizeRow(int size, Work work, long inserts, double moved, Spread nanos) {}

    /// A growth of the map.
    ///
    /// @param atInsert number of the insert that began it
    /// @param load     that it met
    /// @param moved    entries moved in all, by it and by those that carried
    /// @param carriers inserts that did a share of it afterwards
    /// @param nanos    of the insert that began it
    public record Growth(int atInsert, double load, int size, long allocated, long moved, int carriers, double nanos) {}

    /// Slices of the run, in the order of inserts.
    public record GrowthSeries(List<Integer> atInsert, List<Double> load, List<Double> nanosMean,
            List<Double> nanosMax, List<Double> carryingShare) {}

    /// A statement that is often made.
    ///
    /// @param id      its name in the bundle of words
    /// @param holds   whether this run bears it out
    /// @param figures what the run or the arithmetic shows
    public record Claim(String id, boolean holds, Map<String, String> figures) {}

    /// Runs it.
    public static GrowthResult run(LabValues values) {
        return new Run(values).result();
    }

    /// One insert, in columns.
    private static final class Tally {
        final Samples nanos = new Samples();
        final Samples moved = new Samples();
        long starting;
        long carrying;

        void add(Work work, double ns, long cells) {
            nanos.add(ns);
            moved.add((double) cells);
            starting += work == Work.STARTS ? 1 : 0;
            carrying += work == Work.CARRIES ? 1 : 0;
        }

        double share(long count) {
            return nanos.size() == 0 ? 0 : (double) count / nanos.size();
        }
    }

    private record SizeAndWork(int size, Work work) implements Comparable<SizeAndWork> {
        @Override
        public int compareTo(SizeAndWork other) {
            return size != other.size ? Integer.compare(size, other.size) : work.compareTo(other.work);
        }
    }

    private static final class Run {
        final LabValues values;
        final GoVersion version;
        final int inserts;
        final GrowthMeter map;
        final Tally all = new Tally();
        final Map<Work, Tally> byWork = new TreeMap<>();
        final Map<Integer, Tally> byLoad = new TreeMap<>();
        final Map<SizeAndWork, Tally> bySize = new TreeMap<>();
        final List<Growth> growths = new ArrayList<>();
        final Tally[] slices;
        final double[] sliceLoad;
        double highest;
        double lowestCarrying = Double.MAX_VALUE;
        double highestCarrying;
        int above;

        Run(LabValues values) {
            this.values = values;
            version = values.goVersion();
            inserts = values.whole("inserts");
            map = GrowthMeter.of(version, values.whole("seed"), values.whole("hint"));
            slices = new Tally[Math.min(SLICES, inserts)];
            java.util.Arrays.setAll(slices, i -> new Tally());
            sliceLoad = new double[slices.length];
            long keys = (long) values.whole("seed") << 20;
            for (int i = 0; i < inserts; i++) {
                map.put(Keys.key(keys + i));
                note(i);
            }
        }

        private void note(int i) {
            Work work = map.starts() ? Work.STARTS : map.carries() ? Work.CARRIES : Work.PLAIN;
            double nanos = Spread.round(map.insertNanos());
            double load = map.load();
            all.add(work, nanos, map.moved());
            byWork.computeIfAbsent(work, w -> new Tally()).add(work, nanos, map.moved());
            byLoad.computeIfAbsent((int) (load / bin()), b -> new Tally()).add(work, nanos, map.moved());
            bySize.computeIfAbsent(new SizeAndWork(map.size(), work), s -> new Tally()).add(work, nanos, map.moved());
            int slice = (int) ((long) i * slices.length / inserts);
            slices[slice].add(work, nanos, map.moved());
            sliceLoad[slice] = load;
            if (map.size() >= SMALLEST_B && (!version.swiss() || map.size() > 8)) {
                highest = Math.max(highest, load);
                above += load > CLAIMED_LOAD ? 1 : 0;
            }
            if (work == Work.CARRIES) {
                lowestCarrying = Math.min(lowestCarrying, load);
                highestCarrying = Math.max(highestCarrying, load);
            }
            grow(i, work, load, nanos);
        }

        private void grow(int i, Work work, double load, double nanos) {
            if (work == Work.STARTS) {
                growths.add(new Growth(i + 1, round(load), map.size(), map.allocated(), map.moved(), 0, nanos));
            } else if (work == Work.CARRIES) {
                Growth last = growths.removeLast();
                growths.add(new Growth(last.atInsert, last.load, last.size, last.allocated, last.moved + map.moved(),
                        last.carriers + 1, last.nanos));
            }
        }

        private double bin() {
            return version.swiss() ? SWISS_BIN : CLASSIC_BIN;
        }

        private double limit() {
            return version.swiss() ? 7.0 / 8 : version.loadFactorNum() / 2.0;
        }

        GrowthResult result() {
            return new GrowthResult(values.all(), version.swiss() ? "SWISS" : "CLASSIC", limit(), round(highest),
                    all.nanos.spread(), works(), loads(), sizes(), growths.size(),
                    List.copyOf(growths.subList(0, Math.min(LISTED, growths.size()))), map.storage(), series(),
                    claims(), MapCosts.of(version.swiss()).stated());
        }

        private List<WorkShare> works() {
            List<WorkShare> shares = new ArrayList<>();
            for (Work work : Work.values()) {
                Tally tally = byWork.getOrDefault(work, new Tally());
                shares.add(new WorkShare(work, (double) tally.nanos.size() / inserts, tally.nanos.spread(),
                        tally.moved.spread()));
            }
            return List.copyOf(shares);
        }

        private List<LoadBin> loads() {
            List<LoadBin> bins = new ArrayList<>();
            byLoad.forEach((bin, t) -> bins.add(new LoadBin(bin * bin(), t.nanos.size(), t.share(t.starting),
                    t.share(t.carrying), t.moved.spread().mean(), t.nanos.spread())));
            return List.copyOf(bins);
        }

        private List<SizeRow> sizes() {
            List<SizeRow> rows = new ArrayList<>();
            bySize.forEach((at, t) -> rows.add(new SizeRow(at.size, at.work, t.nanos.size(), t.moved.spread().mean(),
                    t.nanos.spread())));
            return List.copyOf(rows);
        }

        private GrowthSeries series() {
            int n = slices.length;
            List<Integer> at = new ArrayList<>(n);
            List<Double> load = new ArrayList<>(n);
            List<Double> mean = new ArrayList<>(n);
            List<Double> max = new ArrayList<>(n);
            List<Double> carrying = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                Spread spread = slices[i].nanos.spread();
                at.add((int) ((i + 1L) * inserts / n));
                load.add(round(sliceLoad[i]));
                mean.add(spread.mean());
                max.add(spread.max());
                carrying.add(slices[i].share(slices[i].carrying));
            }
            return new GrowthSeries(at, load, mean, max, carrying);
        }

        private List<Claim> claims() {
            return List.of(trigger(), table(), constant(), nilMap());
        }

        /// "Above a load factor of 6.5 growWork runs."
        private Claim trigger() {
            Map<String, String> figures = new LinkedHashMap<>();
            Growth last = growths.isEmpty() ? null : growths.getLast();
            figures.put("limit", LabParameter.plain(limit()));
            figures.put("loadAtLastStart", last == null ? "" : LabParameter.plain(last.load));
            boolean carried = lowestCarrying <= highestCarrying;
            figures.put("lowestLoadWithGrowWork", carried ? LabParameter.plain(round(lowestCarrying)) : "");
            figures.put("highestLoadWithGrowWork", carried ? LabParameter.plain(round(highestCarrying)) : "");
            return new Claim("load-triggers-growwork", carried && lowestCarrying > limit(), figures);
        }

        /// "At 6.52 12 % of the assigns grow, at 6.7 all."
        private Claim table() {
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("highestLoad", LabParameter.plain(round(highest)));
            figures.put("insertsAbove", Integer.toString(above));
            figures.put("plainP50", LabParameter.plain(spread(Work.PLAIN).p50()));
            figures.put("carryingP50", LabParameter.plain(spread(Work.CARRIES).p50()));
            figures.put("plainP99", LabParameter.plain(spread(Work.PLAIN).p99()));
            figures.put("carryingP99", LabParameter.plain(spread(Work.CARRIES).p99()));
            return new Claim("load-table", above > 0, figures);
        }

        private Spread spread(Work work) {
            return byWork.getOrDefault(work, new Tally()).nanos.spread();
        }

        /// "`mapassign_fast64` compares with 0x68000000, which is 6.5 · 2^27."
        private Claim constant() {
            return new Claim("constant", CLAIMED_CONSTANT == 13L << 26,
                    Map.of("value", "0x" + Long.toHexString(CLAIMED_CONSTANT), "over2To27",
                            LabParameter.plain((double) CLAIMED_CONSTANT / (1L << 27)), "over2To28",
                            LabParameter.plain((double) CLAIMED_CONSTANT / (1L << 28))));
        }

        /// "For a nil map `h.buckets == nil` and `newbucket` fails."
        private Claim nilMap() {
            Map<String, String> figures = new LinkedHashMap<>();
            GoVersion classic = version.swiss() ? GoVersion.GO_1_23 : version;
            List<StepAction> first = new ArrayList<>();
            MapSetup setup = MapSetup.of(classic, KeyKind.UINT64, 1);
            try {
                new NilMap(setup).put(1, 1);
            } catch (RuntimeFault fault) {
                figures.put("nilMap", fault.text());
                figures.put("nilMapFunction", fault.function());
            }
            ClassicMap made = ClassicMap.make(setup.watchedBy((MapStep step) -> first.add(step.action())));
            boolean without = !made.header().hasBuckets();
            made.put(1, 1);
            figures.put("madeMapHadNoBuckets", Boolean.toString(without));
            figures.put("madeMapAllocated", Boolean.toString(first.contains(StepAction.STORE_FIRST)));
            return new Claim("nil-buckets", false, figures);
        }

        private static double round(double load) {
            return Math.round(load * 1_000) / 1_000.0;
        }
    }
}
