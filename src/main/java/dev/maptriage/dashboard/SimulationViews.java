package dev.maptriage.dashboard;

import dev.maptriage.dashboard.SimulationView.EndView;
import dev.maptriage.reproduction.Recipe;
import dev.maptriage.reproduction.Simulation;
import dev.maptriage.reproduction.SimulationResult;
import dev.maptriage.reproduction.SimulationResult.MapState;
import dev.maptriage.reproduction.SimulationResult.Step;
import dev.maptriage.reproduction.StepSources;
import dev.maptriage.reproduction.StepSources.StepSource;
import dev.maptriage.simulation.Corruption;
import dev.maptriage.simulation.Lane;
import dev.maptriage.simulation.LockConvoy;
import dev.maptriage.simulation.OutcomeType;
import dev.maptriage.simulation.ScenarioInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns a simulation into its page, or into the part of it that shows one step.
final class SimulationViews {
    /// Steps above and below the current one in the lanes.
    private static final int BEFORE = 6;
    private static final int BEHIND = 3;
    /// Rows of the table around the current step.
    private static final int ROWS = 60;
    private static final int MAX_LANE = 8;
    private static final int STRIP_ROW = 16;

    /// What the model says where Go would read memory that is not the map's.
    private static final String FAULT = "fault";

    private final Simulation simulation;
    private final SimulationResult result;
    private final StepSources sources;
    private final PageWords words;

    private SimulationViews(Simulation simulation, SimulationResult result, StepSources sources, PageWords words) {
        this.simulation = simulation;
        this.result = result;
        this.sources = sources;
        this.words = words;
    }

    /// @param asked step that is to be shown, brought into the bounds of the witness
    static SimulationView of(Simulation simulation, int asked, StepSources sources, List<ScenarioInfo> scenarios,
            List<String> versions, PageWords words) {
        SimulationResult result = simulation.result();
        SimulationViews views = result == null ? null : new SimulationViews(simulation, result, sources, words);
        Recipe recipe = simulation.recipe();
        String reason = simulation.reason();
        SimulationViews drawn = views == null || views.steps().isEmpty() ? null : views;
        EndView end = views == null
                ? new EndView("waiting", words.text("player.state." + simulation.state()), "", false)
                : end(views.result.outcome(), words);
        return new SimulationView(simulation.id().toString(), simulation.state().name(),
                words.text("player.state." + simulation.state()), simulation.finished(),
                words.text("player.title", Scenes.title(recipe.scenario(), words), recipe.goVersion()), end,
                result == null ? null : WitnessStory.of(result, words),
                facts(simulation, result, words),
                simulation.incidentId() == null ? null : "/incidents/" + simulation.incidentId(),
                reason == null ? null : words.text(reason), views == null ? null : views.summary(),
                views == null ? List.of() : views.shares(), views == null ? List.of() : views.outcomes(),
                drawn == null ? null : drawn.stage(asked), drawn == null ? null : drawn.strip(asked),
                drawn == null ? List.of() : drawn.table(asked), views == null ? null : views.convoy(),
                form(simulation, scenarios, versions, words));
    }

    static Optional<SimulationView.StageView> stage(Simulation simulation, int asked, StepSources sources,
            PageWords words) {
        SimulationResult result = simulation.result();
        return result == null || result.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(new SimulationViews(simulation, result, sources, words).stage(asked));
    }

    static EndView end(SimulationResult.Outcome outcome, PageWords words) {
        return end(outcome.type(), outcome.message(), outcome.corruptions(), words);
    }

    private static EndView end(OutcomeType type, @Nullable String message, List<Corruption> corruptions,
            PageWords words) {
        String id = switch (type) {
            case PANIC, FATAL_ERROR -> "detected";
            case CORRUPTION -> "silent";
            case NONE -> "benign";
            case CONTENTION -> "waiting";
        };
        if (FAULT.equals(message)) {
            return new EndView(id, words.text("player.outcome." + type), words.text("player.fault"), false);
        }
        String text = message != null
                ? message
                : corruptions.isEmpty()
                        ? words.text("player.end." + type)
                        : words.text("player.corruption." + corruptions.getFirst());
        return new EndView(id, words.text("player.outcome." + type), text, message != null);
    }

