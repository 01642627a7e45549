package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// Short ways to read a text in tests.
final class Texts {
    private Texts() {}

    static ParsedTrace parse(String text) {
        return new TraceParser().parse(TraceText.of(text));
    }

    /// The only report of a text, which must be of this type.
    static <T extends TraceReport> T only(Class<T> type, String text) {
        List<TraceReport> reports = parse(text).reports();
        assertThat(reports).singleElement().isInstanceOf(type);
        return type.cast(reports.getFirst());
    }

    /// The only goroutine of a dump.
    static Goroutine goroutine(String text) {
        List<Goroutine> goroutines = only(GoroutineDump.class, text).goroutines();
        assertThat(goroutines).hasSize(1);
        return goroutines.getFirst();
    }

    static List<String> functions(Goroutine goroutine) {
        return goroutine.stack().frames().stream().map(Frame::function).toList();
    }

    static List<String> notes(ParsedTrace trace) {
        return trace.notes().stream().map(n -> n.line() + " " + n.key()).toList();
    }

    /// All that a parse says, without the text itself, to compare two parses.
    static String print(ParsedTrace trace) {
        StringBuilder out = new StringBuilder();
        for (TraceReport report : trace.reports()) {
            out.append(report.getClass().getSimpleName()).append(' ').append(report.lines()).append('\n');
            switch (report) {
                case PanicReport panic -> out.append(panic.chain()).append(panic.signal()).append(panic.served())
                        .append(panic.context());
                case FatalErrorReport fatal -> out.append(fatal.messages()).append(fatal.pending())
                        .append(fatal.signal()).append(fatal.runtimeNotes()).append(fatal.systemStack())
                        .append(fatal.context());
                case SignalReport signal -> out.append(signal.signal());
                case RaceReport race -> out.append(race.accesses()).append(race.created());
                case GoroutineDump dump -> out.append(dump.context());
                case ProfileReport profile -> out.append(profile);
                case RuntimeLog log -> out.append(log);
            }
            out.append('\n');
            report.goroutines().forEach(g -> print(out, g));
        }
        return out.append(trace.notes()).toString();
    }

    static void print(StringBuilder out, Goroutine goroutine) {
        out.append(goroutine.id()).append(' ').append(goroutine.status()).append(' ').append(goroutine.lines())
                .append(' ').append(goroutine.creatorId()).append(' ').append(goroutine.creator()).append('\n');
        for (Call call : goroutine.calls()) {
            out.append("  ").append(call).append('\n');
        }
        Stack stack = goroutine.stack();
        out.append(stack.frames()).append(stack.creator()).append(stack.elided()).append(stack.unavailable());
        goroutine.ancestors().forEach(a -> out.append("  ancestor ").append(a.id()).append(a.calls()));
        out.append('\n');
    }
}
