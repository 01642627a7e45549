package dev.maptriage.diagnosis;

import dev.maptriage.profile.Profile;
import dev.maptriage.profile.Profile.Sample;
import dev.maptriage.profile.ProfileReader;
import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.ProfileReport;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A profile of locks or goroutines. Waiting alone is lock contention; it is growth contention when a record also shows
/// the runtime growing a map, called from the function, or a method of the struct, that the lock guards.
///
/// In a mutex profile the stacks are of those who *released* a lock that others waited for, so the heaviest names the
/// culprit; in a block profile they are of those who *waited*, and who held the lock stays unknown.
final class ProfileRule implements Rule {
    private static final double NS_PER_MS = 1e6;

    @Override
    public String id() {
        return "profile";
    }

    @Override
    public boolean recognise(CrashCase crash, Draft draft) {
        if (!(crash.report() instanceof ProfileReport report)) {
            return false;
        }
        Profile profile = ProfileReader.read(crash.text(), report);
        draft.source = report.type() == ProfileReport.Type.GOROUTINE ? Source.GOROUTINE_DUMP : Source.MUTEX_PROFILE;
        draft.message = report.type().name().toLowerCase(Locale.ROOT) + " profile";
        draft.evidence(report.lines().first(), id(), "evidence.profile." + key(report.type()));
        Sample lock = heaviest(crash, profile, ProfileRule::isLock);
        Sample growth = growth(crash, profile, lock);
        draft.profileLock = lock == null ? null : lock.calls().get(user(crash, lock)).frame().function();
        if (growth != null && lock != null) {
            growing(draft, profile, growth, lock);
        } else if (lock != null) {
            waiting(crash, draft, profile, lock);
        } else {
            nothing(draft, report);
        }
        figures(draft, crash, profile);
        return true;
    }

