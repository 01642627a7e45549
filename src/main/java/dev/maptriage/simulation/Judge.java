package dev.maptriage.simulation;

import dev.maptriage.hmap.RuntimeFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says how a run ended. A run that nobody noticed is held against the [SequentialModel]: benign is only what some order
/// of the calls explains, with all that they returned and all that is left.
final class Judge {

    private final Map<Object, Long> initial;
    private final Set<Object> keys = new LinkedHashSet<>();
    private final Map<Observed, Outcome> known = new HashMap<>();

    Judge(Scenario scenario, Map<Object, Long> initial) {
        this.initial = initial;
        keys.addAll(initial.keySet());
        for (Program program : scenario.programs()) {
            for (Call call : program.calls()) {
                switch (call.effect()) {
                    case Effect.Put put -> keys.add(put.key());
                    case Effect.Remove remove -> keys.add(remove.key());
                    case Effect.Get get -> keys.add(get.key());
                    default -> {
                    }
                }
            }
        }
    }

    /// All of a run that its judgement depends on.
    ///
    /// @param found what lookups find; null if they do not come back
    private record Observed(List<SequentialModel.Done> calls, Contents stored,
            @Nullable Map<Object, Long> found, boolean mapReplaced) {}

    Outcome judge(Stage stage) {
        RuntimeFault fault = stage.fault();
        if (fault != null) {
            OutcomeType type = fault instanceof RuntimeFault.Panic ? OutcomeType.PANIC : OutcomeType.FATAL_ERROR;
            return new Outcome(type, List.of(), fault.text(), stage.failed() + 1, fault.function(),
                    fault.step().action(), 0);
        }
        if (stage.deadlocked()) {
            return new Outcome(OutcomeType.FATAL_ERROR, List.of(), Outcome.DEADLOCK, 0, null, null, 0);
        }
        if (stage.endless()) {
            return Outcome.corrupt(List.of(Corruption.ENDLESS_LOOP));
        }
        Observed observed = observe(stage);
        return known.computeIfAbsent(observed, this::judge);
    }

    private Observed observe(Stage stage) {
        World world = stage.world();
        Contents stored = world.contents();
        return new Observed(done(stage), stored, stored.writing() ? null : lookUp(world), world.replacedNil());
    }

    private @Nullable Map<Object, Long> lookUp(World world) {
        try {
            return world.lookUp(keys);
        } catch (Stage.Endless | RuntimeFault e) {
            return null;
        }
    }

    private static List<SequentialModel.Done> done(Stage stage) {
        List<SequentialModel.Done> done = new ArrayList<>();
        for (Actor a : stage.actors()) {
            for (int i = 0; i < a.results.length; i++) {
                Effect effect = a.calls.get(i).effect();
                if (!effect.equals(Effect.NOTHING)) {
                    done.add(new SequentialModel.Done(a.id, effect, a.results[i]));
                }
            }
        }
        return done;
    }

    private Outcome judge(Observed o) {
        List<SequentialModel.Done> calls = o.calls;
        SequentialModel model = new SequentialModel(initial, calls);
        Map<Object, Long> found = o.found == null ? o.stored.entries() : o.found;
        List<Corruption> wrong = new ArrayList<>();
        if (o.found == null && !o.stored.writing()) {
            wrong.add(Corruption.ENDLESS_LOOP);
        }
        if (o.stored.twice()) {
            wrong.add(Corruption.DUPLICATE_KEY);
        }
        if (!found.keySet().containsAll(o.stored.entries().keySet())) {
            wrong.add(Corruption.BROKEN_CHAIN);
        }
        if (model.finals().stream().noneMatch(found::equals)) {
            compare(found, o, model.finals(), wrong);
        }
        if (o.stored.count() != o.stored.entries().size()) {
            wrong.add(Corruption.WRONG_COUNT);
        }
        if (o.stored.writing()) {
            wrong.add(Corruption.FLAG_LEFT_SET);
        }
        if (wrong.isEmpty() && model.explained().stream().noneMatch(found::equals)) {
            judgeResults(model, calls, wrong);
        }
        return wrong.isEmpty() ? Outcome.BENIGN : Outcome.corrupt(wrong.stream().distinct().sorted().toList());
    }

    private static void compare(Map<Object, Long> found, Observed o, List<Map<Object, Long>> finals,
            List<Corruption> wrong) {
        Set<Object> always = new LinkedHashSet<>(finals.getFirst().keySet());
        finals.forEach(f -> always.retainAll(f.keySet()));
        boolean lost = always.stream().anyMatch(k -> !found.containsKey(k) && !o.stored.entries().containsKey(k));
        boolean ghost = found.keySet().stream().anyMatch(k -> finals.stream().noneMatch(f -> f.containsKey(k)));
        boolean update = found.entrySet().stream()
                .anyMatch(e -> finals.stream().anyMatch(f -> f.containsKey(e.getKey()))
                        && finals.stream().noneMatch(f -> e.getValue().equals(f.get(e.getKey()))));
        if (lost) {
            wrong.add(o.mapReplaced ? Corruption.LOST_MAP : Corruption.LOST_KEY);
        }
        if (ghost) {
            wrong.add(Corruption.GHOST_KEY);
        }
        if (update || (!lost && !ghost && wrong.isEmpty())) {
            wrong.add(Corruption.LOST_UPDATE);
        }
    }

    /// The map is as some order leaves it, but no order returns what the calls returned.
    private static void judgeResults(SequentialModel model, List<SequentialModel.Done> calls, List<Corruption> wrong) {
        for (SequentialModel.Done call : calls) {
            if (call.result() instanceof Contents && !model.explains(call)) {
                wrong.add(Corruption.TORN_ITERATION);
            }
        }
        if (wrong.isEmpty()) {
            boolean iterates = calls.stream().anyMatch(c -> c.result() instanceof Contents);
            boolean reads = calls.stream().anyMatch(c -> c.result() instanceof Long);
            wrong.add(iterates && !reads ? Corruption.TORN_ITERATION : Corruption.TORN_READ);
        }
    }
}
