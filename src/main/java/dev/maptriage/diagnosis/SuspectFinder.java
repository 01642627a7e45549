package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ranks the goroutines that may be the other party of a concurrent map access.
///
/// Each sign adds to a score: the same map pointer, the same receiver, a runtime map frame, methods of the same struct,
/// the same creator, a state in which a goroutine can be inside a map operation. Who waits for a lock cannot be.
final class SuspectFinder {
    private static final int LISTED = 10;
    private static final int STACKS_READ = 64;
    private static final int GOROUTINES_READ = 64;
    private static final int REASONS = 5;
    private static final double SHOWN_FROM = 0.15;

    private final CrashCase crash;
    private final Goroutine failing;
    private final List<Frame> failingFrames;
    private final FunctionName culprit;
    private final boolean reads;
    private final Set<Long> receivers = new HashSet<>();
    private final Set<Long> maps = new HashSet<>();
    private final Set<String> types = new HashSet<>();
    private final Set<String> functions = new HashSet<>();

    /// A sign, and how much it weighs.
    private record Sign(double weight, Phrase reason) {}

    /// A stack with what it says by itself.
    private record Rated(Stack stack, int user, double score, List<Sign> signs) {}

    SuspectFinder(CrashCase crash, Draft draft, Goroutine failing, CodePoint culprit) {
        this.crash = crash;
        this.failing = failing;
        // A reader is not disturbed by another reader: who runs the same code is less of a suspect then.
        this.reads = !draft.operation.writes() && draft.operation != OperationType.UNKNOWN;
        this.culprit = FunctionName.parse(culprit.function());
        failingFrames = failing.stack().frames();
        for (Call call : draft.stack) {
            if (crash.origin(call.frame()).isUser()) {
                long receiver = call.receiver(true);
                if (receiver != 0) {
                    receivers.add(receiver);
                }
                FunctionName name = crash.name(call.frame());
                if (!name.type().isEmpty()) {
                    types.add(name.type());
                }
                functions.add(FunctionName.withoutTypeArguments(call.frame().function()));
            } else {
                long map = MapFunction.mapOf(call);
                if (map != 0) {
                    maps.add(map);
                }
            }
        }
    }

    List<Suspect> find() {
        IdentityHashMap<Stack, Rated> rated = new IdentityHashMap<>();
        IdentityHashMap<Stack, List<Goroutine>> members = new IdentityHashMap<>();
        for (Goroutine goroutine : crash.goroutines()) {
            if (goroutine.id() == failing.id() || goroutine.id() == Goroutine.NO_ID
                    || LockWait.waits(crash, goroutine)) {
                continue;
            }
            Rated known = rated.computeIfAbsent(goroutine.stack(), this::rate);
            if (known.user() >= 0 || known.stack().unavailable() || known.score() > 0.25) {
                members.computeIfAbsent(goroutine.stack(), s -> new ArrayList<>()).add(goroutine);
            }
        }
        List<Suspect> suspects = new ArrayList<>();
        members.keySet().stream().map(rated::get)
                .sorted(Comparator.comparingDouble((Rated r) -> -r.score())
                        .thenComparingInt(r -> members.getOrDefault(r.stack(), List.of()).getFirst().lines().first()))
                .limit(STACKS_READ)
                .forEach(r -> members.getOrDefault(r.stack(), List.of()).stream().limit(GOROUTINES_READ)
                        .map(g -> suspect(g, r)).filter(s -> s.score() >= SHOWN_FROM).forEach(suspects::add));
        return suspects.stream()
                .sorted(Comparator.comparingDouble((Suspect s) -> -s.score()).thenComparingInt(Suspect::textLine))
                .limit(LISTED).toList();
    }

    /// What the frames alone say.
    private Rated rate(Stack stack) {
        List<Sign> signs = new ArrayList<>();
        List<Frame> frames = stack.frames();
        int user = crash.firstUserFrame(stack);
        for (Frame frame : frames.subList(0, user < 0 ? frames.size() : user)) {
            MapFunction function = MapFunction.of(frame.function());
            if (function != null && function.operation() != OperationType.UNKNOWN) {
                signs.add(new Sign(0.35, Phrase.of("suspect.map-frame", frame.function())));
                break;
            }
        }
        if (user >= 0) {
            userSigns(frames, user, signs);
        }
        Frame creator = stack.creator();
        Frame own = failing.stack().creator();
        if (creator != null && own != null && creator.function().equals(own.function())) {
            boolean sameCode = creator.line() == own.line();
            signs.add(new Sign(sameCode ? (reads ? 0.05 : 0.31) : (reads ? 0.25 : 0.15),
                    Phrase.of("suspect.same-creator", FunctionName.parse(own.function()).spoken())));
        } else if (creator != null && failingFrames.stream().anyMatch(f -> f.function().equals(creator.function()))) {
            signs.add(new Sign(0.25, Phrase.of("suspect.started-by-failing")));
        }
        return new Rated(stack, user, signs.stream().mapToDouble(Sign::weight).sum(), signs);
    }

