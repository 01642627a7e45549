package dev.maptriage.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the calls of all goroutines mean when they run one after the other, in every order that respects each
/// goroutine's own.
///
/// Which call had ended before which other began is not asked: without a lock or a channel between them, Go promises no
/// order of time to two goroutines. So schedules that differ only in the order of steps that do not touch each other are
/// judged alike, which is what lets [Reduction] leave them out.
final class SequentialModel {

    /// A call of a run.
    ///
    /// @param goroutine whose it is
    /// @param result    what it returned
    record Done(int goroutine, Effect effect, @Nullable Object result) {}

    private final Map<Object, Long> initial;
    private final List<Done> calls;
    private final boolean[] placed;
    private final List<Map<Object, Long>> finals = new ArrayList<>();
    private final List<Map<Object, Long>> explained = new ArrayList<>();

    /// @param calls of all goroutines, each goroutine's in its own order
    SequentialModel(Map<Object, Long> initial, List<Done> calls) {
        this.initial = initial;
        this.calls = calls;
        this.placed = new boolean[calls.size()];
        order(0, new HashMap<>(initial), true);
    }

    /// The contents that any order leaves.
    List<Map<Object, Long>> finals() {
        return finals;
    }

    /// The contents that those orders leave in which every call returns what it returned in the run.
    List<Map<Object, Long>> explained() {
        return explained;
    }

    /// Whether some order returns to this call what it returned in the run.
    @SuppressWarnings("ReferenceEquality") // two equal calls are still two
    boolean explains(Done call) {
        return new SequentialModel(initial,
                calls.stream().map(c -> c == call || c.result == null ? c : forgotten(c)).toList()).explained
                .size() > 0;
    }

    private static Done forgotten(Done call) {
        return new Done(call.goroutine, call.effect, null);
    }

    private void order(int depth, Map<Object, Long> content, boolean fits) {
        if (depth == calls.size()) {
            finals.add(content);
            if (fits) {
                explained.add(content);
            }
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            if (!placed[i] && isNext(i)) {
                placed[i] = true;
                Done call = calls.get(i);
                boolean same = fits && returns(call, content);
                order(depth + 1, after(call.effect, content), same);
                placed[i] = false;
            }
        }
    }

    private boolean isNext(int i) {
        for (int j = 0; j < i; j++) {
            if (!placed[j] && calls.get(j).goroutine == calls.get(i).goroutine) {
                return false;
            }
        }
        return true;
    }

    private boolean returns(Done call, Map<Object, Long> content) {
        if (call.result == null) {
            return true;
        }
        return switch (call.effect) {
            case Effect.Get get -> Objects.equals(call.result, content.getOrDefault(get.key(), 0L));
            case Effect.Size ignored -> Objects.equals(call.result, (long) content.size());
            case Effect.Content c ->
                c.relaxed() ? isPlausible((Contents) call.result) : is((Contents) call.result, content);
            case Effect.Put ignored -> true;
            case Effect.Remove ignored -> true;
            case Effect.RemoveAll ignored -> true;
            case Effect.Nothing ignored -> true;
        };
    }

    private static boolean is(Contents seen, Map<Object, Long> content) {
        return !seen.twice() && seen.count() == seen.entries().size() && seen.entries().equals(content);
    }

    /// What an iteration may see that is no picture of one moment: nothing twice, nothing that was never there, and all
    /// that nobody touched.
    private boolean isPlausible(Contents seen) {
        Map<Object, Long> steady = new HashMap<>(initial);
        Map<Object, List<Long>> stored = new HashMap<>();
        initial.forEach((k, v) -> stored.computeIfAbsent(k, x -> new ArrayList<>()).add(v));
        for (Done call : calls) {
            switch (call.effect) {
                case Effect.Put put -> {
                    steady.remove(put.key());
                    stored.computeIfAbsent(put.key(), x -> new ArrayList<>()).add(put.value());
                }
                case Effect.Remove remove -> steady.remove(remove.key());
                case Effect.RemoveAll ignored -> steady.clear();
                default -> {
                }
            }
        }
        return !seen.twice() && seen.entries().entrySet().containsAll(steady.entrySet()) && seen.entries().entrySet()
                .stream().allMatch(e -> stored.getOrDefault(e.getKey(), List.of()).contains(e.getValue()));
    }

    private static Map<Object, Long> after(Effect effect, Map<Object, Long> content) {
        return switch (effect) {
            case Effect.Put put -> {
                Map<Object, Long> next = new HashMap<>(content);
                next.put(put.key(), put.value());
                yield next;
            }
            case Effect.Remove remove -> {
                Map<Object, Long> next = new HashMap<>(content);
                next.remove(remove.key());
                yield next;
            }
            case Effect.RemoveAll ignored -> Map.of();
            case Effect.Get ignored -> content;
            case Effect.Size ignored -> content;
            case Effect.Content ignored -> content;
            case Effect.Nothing ignored -> content;
        };
    }
}
