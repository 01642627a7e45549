package dev.maptriage.diagnosis;

import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.GoroutineDump;
import dev.maptriage.trace.RuntimeLog;
import dev.maptriage.trace.SignalReport;

/// What is left: dumps in which nothing failed, faults outside Go, and the runtime's own log.
final class DumpRule implements Rule {

    @Override
    public String id() {
        return "dump";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        switch (crash.report()) {
            case SignalReport report -> {
                boolean fault = switch (report.signal().name()) {
                    case "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL" -> true;
                    default -> false;
                };
                draft.kind = fault ? Kind.MEMORY_FAULT : Kind.SIGNAL_DUMP;
                draft.source = Source.SIGNAL;
                draft.message = report.signal().name() + ": " + report.signal().description();
                draft.confidence = 0.95;
                draft.evidence(report.signal().line(), id(), "evidence.signal");
                if (fault && !report.goroutines().isEmpty()) {
                    draft.blame(report.goroutines().getFirst(), 0);
                }
            }
            case GoroutineDump dump -> {
                boolean single = dump.goroutines().size() == 1;
                draft.kind = single ? Kind.UNKNOWN : Kind.GOROUTINE_DUMP;
                draft.source = single ? Source.STACK_ONLY : Source.GOROUTINE_DUMP;
                draft.insufficient = single || cutOff(crash, dump);
                draft.confidence = draft.insufficient ? 0.3 : 0.7;
                draft.evidence(dump.lines().first(), id(), "evidence.dump");
                if (draft.insufficient) {
                    draft.missing("missing.head");
                    draft.blame(dump.goroutines().getFirst(), 0);
                }
            }
            case RuntimeLog log -> {
                draft.kind = Kind.NO_CRASH_RUNTIME_LOG;
                draft.source = Source.GC_TRACE;
                draft.confidence = 0.95;
                draft.evidence(log.lines(), id(), "evidence.runtime-log");
                CollectorLog.weigh(crash, log, draft);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// A dump that begins with a running goroutine that is not the one that prints the dump is the tail of a crash.
    private static boolean cutOff(CrashCase crash, GoroutineDump dump) {
        var first = dump.goroutines().getFirst();
        if (first.id() == Goroutine.NO_ID) {
            return true;
        }
        boolean running = first.status().state().startsWith("running");
        return running && first.stack().frames().stream().noneMatch(f -> f.function().startsWith("runtime/pprof.")
                || f.function().startsWith("runtime/debug.") || f.function().equals("runtime.Stack"))
                && crash.firstUserFrame(first.stack()) >= 0;
    }
}