    private void userSigns(List<Frame> frames, int user, List<Sign> signs) {
        String top = FunctionName.withoutTypeArguments(frames.get(user).function());
        FunctionName topName = crash.name(frames.get(user));
        if (top.equals(FunctionName.withoutTypeArguments(culpritFunction()))) {
            signs.add(new Sign(reads ? 0.1 : 0.3, Phrase.of("suspect.same-function", topName.spoken())));
        } else if (!culprit.type().isEmpty() && topName.type().equals(culprit.type())) {
            signs.add(
                    new Sign(0.3, Phrase.of("suspect.same-struct", culprit.packageName() + "." + culprit.receiver())));
        } else if (frames.stream().anyMatch(f -> types.contains(crash.name(f).type()))) {
            signs.add(new Sign(reads && frames.stream().anyMatch(this::isShared) ? 0.1 : 0.2,
                    Phrase.of("suspect.struct-on-stack")));
        } else if (frames.stream().anyMatch(this::isShared)) {
            signs.add(new Sign(reads ? 0.05 : 0.15, Phrase.of("suspect.shared-function")));
        } else if (topName.path().equals(culprit.path())) {
            signs.add(new Sign(0.1, Phrase.of("suspect.same-package", culprit.packageName())));
        }
        if (user == 0 || frames.subList(0, user).stream().allMatch(f -> MapFunction.of(f.function()) != null)) {
            signs.add(new Sign(0.05, Phrase.of("suspect.user-code-on-top")));
        }
    }

    private boolean isShared(Frame frame) {
        return functions.contains(FunctionName.withoutTypeArguments(frame.function()));
    }

    private String culpritFunction() {
        for (Frame frame : failingFrames) {
            if (crash.origin(frame).isUser()) {
                return frame.function();
            }
        }
        return "";
    }

    private Suspect suspect(Goroutine goroutine, Rated rated) {
        List<Sign> signs = new ArrayList<>(rated.signs());
        if (rated.score() > 0.1) {
            pointers(goroutine, signs);
        }
        if (failing.creatorId() != null && failing.creatorId() == goroutine.id() && rated.user() >= 0) {
            signs.add(new Sign(0.25, Phrase.of("suspect.started-failing")));
        }
        signs.add(state(goroutine));
        double sum = signs.stream().mapToDouble(Sign::weight).sum();
        List<Phrase> reasons = signs.stream().filter(s -> s.weight() > 0)
                .sorted(Comparator.comparingDouble((Sign s) -> -s.weight())).limit(REASONS).map(Sign::reason).toList();
        @Nullable
        Frame shown = shown(rated);
        int line = crash.origin(goroutine.lines().first());
        return new Suspect(CrashCase.idOf(goroutine), shown == null ? "" : shown.function(),
                shown == null ? null : shown.file(),
                shown == null || shown.file() == null ? null : shown.line(), line,
                Math.round(Math.min(0.99, Math.max(0, sum)) * 100) / 100.0, reasons);
    }

    private @Nullable Frame shown(Rated rated) {
        List<Frame> frames = rated.stack().frames();
        if (rated.user() >= 0) {
            return frames.get(rated.user());
        }
        return frames.isEmpty() ? rated.stack().creator() : frames.getFirst();
    }

    private void pointers(Goroutine goroutine, List<Sign> signs) {
        boolean receiver = false;
        for (Call call : crash.calls(goroutine)) {
            if (maps.contains(MapFunction.mapOf(call))) {
                signs.add(new Sign(0.5, Phrase.of("suspect.same-map")));
                return;
            }
            long word = crash.origin(call.frame()).isUser() ? call.receiver(true) : 0;
            if (!receiver && word != 0 && receivers.contains(word)) {
                receiver = true;
                signs.add(new Sign(0.3, Phrase.of("suspect.same-receiver", "0x" + Long.toHexString(word))));
            }
        }
    }

    private static Sign state(Goroutine goroutine) {
        String state = goroutine.status().state();
        if (goroutine.stack().unavailable()) {
            return new Sign(0.3, Phrase.of("suspect.stack-unavailable"));
        }
        return switch (state) {
            case "running" -> new Sign(0.25, Phrase.of("suspect.state", state));
            case "runnable" -> new Sign(0.15, Phrase.of("suspect.state", state));
            case "semacquire", "sync.WaitGroup.Wait", "finalizer wait" ->
                new Sign(-0.3, Phrase.of("suspect.waits", state));
            default -> new Sign(-0.1, Phrase.of("suspect.waits", state));
        };
    }
}
