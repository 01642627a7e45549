package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Creator;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.LineRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sides of a story with short stacks, as pages show them.
final class Parties {
    private static final int FRAMES = 40;

    private final CrashCase crash;

    Parties(CrashCase crash) {
        this.crash = crash;
    }

    Party of(Party.Role role, Goroutine goroutine, OperationType operation) {
        LineRange lines = crash.origin(goroutine.lines());
        Creator creator = goroutine.creator();
        return new Party(role, CrashCase.idOf(goroutine), goroutine.status().state(), operation,
                stack(crash.calls(goroutine)),
                creator == null ? null : line(new Call(creator.frame(), "", creator.textLine())), lines.first(),
                lines.last());
    }

    Party of(Party.Role role, RaceCases.Side side, @Nullable Call creator) {
        LineRange lines = crash.origin(side.access().lines());
        return new Party(role, side.access().goroutine(), null, side.operation(), stack(side.access().calls()),
                creator == null ? null : line(creator), lines.first(), lines.last());
    }

    private List<StackLine> stack(List<Call> calls) {
        return calls.stream().limit(FRAMES).map(this::line).toList();
    }

    private StackLine line(Call call) {
        var frame = call.frame();
        return new StackLine(frame.function(), frame.file(), frame.file() == null ? null : frame.line(),
                crash.origin(call.line()), crash.origin(frame).isUser(), call.arguments());
    }
}
