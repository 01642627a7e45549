package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.simulation.FlagRace.Role;
import dev.maptriage.simulation.Measurements.DetectionRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long a race on a map may run before the runtime notices it.
///
/// The runtime looks at one mark for an instant when an operation begins, and a writer again when it ends. Two
/// operations are noticed only if their moments fall together; how often they do goes with the *square* of the rate
/// of operations. Here in closed form and by simulating each access to the mark, with spans of time that were fitted to
/// 7 600 measured races.
public final class RaceWindow {
    /// The scheduler takes the processor from a goroutine that has had it for so long.
    private static final double SLICES_PER_SECOND = 100;
    /// Share of a write in which it can lose the processor. Assumed, and in keeping with what was measured with one
    /// processor: maps that grow and struct keys are noticed within 1.5 s in 22 of 22 runs.
    private static final double PREEMPTIBLE_INSERT = 0.3;
    private static final double PREEMPTIBLE_COMPARISON = 0.4;
    private static final long BUDGET = 12_000_000;
    private static final long COMPARISON_BUDGET = 4_000_000;
    private static final int POINTS = 25;
    private static final double ARTICLE_SECONDS = 3;
    private static final double ARTICLE_SHARE = 0.997;
    private static final double HIGHEST_DUTY = 0.1;
    /// Share of operations during which the other side, equally fast and both varying by a half, moves on.
    private static final double OVERLAPPING = 5 / 6.0;
    private static final int USUAL_KEYS = 1_000;

    private RaceWindow() {}

    /// What can be set. `operation` matters with more goroutines than processors.
    public static final List<LabParameter> PARAMETERS = List.of(
            LabParameter.choice("goVersion", "1.23", LockConvoy.versions()), LabParameter.whole("writers", 2, 0, 64),
            LabParameter.whole("readers", 0, 0, 64), LabParameter.whole("iterators", 0, 0, 64),
            LabParameter.number("opsPerSecond", 1_000, 0.001, 50_000_000),
            LabParameter.whole("processors", 8, 1, 256),
            LabParameter.choice("operation", "OVERWRITE", List.of("OVERWRITE", "INSERT", "COMPARED_KEY")),
            LabParameter.number("seconds", ARTICLE_SECONDS, 0.000_001, 1e9),
            LabParameter.number("share", ARTICLE_SHARE, 0.01, 0.999_999), LabParameter.whole("runs", 200, 10, 2_000),
            LabParameter.whole("seed", 1, 0, 1_000_000_000));

    /// A race and when the runtime notices it.
    ///
    /// @param perSecond   how often per second the runtime would notice, in closed form
    /// @param pairs       what this is made of
    /// @param preemptedPerSecond the part of goroutines that lose their processor in the middle of an operation
    /// @param withinShare share of runs noticed within `seconds`
    /// @param window      how long to watch until `share` of the races are noticed
    /// @param points      the probability over time
    /// @param article     "3 s show 99.7 % of the races"
    /// @param simulation  null if there is nothing to simulate: no conflict, or goroutines that are preempted
    public record RaceResult(Map<String, String> settings, String implementation, double perSecond, List<Pair> pairs,
            double preemptedPerSecond, double withinShare, @Nullable Double window, List<Point> points, Article article,
            @Nullable Simulated simulation, Map<String, Double> constants) {}

    /// Goroutines that conflict, two by two.
    ///
    /// @param pairs       of goroutines on different processors
    /// @param windowNanos offset of two operations for which they are noticed
    public record Pair(String kinds, long pairs, double windowNanos, double perSecond) {}

    /// The probability at one moment.
    ///
    /// @param closed    probability that the runtime has noticed by then, in closed form
    /// @param simulated share of the simulated runs; null without simulation, and when some of them reached the limit of work
    public record Point(double seconds, double closed, @Nullable Double simulated) {}

    /// The claim that three seconds are enough.
    ///
    /// @param holds      whether 99.7 % are noticed within 3 s under this load
    /// @param share      that is noticed within 3 s
    /// @param neededRate operations per second and goroutine from which it holds; null if no rate does
    public record Article(boolean holds, double share, @Nullable Double neededRate) {}

    /// What many simulated runs came to.
    ///
    /// @param noticed    runs that ended with the fatal error; the others reached the limit of work
    /// @param seconds    until then
    /// @param overlapped operations of the busiest goroutine that overlapped with others until then
    /// @param unnoticed  pairs of conflicting operations that overlapped without being noticed
    public record Simulated(int runs, int noticed, Spread seconds, Spread overlapped, Spread unnoticed) {}

    /// A measured race and what both ways predict for it, in overlapped operations until the fatal error.
    ///
    /// @param within whether all four predictions are within a factor of two, counted from the first operation
    public record Comparison(DetectionRow measured, int closedP50, int closedP90, int simulatedP50, int simulatedP90,
            boolean within) {}

