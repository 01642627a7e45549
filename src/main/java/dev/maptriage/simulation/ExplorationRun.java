package dev.maptriage.simulation;

import dev.maptriage.hmap.StepAction;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One exploration, in four parts: every schedule within a growing number of preemptions; all schedules by
/// [Reduction]; a uniform sample; and a random search, if the wanted end has not been seen by then.
final class ExplorationRun implements Runnable {

    /** The steps of the writer's mark, one each, with all that a goroutine does under it as one. */
    private static final Set<StepAction> MARK_STEPS = Set.of(StepAction.CHECK_FLAG, StepAction.LOAD_FLAG,
            StepAction.STORE_FLAG, StepAction.PROBE, StepAction.RECHECK_FLAG, StepAction.RELOAD_FLAG,
            StepAction.CLEAR_FLAG);

    private static final int REPORT_EVERY = 256;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double SHARE_OF_BOUNDS = 0.5;
    private static final double SHARE_UP_TO_REDUCTION = 0.8;
    private static final int SAMPLES = 2_000;
    private static final int MOST_CHANGES = 6;
    private static final int MOST_SHORTENING = 2_000;
    private static final int HARMLESS = 5;
    private static final int ENOUGH_FOR_A_GUESS = 1;

    private final Scenario scenario;
    private final Budget budget;
    private final Progress progress;
    private final long began = System.nanoTime();
    private final Map<End, Found> found = new HashMap<>();
    private final Completions completions = new Completions();
    private long runs;
    private double firstWanted = -1;
    private int bound;
    private int finishedBound = -1;
    private volatile boolean cancelled;
    private @Nullable Exploration exploration;
    private @Nullable RuntimeException failure;

    ExplorationRun(Scenario scenario, Budget budget, Progress progress) {
        this.scenario = scenario;
        this.budget = budget;
        this.progress = progress;
    }

    /// What tells runs apart when a witness is chosen.
    ///
    /// @param growing whether a goroutine was moving entries for a growth of the map when the run ended
    private record End(Outcome outcome, boolean growing) {}

    /// The shortest run so far that ended in one way.
    private static final class Found {

        private Schedule schedule;
        private int switches;

        Found(Schedule schedule) {
            this.schedule = schedule;
            this.switches = schedule.contextSwitches();
        }

        void offer(int otherSwitches, int steps, BoundedSearch search) {
            if (otherSwitches < switches || (otherSwitches == switches && steps < schedule.steps())) {
                schedule = search.schedule();
                switches = otherSwitches;
            }
        }

        void offer(Schedule other) {
            if (other.shorterThan(schedule)) {
                schedule = other;
                switches = other.contextSwitches();
            }
        }
    }

    void cancel() {
        cancelled = true;
    }

    Exploration result() {
        if (failure != null) {
            throw failure;
        }
        if (exploration == null) {
            throw new IllegalStateException("the exploration has not ended");
        }
        return exploration;
    }