    private static List<IncidentView.Fact> facts(Simulation simulation, @Nullable SimulationResult result,
            PageWords words) {
        Recipe recipe = simulation.recipe();
        List<IncidentView.Fact> facts = new ArrayList<>();
        facts.add(fact("scenario", Scenes.title(recipe.scenario(), words), words));
        facts.add(fact("go", recipe.goVersion(), words));
        facts.add(fact("map", words.text("map.implementation." + recipe.implementation()), words));
        facts.add(fact("seed", String.valueOf(recipe.seed()), words));
        if (result != null && !result.steps().isEmpty()) {
            facts.add(fact("steps", words.count(result.steps().size()), words));
            facts.add(fact("switches", words.count(switches(result.steps())), words));
        }
        recipe.parameters().forEach((name, value) -> facts
                .add(new IncidentView.Fact(Scenes.parameter(name, words), Scenes.value(value, words))));
        return facts;
    }

    private static IncidentView.Fact fact(String key, String value, PageWords words) {
        return new IncidentView.Fact(words.text("player.fact." + key), value);
    }

    private static long switches(List<Step> steps) {
        long switches = 0;
        for (int i = 1; i < steps.size(); i++) {
            switches += steps.get(i).goroutine() == steps.get(i - 1).goroutine() ? 0 : 1;
        }
        return switches;
    }

    private @Nullable String summary() {
        SimulationResult.Exploration found = result.exploration();
        if (found == null) {
            return null;
        }
        Integer bound = found.preemptionBound();
        String key = found.exhaustive()
                ? bound == null ? "player.summary.all" : "player.summary.bound"
                : "player.summary.sampled";
        return words.text(key, found.schedules(), bound == null ? 0 : bound, found.runs(),
                Math.max(1, Math.round(found.millis())));
    }