    /// Runs it.
    public static RaceResult run(LabValues values) {
        GoVersion version = values.goVersion();
        Role[] roles = roles(values);
        int processors = values.whole("processors");
        double rate = rate(values, version);
        List<Pair> pairs = pairs(roles, processors, version, rate);
        double preempted = preempted(values, roles, processors, version);
        double perSecond = preempted + pairs.stream().mapToDouble(Pair::perSecond).sum();
        List<Double> times = new ArrayList<>();
        Simulated simulated = null;
        if (preempted == 0 && perSecond > 0) {
            simulated = simulate(values, roles, processors, version, rate, times);
        }
        return new RaceResult(values.all(), version.swiss() ? "SWISS" : "CLASSIC", precise(perSecond), pairs,
                precise(preempted),
                share(perSecond, values.number("seconds")), window(perSecond, values.number("share")),
                points(perSecond, simulated == null || simulated.noticed < simulated.runs ? 0 : simulated.runs, times),
                article(roles, processors, version, perSecond), simulated, constants(version));
    }

    private static Role[] roles(LabValues values) {
        List<Role> roles = new ArrayList<>();
        add(roles, Role.WRITER, values.whole("writers"));
        add(roles, Role.READER, values.whole("readers"));
        add(roles, Role.ITERATOR, values.whole("iterators"));
        return roles.toArray(new Role[0]);
    }

    private static void add(List<Role> roles, Role role, int n) {
        for (int i = 0; i < n; i++) {
            roles.add(role);
        }
    }

    /// A goroutine cannot do more operations than there is time for.
    private static double rate(LabValues values, GoVersion version) {
        Exposure e = Exposure.of(version.swiss());
        return Math.min(values.number("opsPerSecond"), 1e9 / (e.entryAgainstWriter() + e.held()));
    }

    /// Goroutine g runs on processor g modulo their number; two of one processor never overlap.
    private static List<Pair> pairs(Role[] roles, int processors, GoVersion version, double rate) {
        Exposure e = Exposure.of(version.swiss());
        double ofWriters = e.windowOfWriters();
        Map<String, double[]> found = new LinkedHashMap<>();
        for (int a = 0; a < roles.length; a++) {
            for (int b = a + 1; b < roles.length; b++) {
                if (roles[a] != Role.WRITER || a % processors == b % processors) {
                    continue;
                }
                double window = switch (roles[b]) {
                    case WRITER -> ofWriters;
                    case READER -> e.windowOfReader();
                    case ITERATOR -> e.windowOfIterator();
                };
                double[] pair = found.computeIfAbsent("WRITER_" + roles[b], k -> new double[]{0, window});
                pair[0]++;
            }
        }
        List<Pair> pairs = new ArrayList<>();
        found.forEach((kinds, p) -> pairs.add(new Pair(kinds, (long) p[0], Spread.round(p[1]),
                precise(p[0] * rate * rate * p[1] / 1e9))));
        return List.copyOf(pairs);
    }

    /// With more goroutines than processors one may lose its processor in the middle of a write, and the next on it
    /// notices. It can only where the write calls functions with a preemption point: growth work, or a comparison of keys.
    /// Fixed keys that are there never do.
    private static double preempted(LabValues values, Role[] roles, int processors, GoVersion version) {
        double preemptible = switch (values.text("operation")) {
            case "INSERT" -> PREEMPTIBLE_INSERT;
            case "COMPARED_KEY" -> PREEMPTIBLE_COMPARISON;
            default -> 0;
        };
        long writers = Arrays.stream(roles).filter(r -> r == Role.WRITER).count();
        if (writers == 0 || roles.length <= processors) {
            return 0;
        }
        double busy = Math.min(1, writers * values.number("opsPerSecond") * opNanos(version) / 1e9 / processors);
        return SLICES_PER_SECOND * processors * busy * preemptible;
    }

    private static double opNanos(GoVersion version) {
        return version.swiss() ? 10 : 22;
    }

    private static double share(double perSecond, double seconds) {
        return -Math.expm1(-perSecond * seconds);
    }

    private static @Nullable Double window(double perSecond, double share) {
        return perSecond == 0 ? null : precise(-Math.log1p(-share) / perSecond);
    }

    private static List<Point> points(double perSecond, int runs, List<Double> times) {
        List<Point> points = new ArrayList<>();
        if (perSecond == 0) {
            return points;
        }
        for (int i = 0; i < POINTS; i++) {
            double seconds = precise(Math.pow(10, -2 + 3.0 * i / (POINTS - 1)) / perSecond);
            Double seen = runs == 0 ? null : times.stream().filter(t -> t <= seconds).count() / (double) runs;
            points.add(new Point(seconds, share(perSecond, seconds), seen));
        }
        return points;
    }

    private static Article article(Role[] roles, int processors, GoVersion version,
            double perSecond) {
        double within = share(perSecond, ARTICLE_SECONDS);
        double atOne = pairs(roles, processors, version, 1).stream().mapToDouble(p -> p.pairs * p.windowNanos / 1e9)
                .sum();
        double wanted = -Math.log1p(-ARTICLE_SHARE) / ARTICLE_SECONDS;
        return new Article(within >= ARTICLE_SHARE, within,
                atOne == 0 ? null : (double) Math.round(Math.sqrt(wanted / atOne)));
    }

