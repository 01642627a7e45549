package dev.maptriage.diagnosis;

import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.LineRange;
import dev.maptriage.trace.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Folds goroutines with equal state and stack into groups.
final class GoroutineGroups {
    private static final int GROUPS = 200;
    private static final int IDS = 20;
    private static final int RANGES = 400;

    private record Key(String state, int stack) {}

    private static final class Group {
        final Goroutine first;
        final List<Long> ids = new ArrayList<>();
        final List<Integer> ranges = new ArrayList<>();
        int count;
        int minutes;

        Group(Goroutine first) {
            this.first = first;
        }

        boolean isOf(Goroutine goroutine) {
            return first.stack() == goroutine.stack()
                    && first.status().state().equals(goroutine.status().state());
        }
    }

    private final Map<Key, Group> groups = new LinkedHashMap<>();
    private final IdentityHashMap<Stack, Integer> stacks = new IdentityHashMap<>();

    GoroutineGroups(List<Goroutine> goroutines, CrashCase crash) {
        for (Goroutine goroutine : goroutines) {
            int stack = stacks.computeIfAbsent(goroutine.stack(), s -> stacks.size());
            Group group = groups.computeIfAbsent(new Key(goroutine.status().state(), stack), k -> new Group(goroutine));
            group.count++;
            group.minutes = Math.max(group.minutes, goroutine.status().minutes());
            if (group.ids.size() < IDS && goroutine.id() != Goroutine.NO_ID) {
                group.ids.add(goroutine.id());
            }
            if (group.first != goroutine && group.ranges.size() < RANGES) {
                LineRange lines = crash.origin(goroutine.lines());
                group.ranges.add(lines.first());
                group.ranges.add(lines.last());
            }
        }
    }

    int count() {
        return groups.size();
    }

    /// The failing goroutine's group first, then the largest.
    List<StackGroup> list(CrashCase crash, @Nullable Goroutine failing) {
        return groups.values().stream()
                .sorted(Comparator.comparing((Group g) -> failing == null || !g.isOf(failing))
                        .thenComparing(Comparator.comparingInt((Group g) -> -g.count)))
                .limit(GROUPS).map(g -> group(crash, g)).toList();
    }

    private static StackGroup group(CrashCase crash, Group group) {
        Stack stack = group.first.stack();
        int user = crash.firstUserFrame(stack);
        String top = stack.frames().isEmpty() ? null : stack.frames().get(Math.max(user, 0)).function();
        LineRange lines = crash.origin(group.first.lines());
        return new StackGroup(group.count, group.first.status().state(), group.ids, top, lines.first(), lines.last(),
                group.minutes, group.ranges);
    }
}
