package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.LineRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A diagnosis in the making: the first rule that knows the crash fills in what it knows, later stages refine it.
final class Draft {
    private final CrashCase crash;

    Kind kind = Kind.UNKNOWN;
    Source source = Source.STACK_ONLY;
    String message = "";
    OperationType operation = OperationType.UNKNOWN;
    OperationType counterpartType = OperationType.UNKNOWN;
    boolean recoverable;
    double confidence;
    boolean insufficient;
    @Nullable
    Contention contention;
    /// The goroutine that failed, or that holds the lock; null when the text shows none.
    @Nullable
    Goroutine failing;
    /// The stack of the failing party from the frame on where its story begins; innermost first.
    List<Call> stack = List.of();
    @Nullable
    CodePoint culprit;
    @Nullable
    CodePoint appFrame;
    final List<Evidence> evidence = new ArrayList<>();
    final List<Phrase> missing = new ArrayList<>();
    /// The user function at the lock that a profile is about; null elsewhere.
    @Nullable
    String profileLock;
    final List<Goroutine> waiters = new ArrayList<>();
    /// Whether a complete dump of all goroutines was printed.
    boolean onePartyOnly;

    Draft(CrashCase crash) {
        this.crash = crash;
    }

    Category category() {
        return kind.category();
    }

    void evidence(LineRange lines, String rule, String why, Object... args) {
        LineRange origin = crash.origin(lines);
        evidence.add(new Evidence(origin.first(), origin.last(), rule, Phrase.of(why, args)));
    }

    void evidence(int line, String rule, String why, Object... args) {
        evidence(LineRange.of(line), rule, why, args);
    }

    void missing(String key, Object... args) {
        missing.add(Phrase.of(key, args));
    }

    /// Names the failing party: its story begins at frame `from` of the goroutine's stack.
    void blame(Goroutine goroutine, int from) {
        failing = goroutine;
        List<Call> calls = crash.calls(goroutine);
        blame(calls.subList(Math.min(Math.max(from, 0), calls.size()), calls.size()), CrashCase.idOf(goroutine));
    }

    /// Names the failing party by the calls of its story.
    void blame(List<Call> calls, @Nullable Long goroutine) {
        stack = List.copyOf(calls);
        culprit = null;
        appFrame = null;
        var frames = calls.stream().map(Call::frame).toList();
        int user = crash.firstUser(frames, 0);
        if (user < 0) {
            return;
        }
        culprit = crash.point(calls.get(user), goroutine);
        int app = crash.firstApp(frames, user);
        appFrame = app < 0 ? null : crash.point(calls.get(app), goroutine);
    }
}
