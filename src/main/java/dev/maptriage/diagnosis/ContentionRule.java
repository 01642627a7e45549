package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.GoroutineDump;
import dev.maptriage.trace.SignalReport;
import dev.maptriage.trace.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A dump in which goroutines wait for one lock. When its holder is growing a map, that is growth contention; when
/// nobody is seen to grow, it is lock contention.
///
/// The holder is never printed. Signs of it: the mutex lies in a receiver on its stack, it runs the very function the
/// waiters are asking to enter, or a method of the same struct (unless its receiver is known to be another value).
final class ContentionRule implements Rule {
    private static final int MIN_WAITERS = 2;
    /// A mutex is a field near the start of the struct whose methods lock it.
    private static final long STRUCT_BYTES = 512;
    private static final int QUEUES_TRIED = 4;
    /// Goroutines that have nothing in common with the waiters but may work on the struct that holds the mutex.
    private static final int STRANGERS_READ = 5_000;
    /// Goroutines with one and the same stack of which the arguments are looked at: a holder stands apart.
    private static final int ALIKE_READ = 32;

    /// @param goroutine who may hold the lock
    /// @param score     strength of the signs
    /// @param grows     whether it is inside the runtime's growth code
    /// @param sign      message key of the strongest sign
    private record Holder(Goroutine goroutine, double score, boolean grows, String sign) {}

    /// Goroutines that wait for one lock.
    private static final class Queue {
        final long address;
        final @Nullable String locking;
        final List<LockWait> waits = new ArrayList<>();

        Queue(LockWait first) {
            address = first.address();
            locking = first.locking();
        }
    }