    @Override
    public void run() {
        Set<StepAction> yieldsAt = "flag".equals(scenario.parameters().get(Catalogue.STEPS)) ? MARK_STEPS : Set.of();
        try (Stage stage = new Stage(scenario, yieldsAt, budget.steps())) {
            exploration = explore(stage, new Judge(scenario, stage.initialContent()));
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private Exploration explore(Stage stage, Judge judge) {
        Counts counts = enumerate(stage, judge);
        boolean complete = counts.preemptionBound() == null;
        Counts sample = null;
        if (!complete) {
            // Where steps are run together, the first of them does not tell what the others depend on.
            complete = !stage.isCoarse() && reduce(stage, judge);
            sample = sample(stage, judge);
            if (!complete && !isFound()) {
                hunt(stage, judge);
            }
        }
        progress.report(runs, -1);
        return conclude(stage, counts, sample, complete);
    }

    /// Bound by bound, as long as the next one is likely to fit; without a bound, if all schedules are.
    private Counts enumerate(Stage stage, Judge judge) {
        Counts counts = null;
        double runsBefore = 0;
        double schedulesBefore = 0;
        int[] alone = alone(stage);
        for (bound = 0;; bound = bound == Completions.UNBOUNDED ? bound : bound + 1) {
            double schedules = completions.count(alone, -1, bound);
            double expected = runsBefore == 0 ? 0 : runsBefore * schedules / schedulesBefore;
            double all = completions.count(alone, -1, Completions.UNBOUNDED);
            double room = SHARE_OF_BOUNDS * budget.runs() - runs;
            if (bound > ENOUGH_FOR_A_GUESS && runsBefore * all / schedulesBefore < room) {
                bound = Completions.UNBOUNDED;
            } else if (expected > room) {
                break;
            }
            long before = runs;
            BoundedSearch search = new BoundedSearch(bound, deepest(stage));
            Tally tally = new Tally();
            if (!enumerate(stage, search, judge, tally, counts == null)) {
                break;
            }
            boolean allSeen = !search.curtailed();
            finishedBound = allSeen ? Completions.UNBOUNDED : bound;
            counts = tally.counts(Counts.Basis.ENUMERATED, allSeen ? null : (Integer) bound);
            if (allSeen) {
                break;
            }
            runsBefore = runs - before;
            schedulesBefore = schedules;
        }
        if (counts == null) {
            throw new IllegalStateException("not a single bound was finished");
        }
        return counts;
    }

    private boolean enumerate(Stage stage, BoundedSearch search, Judge judge, Tally tally, boolean must) {
        do {
            search.begin();
            stage.run(search, null);
            Outcome outcome = ended(stage, judge);
            End end = new End(outcome, stage.growing());
            Found known = found.get(end);
            if (known == null) {
                found.put(end, new Found(search.schedule()));
            } else {
                known.offer(search.contextSwitches(), search.steps(), search);
            }
            tally.add(outcome, stage.overlapped(), weight(stage, search));
            if (spent(SHARE_OF_BOUNDS) && !must) {
                return false;
            }
        } while (search.next());
        return true;
    }

    private boolean reduce(Stage stage, Judge judge) {
        Reduction reduction = new Reduction(stage);
        boolean endless = false;
        do {
            reduction.begin();
            stage.run(reduction, null);
            reduction.end();
            if (!reduction.repeats()) {
                offer(stage, ended(stage, judge), reduction.schedule());
                endless |= stage.endless();
            }
            if (spent(SHARE_UP_TO_REDUCTION)) {
                return false;
            }
        } while (reduction.next());
        return !endless;
    }

    private Counts sample(Stage stage, Judge judge) {
        Tally tally = new Tally();
        SplittableRandom random = new SplittableRandom(scenario.seed());
        for (int n = 0; n < SAMPLES && (n == 0 || !spent(1)); n++) {
            Traced traced = new Traced(Directors.uniform(stage.actors(), random));
            stage.run(traced, null);
            Outcome outcome = ended(stage, judge);
            offer(stage, outcome, traced.schedule());
            tally.add(outcome, stage.overlapped(), 1);
        }
        return tally.counts(Counts.Basis.SAMPLED, null);
    }

    /// Searches at random for the wanted end, and makes the run shorter that shows it.
    private void hunt(Stage stage, Judge judge) {
        SplittableRandom random = new SplittableRandom(scenario.seed() + 1);
        for (int n = 0; !isFound() && !spent(1); n++) {
            Traced traced = new Traced(Directors.ranked(stage.actors(), 1 + n % MOST_CHANGES, random));
            stage.run(traced, null);
            offer(stage, ended(stage, judge), traced.schedule());
        }
        for (Map.Entry<End, Found> e : found.entrySet()) {
            if (isWanted(e.getKey().outcome)) {
                Shortening shortening = new Shortening(stage, judge, e.getKey().outcome);
                e.getValue().offer(shortening.shorten(e.getValue().schedule, MOST_SHORTENING));
                runs += shortening.runs();
            }
        }
    }

    private Outcome ended(Stage stage, Judge judge) {
        runs++;
        if (runs % REPORT_EVERY == 0 && !progress.report(runs, bound)) {
            cancelled = true;
        }
        Outcome outcome = judge.judge(stage);
        if (firstWanted < 0 && isWanted(outcome)) {
            firstWanted = (System.nanoTime() - began) / NANOS_PER_MILLI;
        }
        return outcome;
    }

    private void offer(Stage stage, Outcome outcome, Schedule schedule) {
        End end = new End(outcome, stage.growing());
        Found known = found.get(end);
        if (known == null) {
            found.put(end, new Found(schedule));
        } else {
            known.offer(schedule);
        }
    }

    private boolean spent(double share) {
        return cancelled || runs >= share * budget.runs()
                || System.nanoTime() - began > share * budget.time().toNanos();
    }

    private boolean isFound() {
        return found.keySet().stream().anyMatch(e -> isWanted(e.outcome));
    }

    /// How many schedules a run stands for: one, unless a fault cut it short.
    private long weight(Stage stage, BoundedSearch search) {
        if (stage.fault() == null) {
            return 1;
        }
        int[] left = new int[stage.actors().length];
        for (Actor a : stage.actors()) {
            left[a.id] = Math.max(0, a.alone - a.taken);
        }
        int preemptions = bound == Completions.UNBOUNDED ? bound : bound - search.preemptions();
        return completions.count(left, stage.failed(), preemptions);
    }

    private static int[] alone(Stage stage) {
        return Arrays.stream(stage.actors()).mapToInt(a -> a.alone).toArray();
    }

    /// Only endless runs are longer.
    private static int deepest(Stage stage) {
        return 2 * Arrays.stream(alone(stage)).sum() + REPORT_EVERY;
    }

    private Exploration conclude(Stage stage, Counts counts, @Nullable Counts sample, boolean complete) {
        Map.Entry<End, Found> best = found.entrySet().stream()
                .min(Comparator.<Map.Entry<End, Found>>comparingInt(e -> rank(e.getKey()))
                        .thenComparingInt(e -> e.getValue().switches)
                        .thenComparingInt(e -> e.getValue().schedule.steps())
                        .thenComparing(e -> e.getKey().toString()))
                .orElseThrow();
        Schedule schedule = best.getValue().schedule;
        // A run with so many changes of turn has at most as many preemptions, so all shorter ones were within the bound.
        boolean shortest = best.getValue().switches <= finishedBound;
        Outcome outcome = best.getKey().outcome;
        Witness witness = Recorder.record(stage, schedule, outcome, shortest);
        List<Outcome> outcomes = found.keySet().stream().map(End::outcome).distinct()
                .sorted(Comparator.comparing(Outcome::toString)).toList();
        return new Exploration(scenario, isWanted(outcome), witness, counts, sample, outcomes, complete, runs,
                firstWanted, (System.nanoTime() - began) / NANOS_PER_MILLI);
    }

    /// 0 for the wanted end, more for those that are wanted less.
    private int rank(End end) {
        Scenario.Target target = scenario.target();
        Outcome outcome = end.outcome;
        if (target != null && target.matches(outcome)) {
            boolean goroutine = target.goroutine() == 0 || target.goroutine() == outcome.goroutine();
            boolean growing = !target.growing() || end.growing;
            return goroutine && growing ? 0 : growing ? 1 : 2;
        }
        if (outcome.type() == OutcomeType.NONE) {
            return HARMLESS;
        }
        return outcome.type().noticed() ? 3 : 4;
    }

    /// Whether an end is what the scenario is after: its target, or, without one, any failure.
    private boolean isWanted(Outcome outcome) {
        Scenario.Target target = scenario.target();
        return target == null ? outcome.type() != OutcomeType.NONE : target.matches(outcome);
    }
}