    private static String key(ProfileReport.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private void growing(Draft draft, Profile profile, Sample growth, Sample lock) {
        draft.kind = Kind.LOCK_CONVOY;
        draft.operation = OperationType.GROW;
        draft.confidence = 0.75;
        draft.blame(growth.calls(), null);
        growth.calls().stream().filter(c -> FatalTextRule.isGrowth(c.frame())).findFirst()
                .ifPresent(c -> draft.evidence(c.line(), "growth-frame", "evidence.growth-frame"));
        waits(draft, profile, lock);
        if (profile.type() == ProfileReport.Type.GOROUTINE) {
            draft.contention = new Contention(null, (int) Math.min(Integer.MAX_VALUE, lock.count()), null);
        }
        draft.missing("missing.profile.moment");
    }

    private void waiting(CrashCase crash, Draft draft, Profile profile, Sample lock) {
        draft.kind = Kind.LOCK_CONTENTION;
        draft.confidence = 0.75;
        waits(draft, profile, lock);
        if (profile.type() == ProfileReport.Type.MUTEX) {
            draft.blame(lock.calls(), null);
        } else {
            Call waiter = lock.calls().get(user(crash, lock));
            draft.message += ": " + FunctionName.parse(waiter.frame().function()).spoken();
            draft.missing("missing.profile.holder");
        }
        if (profile.type() == ProfileReport.Type.GOROUTINE) {
            draft.contention = new Contention(null, (int) Math.min(Integer.MAX_VALUE, lock.count()), null);
        }
        draft.missing("missing.growth-frames");
    }

    private static void nothing(Draft draft, ProfileReport report) {
        draft.kind = report.type() == ProfileReport.Type.GOROUTINE ? Kind.GOROUTINE_DUMP : Kind.LOCK_CONTENTION;
        draft.confidence = 0.5;
        if (report.type() != ProfileReport.Type.GOROUTINE) {
            draft.missing("missing.profile.no-user-lock");
        }
    }

    private void waits(Draft draft, Profile profile, Sample lock) {
        long percent = Math.round(100 * profile.weight(lock) / Math.max(1, profile.total()));
        if (profile.type() == ProfileReport.Type.GOROUTINE) {
            draft.evidence(lock.lines(), "lock-queue", "evidence.waiters", lock.count());
        } else {
            draft.evidence(lock.lines(), "lock-queue", "evidence.profile.waited", millis(lock.nanos()), lock.count(),
                    percent);
        }
    }

    /// Figures that stand beside the verdict: the rate, where the profile says how long it was taken, and the share of
    /// `sync.Map`.
    private void figures(Draft draft, CrashCase crash, Profile profile) {
        double per10s = profile.seconds() == 0 ? 0 : profile.total() / NS_PER_MS / profile.seconds() * 10;
        long limit = crash.thresholds().contentionPer10s().toMillis();
        if (profile.type() != ProfileReport.Type.GOROUTINE && profile.seconds() > 0) {
            draft.evidence(profile.lines().first(), "contention-rate",
                    per10s > limit ? "evidence.profile.rate-high" : "evidence.profile.rate-low", Math.round(per10s),
                    limit);
        } else if (profile.type() != ProfileReport.Type.GOROUTINE) {
            draft.missing("missing.profile.duration", limit);
        }
        long syncMap = Math.round(100 * profile.share(ProfileRule::isSyncMap));
        if (syncMap > 0) {
            draft.evidence(profile.lines().first(), "sync-map-share", "evidence.profile.sync-map", syncMap);
        }
    }

    /// Whether a profile is about the lock that a dump's goroutines wait for: the same struct, or the same function.
    static boolean sameLock(CrashCase dump, Draft queue, Draft profile) {
        return profile.profileLock != null && queue.waiters.stream().map(w -> LockWait.of(dump, w)).anyMatch(w -> {
            String locking = w == null ? null : w.locking();
            return locking != null && (locking.equals(profile.profileLock)
                    || FunctionName.parse(locking).sameType(FunctionName.parse(profile.profileLock)));
        });
    }

    static boolean isSyncMap(String function) {
        return function.startsWith("sync.(*Map).") || function.startsWith("internal/sync.(*HashTrieMap");
    }

    private @Nullable Sample heaviest(CrashCase crash, Profile profile, Predicate<Frame> wanted) {
        return profile.samples().stream()
                .filter(s -> user(crash, s) >= 0 && above(crash, s).stream().anyMatch(c -> wanted.test(c.frame())))
                .filter(s -> profile.type() != ProfileReport.Type.GOROUTINE || s.count() > 1)
                .max(Comparator.comparingDouble(profile::weight)).orElse(null);
    }

    /// The heaviest record in which a map grows under the lock that is waited for.
    private @Nullable Sample growth(CrashCase crash, Profile profile, @Nullable Sample lock) {
        if (lock == null) {
            return null;
        }
        Frame locking = lock.calls().get(user(crash, lock)).frame();
        FunctionName name = crash.name(locking);
        return profile.samples().stream()
                .filter(s -> user(crash, s) >= 0
                        && above(crash, s).stream().anyMatch(c -> FatalTextRule.isGrowth(c.frame())))
                .filter(s -> s.calls().stream().anyMatch(c -> relates(crash, c.frame(), locking, name)))
                .max(Comparator.comparingDouble(profile::weight)).orElse(null);
    }

    private static boolean relates(CrashCase crash, Frame frame, Frame locking, FunctionName name) {
        if (!crash.origin(frame).isUser()) {
            return false;
        }
        FunctionName other = crash.name(frame);
        return name.sameType(other) || FunctionName.withoutTypeArguments(frame.function())
                .equals(FunctionName.withoutTypeArguments(locking.function()));
    }

    private static int user(CrashCase crash, Sample sample) {
        List<Frame> frames = sample.calls().stream().map(Call::frame).toList();
        return crash.firstUser(frames, 0);
    }

    private static List<Call> above(CrashCase crash, Sample sample) {
        return sample.calls().subList(0, Math.max(0, user(crash, sample)));
    }

    private static boolean isLock(Frame frame) {
        String function = frame.function();
        return function.startsWith("sync.(*Mutex).") || function.startsWith("sync.(*RWMutex).")
                || function.startsWith("internal/sync.(*Mutex).") || isSyncMap(function);
    }

    private static String millis(double nanos) {
        return String.format(Locale.ROOT, nanos < 1e7 ? "%.2f" : "%.0f", nanos / NS_PER_MS);
    }
}