    private List<SimulationView.Share> shares() {
        SimulationResult.Exploration found = result.exploration();
        if (found == null || found.schedules() == 0) {
            return List.of();
        }
        List<SimulationView.Share> shares = new ArrayList<>();
        double x = 0;
        long[] counts = {found.fatal(), found.silent(), found.benign()};
        String[] ids = {"detected", "silent", "benign"};
        for (int i = 0; i < counts.length; i++) {
            double width = 1_000.0 * counts[i] / found.schedules();
            shares.add(new SimulationView.Share(ids[i], words.text("player.share." + ids[i]), words.count(counts[i]),
                    share(counts[i], found.schedules()), round(x), round(width)));
            x += width;
        }
        return shares;
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /// Small shares keep a digit, so that what happens is never shown as 0 %.
    private String share(long part, long all) {
        double share = (double) part / all;
        return part > 0 && share < 0.01 ? words.text("player.below-one-percent") : words.percent(share);
    }

    private List<SimulationView.OutcomeRow> outcomes() {
        long all = result.outcomes().stream().mapToLong(SimulationResult.OutcomeShare::schedules).sum();
        return result.outcomes().stream().map(each -> {
            EndView end = end(each.type(), each.message(), each.corruptions(), words);
            String who = each.goroutine() == 0
                    ? ""
                    : words.text("player.goroutine", String.valueOf(each.goroutine()));
            String what = each.corruptions().isEmpty()
                    ? end.text()
                    : each.corruptions().stream().map(kind -> words.text("player.corruption." + kind))
                            .collect(Collectors.joining("; "));
            return new SimulationView.OutcomeRow(end.id(), end.word(), what, who,
                    each.action() == null ? "" : words.text("player.action." + each.action()),
                    words.count(each.schedules()), share(each.schedules(), Math.max(1, all)));
        }).toList();
    }

    private List<Step> steps() {
        return result.steps();
    }

    private SimulationView.StageView stage(int asked) {
        int n = Math.clamp(asked, 1, steps().size());
        Step step = steps().get(n - 1);
        MapState before = earlier(step);
        String failure = step.fails() ? result.outcome().message() : null;
        boolean last = n == steps().size();
        if (failure == null && last && result.outcome().type() == OutcomeType.CORRUPTION) {
            failure = end(result.outcome(), words).text();
        }
        return new SimulationView.StageView(n, steps().size(),
                words.text("player.caption", String.valueOf(n), String.valueOf(steps().size()),
                        String.valueOf(step.goroutine()), says(step)),
                failure, ticks(n), lanes(step), MapViews.of(step.map(), before, step.lanes(), words), shared(step, n),
                step.changes().stream()
                        .map(each -> new SimulationView.ChangeView(each.place(), each.before(), each.after())).toList(),
                code(step));
    }

    /// The same map when it was shown last, or as it was at the start.
    private MapState earlier(Step step) {
        for (int i = step.n() - 2; i >= 0; i--) {
            if (steps().get(i).map().name().equals(step.map().name())) {
                return steps().get(i).map();
            }
        }
        MapState start = result.start();
        return start != null && start.name().equals(step.map().name()) ? start : step.map();
    }

    private List<MapView.Figure> shared(Step step, int n) {
        var before = n < 2 ? step.shared() : steps().get(n - 2).shared();
        return step.shared().entrySet().stream()
                .map(each -> new MapView.Figure(each.getKey(), StepDetails.state(each.getValue(), words),
                        !each.getValue().equals(before.get(each.getKey()))))
                .toList();
    }

    private List<SimulationView.TickView> ticks(int n) {
        List<SimulationView.TickView> ticks = new ArrayList<>();
        int first = Math.max(1, Math.min(n - BEFORE, steps().size() - BEFORE - BEHIND));
        for (int i = first; i <= Math.min(steps().size(), first + BEFORE + BEHIND); i++) {
            Step step = steps().get(i - 1);
            ticks.add(new SimulationView.TickView(i, lane(step.goroutine()), i < n ? "past" : i == n ? "now" : "next",
                    step.action(), says(step), detail(step, words), step.fails()));
        }
        return ticks;
    }

    private static int lane(int goroutine) {
        return (goroutine - 1) % MAX_LANE + 1;
    }

    /// What a step does, in a few words; steps of locks and variables say it themselves.
    static String action(Step step, PageWords words) {
        String key = "player.action." + step.action();
        String text = words.text(key);
        return text.equals(key) ? StepDetails.of(step.detail(), words) : text;
    }

    /// What a step reads and writes; nothing where [#action] says it already.
    static String detail(Step step, PageWords words) {
        String detail = StepDetails.of(step.detail(), words);
        return action(step, words).equals(detail) ? "" : detail;
    }

    private String says(Step step) {
        return action(step, words);
    }

    private List<SimulationView.LaneView> lanes(Step step) {
        List<SimulationView.LaneView> lanes = new ArrayList<>();
        for (Lane lane : step.lanes()) {
            List<MapView.Figure> held = new ArrayList<>();
            hold(held, "flags", lane.flags());
            hold(held, "count", lane.count());
            hold(held, "hash", lane.hash());
            if (lane.call() != null && lane.bucket() != null) {
                String row = words.text(result.implementation().equals("SWISS") ? "player.group" : "player.bucket");
                hold(held, row, lane.cell() == null ? lane.bucket() : lane.bucket() + " · " + lane.cell());
            }
            lanes.add(new SimulationView.LaneView(lane.goroutine(), lane(lane.goroutine()),
                    words.text("player.lane." + lane.state()), "is-" + lane.state().name().toLowerCase(Locale.ROOT),
                    calls(lane), held));
        }
        return lanes;
    }

    private static void hold(List<MapView.Figure> held, String name, @Nullable Object value) {
        if (value != null) {
            held.add(new MapView.Figure(name, value.toString(), false));
        }
    }

    private List<SimulationView.CallView> calls(Lane lane) {
        return result.goroutines().stream().filter(program -> program.goroutine() == lane.goroutine())
                .flatMap(program -> program.calls().stream())
                .map(call -> new SimulationView.CallView(call, call.equals(lane.call()))).toList();
    }

    private SimulationView.CodeView code(Step step) {
        StepSource source = sources.find(simulation.recipe(), step.function(), step.action()).orElse(null);
        return source == null
                ? new SimulationView.CodeView(step.function(), step.action(), says(step), detail(step, words), null,
                        null,
                        null, List.of())
                : new SimulationView.CodeView(step.function(), step.action(), says(step), detail(step, words),
                        source.file() + ":" + source.line(), source.href(),
                        source.release() + " " + source.architecture(), source.instructions());
    }

    private SimulationView.StripView strip(int asked) {
        int n = Math.clamp(asked, 1, steps().size());
        List<Integer> goroutines = steps().stream().map(Step::goroutine).distinct().sorted().toList();
        List<SimulationView.StripView.LaneName> names = new ArrayList<>();
        List<SimulationView.StripView.Run> runs = new ArrayList<>();
        List<SimulationView.StripView.Mark> marks = new ArrayList<>();
        goroutines.forEach(g -> names.add(new SimulationView.StripView.LaneName(lane(g),
                words.text("player.goroutine", String.valueOf(g)))));
        int start = 0;
        for (int i = 0; i < steps().size(); i++) {
            Step step = steps().get(i);
            int y = goroutines.indexOf(step.goroutine()) * STRIP_ROW;
            if (i + 1 == steps().size() || steps().get(i + 1).goroutine() != step.goroutine()) {
                runs.add(new SimulationView.StripView.Run(start, y, i + 1 - start, lane(step.goroutine())));
                start = i + 1;
            }
            if (step.fails()) {
                marks.add(new SimulationView.StripView.Mark(i, y, "fails"));
            }
        }
        return new SimulationView.StripView(steps().size(), goroutines.size() * STRIP_ROW, names, runs,
                holds(goroutines), marks,
                n - 0.5, words.text("player.strip", steps().size(), goroutines.size()));
    }

    /// From where a goroutine has set the writer's mark to where it takes it back.
    private List<SimulationView.StripView.Run> holds(List<Integer> goroutines) {
        List<SimulationView.StripView.Run> holds = new ArrayList<>();
        Map<Integer, Integer> open = new TreeMap<>();
        for (Step step : steps()) {
            int lane = step.goroutine();
            if (step.action().equals("STORE_FLAG")) {
                open.put(lane, step.n());
            } else if (step.action().equals("CLEAR_FLAG")) {
                Integer from = open.remove(lane);
                if (from != null) {
                    holds.add(hold(goroutines.indexOf(lane), lane, from, step.n()));
                }
            }
        }
        open.forEach((lane, from) -> holds.add(hold(goroutines.indexOf(lane), lane, from, steps().size())));
        return holds;
    }

    private static SimulationView.StripView.Run hold(int row, int goroutine, int from, int to) {
        return new SimulationView.StripView.Run(from - 1, row * STRIP_ROW, to - from + 1, lane(goroutine));
    }

    private List<SimulationView.StepRow> table(int asked) {
        int n = Math.clamp(asked, 1, steps().size());
        int first = Math.max(0, Math.min(n - ROWS / 2, steps().size() - ROWS));
        return steps().subList(first, Math.min(steps().size(), first + ROWS)).stream()
                .map(step -> new SimulationView.StepRow(step.n(), step.goroutine(), lane(step.goroutine()),
                        step.call(), step.function(), step.action(),
                        StepDetails.of(step.detail(), words), step.n() == n, step.fails()))
                .toList();
    }

    private LabPages.@Nullable Results convoy() {
        LockConvoy.ConvoyResult convoy = result.contention();
        return convoy == null ? null : new ConvoySections(new LabWords(words)).of(convoy);
    }

    private static SimulationView.FormView form(Simulation simulation, List<ScenarioInfo> scenarios,
            List<String> versions, PageWords words) {
        Recipe recipe = simulation.recipe();
        boolean free = simulation.incidentId() == null;
        return new SimulationView.FormView(
                free
                        ? "/simulations"
                        : "/incidents/" + Objects.requireNonNull(simulation.incidentId()) + "/simulations",
                Scenes.groups(scenarios, free ? recipe.scenario() : "", words),
                versions.stream().map(version -> new SimulationView.FormView.Option(version, version,
                        version.equals(recipe.goVersion()))).toList(),
                String.valueOf(recipe.seed()), free ? Scenes.fields(recipe, scenarios, words) : List.of());
    }
}
