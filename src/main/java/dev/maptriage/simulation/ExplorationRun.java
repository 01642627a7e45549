package dev.maptriage.simulation;

import dev.maptriage.hmap.StepAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One exploration: bound by bound, as far as the budget goes.
final class ExplorationRun implements Runnable {

    private static final int MOST_PREEMPTIONS = 6;
    private static final int REPORT_EVERY = 256;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Scenario scenario;
    private final Budget budget;
    private final Progress progress;
    private final long began = System.nanoTime();
    private final Map<Outcome, Found> found = new HashMap<>();
    private final Completions completions = new Completions();
    private long runs;
    private volatile boolean cancelled;
    private @Nullable Exploration exploration;
    private @Nullable RuntimeException failure;

    ExplorationRun(Scenario scenario, Budget budget, Progress progress) {
        this.scenario = scenario;
        this.budget = budget;
        this.progress = progress;
    }

    /// The best run so far that ended in one way.
    private static final class Found {

        private Schedule schedule;
        private int switches;

        Found(Schedule schedule) {
            this.schedule = schedule;
            this.switches = schedule.contextSwitches();
        }

        void offer(BoundedSearch search) {
            int s = search.contextSwitches();
            if (s < switches || s == switches && search.steps() < schedule.steps()) {
                schedule = search.schedule();
                switches = s;
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
        try (Stage stage = new Stage(scenario, yieldsAt(), budget.steps())) {
            exploration = explore(stage);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private Set<StepAction> yieldsAt() {
        return "flag".equals(scenario.parameters().get(Catalogue.STEPS))
                ? Set.of(StepAction.CHECK_FLAG, StepAction.LOAD_FLAG, StepAction.STORE_FLAG, StepAction.PROBE,
                        StepAction.RECHECK_FLAG, StepAction.RELOAD_FLAG, StepAction.CLEAR_FLAG)
                : Set.of();
    }

    private Exploration explore(Stage stage) {
        Judge judge = new Judge(scenario, Prepared.of(scenario).content());
        Counts counts = null;
        boolean complete = false;
        for (int bound = 0; bound <= MOST_PREEMPTIONS && !complete; bound++) {
            BoundedSearch search = new BoundedSearch(bound, deepest(stage));
            Tally tally = new Tally();
            if (!enumerate(stage, search, judge, tally, bound, counts == null)) {
                break;
            }
            complete = !search.curtailed();
            counts = tally.counts(Counts.Basis.ENUMERATED, complete ? null : (Integer) bound);
        }
        if (counts == null) {
            throw new IllegalStateException("not a single bound was finished");
        }
        progress.report(runs, -1);
        Found best = best();
        Outcome outcome = found.entrySet().stream().filter(e -> e.getValue() == best).findFirst().orElseThrow().getKey();
        boolean wanted = scenario.target() == null
                ? outcome.type() != OutcomeType.NONE
                : scenario.target().matches(outcome);
        Witness witness = Recorder.record(stage, best.schedule, outcome);
        List<Outcome> outcomes = found.keySet().stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList();
        return new Exploration(scenario, wanted, witness, counts, null, outcomes, complete, runs,
                (System.nanoTime() - began) / NANOS_PER_MILLI);
    }

    private static int deepest(Stage stage) {
        int alone = 0;
        for (Actor a : stage.actors()) {
            alone += a.alone;
        }
        return 2 * alone + 100;
    }

    private boolean enumerate(Stage stage, BoundedSearch search, Judge judge, Tally tally, int bound, boolean must) {
        do {
            search.begin();
            stage.run(search, null);
            runs++;
            Outcome outcome = judge.judge(stage);
            Found known = found.get(outcome);
            if (known == null) {
                found.put(outcome, new Found(search.schedule()));
            } else {
                known.offer(search);
            }
            tally.add(outcome, stage.overlapped(), weight(stage, bound - search.preemptions()));
            if (!must && spent()) {
                return false;
            }
            if (runs % REPORT_EVERY == 0 && !progress.report(runs, bound)) {
                cancelled = true;
            }
        } while (search.next());
        return true;
    }

    private boolean spent() {
        return cancelled || runs >= budget.runs() || System.nanoTime() - began > budget.time().toNanos();
    }

    /// How many schedules a run stands for: one, unless a fault cut it short.
    private long weight(Stage stage, int preemptions) {
        if (stage.fault() == null) {
            return 1;
        }
        Actor[] actors = stage.actors();
        int[] left = new int[actors.length];
        for (Actor a : actors) {
            left[a.id] = Math.max(0, a.alone - a.taken);
        }
        return completions.count(left, stage.failed(), preemptions);
    }

    private Found best() {
        Found best = null;
        int bestRank = Integer.MAX_VALUE;
        for (Map.Entry<Outcome, Found> e : found.entrySet()) {
            int rank = rank(e.getKey());
            Found f = e.getValue();
            if (best == null || rank < bestRank || rank == bestRank && f.schedule.shorterThan(best.schedule)) {
                best = f;
                bestRank = rank;
            }
        }
        if (best == null) {
            throw new IllegalStateException("nothing was run");
        }
        return best;
    }

    private int rank(Outcome outcome) {
        if (scenario.target() != null && scenario.target().matches(outcome)) {
            return 0;
        }
        return outcome.type().noticed() ? 1 : outcome.type() == OutcomeType.NONE ? 3 : 2;
    }
}
