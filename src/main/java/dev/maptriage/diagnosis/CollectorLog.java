package dev.maptriage.diagnosis;

import dev.maptriage.profile.GcTrace;
import dev.maptriage.profile.GcTrace.Cycle;
import dev.maptriage.profile.ProfileThresholds;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.RuntimeLog;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What the garbage collector's lines add to a diagnosis: pauses and assists that are long enough to be felt. They hit
/// every goroutine and prove nothing about a map.
final class CollectorLog {

    private CollectorLog() {}

    /// Adds evidence for the worst pause and the worst assist, where they pass the thresholds.
    static void weigh(CrashCase crash, RuntimeLog log, Draft draft) {
        List<Cycle> cycles = GcTrace.read(crash.text(), log).cycles();
        ProfileThresholds limits = crash.thresholds();
        double pause = limits.gcPause().toNanos() / 1e6;
        double assist = limits.markAssist().toNanos() / 1e6;
        cycles.stream().max(Comparator.comparingDouble(Cycle::pause)).filter(c -> c.pause() > pause)
                .ifPresent(c -> draft.evidence(c.line(), "gc-pause", "evidence.gc.pause", c.number(), ms(c.pause()),
                        ms(pause)));
        cycles.stream().max(Comparator.comparingDouble(Cycle::assist)).filter(c -> c.assist() > assist)
                .ifPresent(c -> assist(crash, draft, c, ms(assist)));
    }

    private static void assist(CrashCase crash, Draft draft, Cycle cycle, String limit) {
        long share = Math.round(100 * stacksInSyncMapStore(crash.goroutines()));
        boolean many = share > 100 * crash.thresholds().syncMapShare();
        draft.evidence(cycle.line(), "gc-assist", many ? "evidence.gc.assist-sync-map" : "evidence.gc.assist",
                cycle.number(), ms(cycle.assist()), limit, share);
    }

    private static double stacksInSyncMapStore(List<Goroutine> goroutines) {
        if (goroutines.isEmpty()) {
            return 0;
        }
        long in = goroutines.stream().filter(g -> g.stack().frames().stream().anyMatch(CollectorLog::isStore)).count();
        return (double) in / goroutines.size();
    }

    private static boolean isStore(Frame frame) {
        String function = FunctionName.withoutTypeArguments(frame.function());
        return function.equals("sync.(*Map).Store") || function.equals("sync.(*Map).Swap")
                || function.equals("internal/sync.(*HashTrieMap).Swap")
                || function.equals("internal/sync.(*HashTrieMap).Store");
    }

    private static String ms(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.0f", millis);
    }
}