    private static Simulated simulate(LabValues values, Role[] roles, int processors, GoVersion version, double rate,
            List<Double> times) {
        Keys random = new Keys(values.whole("seed"));
        Samples seconds = new Samples();
        Samples overlapped = new Samples();
        Samples unnoticed = new Samples();
        double pause = Math.max(0, 1e9 / rate - opNanos(version));
        // A step costs the more the more goroutines there are.
        long all = BUDGET / Math.max(1, roles.length / 4);
        long budget = all;
        int runs = 0;
        while (runs < values.whole("runs") && budget > 0) {
            FlagRace race = new FlagRace(roles, processors, version.swiss(), opNanos(version),
                    new FlagRace.Pause(pause, false), random);
            long share = Math.max(1_000, all / Math.min(50, values.whole("runs")));
            budget -= race.run(share);
            runs++;
            if (race.noticed()) {
                times.add(race.nanos() / 1e9);
                seconds.add(race.nanos() / 1e9);
                overlapped.add((double) race.overlappedOperations());
                unnoticed.add((double) race.unnoticed());
            }
        }
        return new Simulated(runs, times.size(), precise(seconds), overlapped.spread(), unnoticed.spread());
    }

    private static Spread precise(Samples samples) {
        return samples.spreadWith(RaceWindow::precise);
    }

    /// Four digits that count.
    static double precise(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value;
        }
        double scale = Math.pow(10, 3 - Math.floor(Math.log10(Math.abs(value))));
        return Math.round(value * scale) / scale;
    }

    private static Map<String, Double> constants(GoVersion version) {
        Exposure e = Exposure.of(version.swiss());
        Map<String, Double> stated = new LinkedHashMap<>();
        stated.put("entryAgainstWriterNs", e.entryAgainstWriter());
        stated.put("entryAgainstReaderNs", e.entryAgainstReader());
        stated.put("entryAgainstIteratorNs", e.entryAgainstIterator());
        stated.put("heldNs", e.held());
        stated.put("iteratorShare", e.iterators());
        stated.put("slicesPerSecond", SLICES_PER_SECOND);
        stated.put("preemptibleInsertShare", PREEMPTIBLE_INSERT);
        stated.put("preemptibleComparisonShare", PREEMPTIBLE_COMPARISON);
        return stated;
    }

    /// The measured races of two goroutines on a map of 1 000 keys at duties up to 0.1, each with its predictions.
    public static List<Comparison> compare() {
        return Compared.ROWS;
    }

    /// Computed when first asked for.
    private static final class Compared {
        static final List<Comparison> ROWS = Measurements.detection().stream()
                .filter(row -> row.keys() == USUAL_KEYS && row.duty() <= HIGHEST_DUTY)
                .filter(row -> row.race() != Measurements.Race.INSERT_INSERT).map(RaceWindow::compare).toList();

        private Compared() {}
    }

    private static Comparison compare(DetectionRow row) {
        boolean swiss = GoVersion.of(row.go()).orElseThrow().swiss();
        Exposure e = Exposure.of(swiss);
        double spin = row.cycleNanos() - row.opNanos();
        Role other = switch (row.race()) {
            case WRITE_READ -> Role.READER;
            case WRITE_ITERATE -> Role.ITERATOR;
            default -> Role.WRITER;
        };
        double window = switch (other) {
            case WRITER -> e.windowOfWriters();
            case READER -> e.windowOfReader();
            case ITERATOR -> e.windowOfIterator();
        };
        double entry = e.entry(other == Role.WRITER ? 2 : 1, other == Role.READER ? 1 : 0);
        double perOperation = -Math.expm1(-window / (spin + entry + e.held()));
        Samples simulated = new Samples();
        Keys random = new Keys(42);
        long budget = COMPARISON_BUDGET;
        for (int run = 0; run < 2_000 && budget > 0; run++) {
            FlagRace race = new FlagRace(new Role[]{Role.WRITER, other}, 2, swiss, row.opNanos(),
                    new FlagRace.Pause(spin, true), random);
            budget -= race.run(COMPARISON_BUDGET);
            simulated.add((double) race.overlappedOperations());
        }
        Spread spread = simulated.spread();
        int closed50 = (int) (OVERLAPPING * quantile(perOperation, 0.5));
        int closed90 = (int) (OVERLAPPING * quantile(perOperation, 0.9));
        boolean within = near(closed50, row.p50()) && near(closed90, row.p90()) && near((int) spread.p50(), row.p50())
                && near((int) spread.p90(), row.p90());
        return new Comparison(row, closed50, closed90, (int) spread.p50(), (int) spread.p90(), within);
    }

    /// Overlapped operations before the one that is noticed.
    private static int quantile(double perOperation, double share) {
        return (int) Math.ceil(Math.log1p(-share) / Math.log1p(-perOperation)) - 1;
    }

    private static boolean near(int predicted, @Nullable Integer measured) {
        if (measured == null) {
            return true;
        }
        double ratio = (predicted + 1.0) / (measured + 1.0);
        return ratio <= 2 && ratio >= 0.5;
    }
}