    @Override
    public String id() {
        return "lock-queue";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof SignalReport || crash.report() instanceof GoroutineDump)) {
            return false;
        }
        List<Queue> queues = queues(crash);
        Queue chosen = null;
        Holder holder = null;
        for (Queue queue : queues) {
            Holder found = holder(crash, queue);
            boolean better = chosen == null || (found != null && found.grows() && (holder == null || !holder.grows()));
            if (better) {
                chosen = queue;
                holder = found;
            }
        }
        if (chosen == null) {
            return false;
        }
        draft.source = crash.report() instanceof SignalReport ? Source.SIGNAL : Source.GOROUTINE_DUMP;
        describe(crash, draft, chosen, holder);
        return true;
    }

    private List<Queue> queues(CrashCase crash) {
        Map<Object, Queue> byLock = new HashMap<>();
        for (Goroutine goroutine : crash.goroutines()) {
            LockWait wait = LockWait.of(crash, goroutine);
            if (wait == null || (wait.address() == 0 && wait.locking() == null)) {
                continue;
            }
            Object key = wait.address() != 0 ? wait.address() : wait.locking();
            byLock.computeIfAbsent(key, k -> new Queue(wait)).waits.add(wait);
        }
        return byLock.values().stream().filter(q -> q.waits.size() >= MIN_WAITERS)
                .sorted(Comparator.comparingInt((Queue q) -> -q.waits.size())
                        .thenComparingInt(q -> q.waits.getFirst().goroutine().lines().first()))
                .limit(QUEUES_TRIED).toList();
    }

    /// The goroutine with the strongest signs; null when nobody has any, or when several have the same.
    private @Nullable Holder holder(CrashCase crash, Queue queue) {
        Set<Goroutine> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
        queue.waits.forEach(w -> waiting.add(w.goroutine()));
        IdentityHashMap<Stack, Relation> relations = new IdentityHashMap<>();
        IdentityHashMap<Stack, Integer> read = new IdentityHashMap<>();
        Holder best = null;
        boolean tied = false;
        int strangers = 0;
        for (Goroutine goroutine : crash.goroutines()) {
            Relation relation = relations.computeIfAbsent(goroutine.stack(), s -> relation(crash, queue, s));
            boolean stranger = !relation.shares() && !relation.relative() && !relation.grows();
            if (relation.user() < 0 || waiting.contains(goroutine) || (stranger && ++strangers > STRANGERS_READ)
                    || read.merge(goroutine.stack(), 1, Integer::sum) > ALIKE_READ) {
                continue;
            }
            Holder candidate = rate(crash, queue, goroutine, relation);
            if (candidate != null && (best == null || better(candidate, best))) {
                best = candidate;
                tied = false;
            } else if (candidate != null && best != null && !better(best, candidate)) {
                tied = true;
            }
        }
        return tied && best != null && !best.grows() ? null : best;
    }

    private static boolean better(Holder a, Holder b) {
        boolean grows = a.grows() && !b.grows();
        return grows || (a.grows() == b.grows() && a.score() > b.score());
    }

    /// What a stack by itself has to do with a lock.
    ///
    /// @param user     index of its first user frame, -1 when it cannot hold the lock
    /// @param grows    whether growth code stands above it
    /// @param shares   whether it runs the function that the waiters are asking to enter
    /// @param relative whether it runs a method of the same struct
    private record Relation(int user, boolean grows, boolean shares, boolean relative) {}

    private static Relation relation(CrashCase crash, Queue queue, Stack stack) {
        List<Frame> frames = stack.frames();
        int user = crash.firstUserFrame(stack);
        if (user < 0 || frames.getFirst().function().equals("runtime.goexit")) {
            return new Relation(-1, false, false, false);
        }
        boolean grows = crash.grows(stack) && frames.subList(0, user).stream().anyMatch(FatalTextRule::isGrowth);
        String locking = queue.locking == null ? "" : FunctionName.withoutTypeArguments(queue.locking);
        boolean shares = frames.stream()
                .anyMatch(f -> FunctionName.withoutTypeArguments(f.function()).equals(locking));
        return new Relation(user, grows, shares, queue.locking != null && sharesType(crash, frames, queue.locking));
    }

    private @Nullable Holder rate(CrashCase crash, Queue queue, Goroutine goroutine, Relation relation) {
        double address = queue.address == 0 ? 0 : address(crash, goroutine, queue.address, relation.user());
        boolean elsewhere = address == 0 && relation.relative() && worksElsewhere(crash, goroutine, queue);
        double score = address + (relation.shares() && !elsewhere ? 3 : 0)
                + (relation.relative() && !elsewhere ? 1 : 0);
        if (score < 1) {
            return null;
        }
        score += switch (goroutine.status().state()) {
            case "running", "runnable", "syscall", "sleep", "IO wait" -> 0.5;
            default -> 0;
        };
        return new Holder(goroutine, score, relation.grows(), address >= 2.5
                ? "evidence.holder.address"
                : relation.shares() ? "evidence.holder.frame" : "evidence.holder.type");
    }

    /// How surely the mutex lies in something this goroutine works on: 4 when it is the receiver itself, 2.5 when it
    /// lies inside a receiver, 0 when not.
    private static double address(CrashCase crash, Goroutine goroutine, long lock, int user) {
        double best = 0;
        List<Call> calls = crash.calls(goroutine);
        for (int i = user; i < calls.size(); i++) {
            Frame frame = calls.get(i).frame();
            if (!crash.origin(frame).isUser() || !crash.name(frame).pointer()) {
                continue;
            }
            long receiver = calls.get(i).receiver(true);
            if (receiver == lock) {
                return 4;
            }
            if (receiver != 0 && Long.compareUnsigned(receiver, lock) < 0 && lock - receiver < STRUCT_BYTES) {
                best = 2.5;
            }
        }
        return best;
    }

    /// Whether the goroutine is known to work on another value of the struct than the one whose lock is waited for.
    private static boolean worksElsewhere(CrashCase crash, Goroutine goroutine, Queue queue) {
        if (queue.address == 0 || queue.locking == null) {
            return false;
        }
        String type = FunctionName.parse(queue.locking).type();
        return crash.calls(goroutine).stream().anyMatch(c -> c.receiver(false) != 0
                && crash.name(c.frame()).type().equals(type) && crash.name(c.frame()).pointer());
    }

    private static boolean sharesType(CrashCase crash, List<Frame> frames, String locking) {
        String type = FunctionName.parse(locking).type();
        return !type.isEmpty() && frames.stream().filter(f -> crash.origin(f).isUser())
                .anyMatch(f -> crash.name(f).type().equals(type));
    }

    private static double growthConfidence(@Nullable Holder holder) {
        return switch (holder == null ? "" : holder.sign()) {
            case "evidence.holder.address" -> 0.93;
            case "evidence.holder.frame" -> 0.87;
            default -> 0.78;
        };
    }

    private void describe(CrashCase crash, Draft draft, Queue queue, @Nullable Holder holder) {
        boolean growth = holder != null && holder.grows();
        draft.kind = growth ? Kind.LOCK_CONVOY : Kind.LOCK_CONTENTION;
        draft.message = "";
        draft.confidence = growth ? growthConfidence(holder) : 0.8;
        String lock = queue.address == 0 ? null : "0x" + Long.toHexString(queue.address);
        draft.contention = new Contention(holder == null ? null : CrashCase.idOf(holder.goroutine()),
                queue.waits.size(), lock);
        queue.waits.forEach(w -> draft.waiters.add(w.goroutine()));
        if (holder != null) {
            int user = crash.firstUserFrame(holder.goroutine().stack());
            draft.blame(holder.goroutine(), 0);
            if (growth) {
                draft.operation = OperationType.GROW;
                draft.stack.subList(0, user).stream().filter(c -> FatalTextRule.isGrowth(c.frame())).findFirst()
                        .ifPresent(c -> draft.evidence(c.line(), "growth-frame", "evidence.growth-frame"));
            }
            draft.evidence(draft.stack.get(user).line(), "lock-holder", holder.sign());
        } else {
            draft.missing("missing.holder");
        }
        Goroutine waiter = queue.waits.getFirst().goroutine();
        draft.evidence(waiter.lines(), id(), "evidence.waiters", queue.waits.size());
        if (!growth) {
            draft.missing("missing.growth-frames");
        }
    }
}
