package dev.maptriage.diagnosis;

import dev.maptriage.profile.ProfileThresholds;
import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.LineRange;
import dev.maptriage.trace.ParsedTrace;
import dev.maptriage.trace.ProfileReport;
import dev.maptriage.trace.RaceGoroutine;
import dev.maptriage.trace.RaceReport;
import dev.maptriage.trace.RuntimeLog;
import dev.maptriage.trace.TraceReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what a text says into what we think of it.
///
/// ```text
/// report ──▶ RuleBook ──▶ OperationReader ──▶ SuspectFinder ──▶ VersionClues ──▶ Fingerprints ──▶ AdviceBook ──▶ Diagnosis
///            category,    operation, key      other party       Go, map          equal bugs       what to do
///            culprit      kind, growth
/// ```
/// Race reports go another way to the same end: [RaceCases] sorts them into bugs first, and a fatal error of one of these
/// bugs joins it.
public final class Diagnoser {
    /// Grows whenever the same text may get another diagnosis than before; stored incidents can then be diagnosed anew.
    public static final int VERSION = 1;

    private static final int SUSPECT_PARTIES = 2;
    private static final double STRONG_SUSPECT = 0.4;

    private final ProfileThresholds thresholds;

    public Diagnoser() {
        this(ProfileThresholds.DEFAULT);
    }

    /// @param thresholds from which figures on a profile or a collector's log is worth a word
    public Diagnoser(ProfileThresholds thresholds) {
        this.thresholds = thresholds;
    }

    /// A draft with what is needed to finish it.
    private record Opened(CrashCase crash, Draft draft, LineRange lines, RaceCases.@Nullable Bug race) {}

    /// One diagnosis per crash, in the order of the text; empty when the text holds none.
    ///
    /// @param title a title the uploader gave, which may decide where the text does not; null without one
    public List<Diagnosis> diagnose(ParsedTrace trace, @Nullable String title) {
        List<Opened> opened = new ArrayList<>();
        for (TraceReport report : trace.reports()) {
            boolean beside = report instanceof RuntimeLog && trace.reports().size() > 1;
            if (!(report instanceof RaceReport) && !beside) {
                opened.add(open(new CrashCase(trace.text(), report, title, thresholds)));
            }
        }
        races(trace, title, opened);
        support(trace, opened);
        opened.sort(Comparator.comparingInt(o -> o.lines().first()));
        List<Diagnosis> all = new ArrayList<>();
        int last = -1;
        for (Opened one : opened) {
            Diagnosis diagnosis = finish(one);
            boolean next = one.lines().first() == last + 1;
            last = one.lines().last();
            if (all.isEmpty() || !next || !isEcho(all.getLast(), diagnosis)) {
                all.add(diagnosis);
            }
        }
        return all;
    }

    /// Profiles and the collector's log that came beside a dump support what it says about a lock.
    private static void support(ParsedTrace trace, List<Opened> opened) {
        for (Opened queue : List.copyOf(opened)) {
            boolean dump = queue.draft().contention != null && !(queue.crash().report() instanceof ProfileReport);
            if (!dump) {
                continue;
            }
            trace.reports().stream().filter(RuntimeLog.class::isInstance).map(RuntimeLog.class::cast)
                    .forEach(log -> CollectorLog.weigh(queue.crash(), log, queue.draft()));
            List<Opened> joined = opened.stream().filter(o -> o.crash().report() instanceof ProfileReport)
                    .filter(o -> ProfileRule.sameLock(queue.crash(), queue.draft(), o.draft())).toList();
            joined.forEach(o -> queue.draft().evidence.addAll(o.draft().evidence));
            opened.removeAll(joined);
        }
    }

    private static Opened open(CrashCase crash) {
        Draft draft = new Draft(crash);
        for (Rule rule : RuleBook.RULES) {
            if (rule.recognise(crash, draft)) {
                break;
            }
        }
        TitleHint.apply(crash, draft);
        return new Opened(crash, draft, crash.report().lines(), null);
    }

    /// Adds the bugs that the race detector reported; a fatal error of the same bug becomes one with it.
    private static void races(ParsedTrace trace, @Nullable String title, List<Opened> opened) {
        List<RaceReport> reports = trace.reports().stream().filter(RaceReport.class::isInstance)
                .map(RaceReport.class::cast).toList();
        if (reports.isEmpty()) {
            return;
        }
        CrashCase first = new CrashCase(trace.text(), reports.getFirst(), title);
        for (RaceCases.Bug bug : RaceCases.sort(first, reports)) {
            Opened fatal = fatalOf(bug, opened);
            if (fatal != null) {
                opened.remove(fatal);
                bug.reports.stream().limit(4).forEach(r -> fatal.draft().evidence(r.report().lines(), RaceRule.ID,
                        "evidence.race.same-bug"));
                refine(fatal.draft(), bug);
                opened.add(new Opened(fatal.crash(), fatal.draft(), fatal.lines().and(RaceRule.lines(bug)), bug));
            } else {
                CrashCase crash = new CrashCase(trace.text(), bug.telling().report(), title);
                Draft draft = new Draft(crash);
                RaceRule.describe(draft, bug);
                opened.add(new Opened(crash, draft, RaceRule.lines(bug), bug));
            }
        }
    }

    /// A classic map's fatal error does not say whether the write was an assignment; the race report does.
    private static void refine(Draft draft, RaceCases.Bug bug) {
        CodePoint culprit = draft.culprit;
        if (culprit == null || draft.operation != OperationType.WRITE) {
            return;
        }
        bug.telling().sides().stream()
                .filter(s -> FunctionName.withoutTypeArguments(culprit.function()).equals(s.function()))
                .map(RaceCases.Side::operation).filter(OperationType::writes).findFirst()
                .ifPresent(o -> draft.operation = o);
    }

    private static @Nullable Opened fatalOf(RaceCases.Bug bug, List<Opened> opened) {
        if (!bug.onMap) {
            return null;
        }
        for (Opened one : opened) {
            CodePoint culprit = one.draft().culprit;
            boolean fatal = one.race() == null && one.draft().category() == Category.CONCURRENT_WRITE;
            if (fatal && (culprit == null || bug.sides().anyMatch(
                    s -> FunctionName.withoutTypeArguments(culprit.function()).equals(s.function())))) {
                return one;
            }
        }
        return null;
    }

    /// Two goroutines of one process that die of the same panic print it twice, with nothing in between.
    private static boolean isEcho(Diagnosis before, Diagnosis after) {
        return after.source() == Source.PANIC && before.source() == Source.PANIC
                && after.fingerprint().equals(before.fingerprint());
    }

    private static Diagnosis finish(Opened opened) {
        CrashCase crash = opened.crash();
        Draft draft = opened.draft();
        RaceCases.Bug race = opened.race();
        OperationReader.Seen seen = OperationReader.read(crash, draft.stack);
        draft.operation = draft.category().isMapFailure() ? seen.refine(draft.operation) : draft.operation;
        Operation operation = draft.category().isMapFailure() || draft.kind == Kind.UNHASHABLE_KEY
                ? new Operation(draft.kind == Kind.UNHASHABLE_KEY ? seen.type() : draft.operation,
                        seen.runtimeFunction(),
                        seen.keyKind(), seen.growing() || GrowthElsewhere.sameMap(crash, draft))
                : Operation.NONE;
        List<Suspect> suspects = suspects(crash, draft, race);
        Counterpart counterpart = counterpart(crash, draft, race);
        missingParty(crash, draft, counterpart, suspects);
        frameEvidence(draft, suspects);
        VersionClues.Found version = VersionClues.of(crash.report(), draft, seen);
        GoroutineGroups groups = new GoroutineGroups(crash.goroutines(), crash);
        LineRange lines = crash.origin(opened.lines());
        Diagnosis.RelatedFingerprint[] related = related(draft, race);
        return new Diagnosis(draft.category(), draft.kind, draft.source, draft.message, operation, counterpart,
                draft.contention, draft.culprit, draft.appFrame, suspects, draft.recoverable, draft.confidence,
                draft.insufficient, draft.missing, version.implementation(), version.range(), draft.evidence,
                AdviceBook.advice(crash, draft, counterpart), fingerprint(crash, draft, race), lines.first(),
                lines.last(), crash.goroutines().size(), groups.list(crash, draft.failing), groups.count(),
                parties(crash, draft, race, suspects), List.of(related));
    }

    private static List<Suspect> suspects(CrashCase crash, Draft draft, RaceCases.@Nullable Bug race) {
        Goroutine failing = draft.failing;
        CodePoint culprit = draft.culprit;
        if (race != null || failing == null || culprit == null || draft.category() != Category.CONCURRENT_WRITE) {
            return List.of();
        }
        return new SuspectFinder(crash, draft, failing, culprit).find();
    }

    private static Counterpart counterpart(CrashCase crash, Draft draft, RaceCases.@Nullable Bug race) {
        if (race == null) {
            return draft.counterpartType == OperationType.UNKNOWN
                    ? Counterpart.NONE
                    : new Counterpart(draft.counterpartType, false, null);
        }
        RaceCases.Side other = otherSide(draft, race);
        if (other == null || other.user() == null) {
            return new Counterpart(draft.counterpartType, false, null);
        }
        return new Counterpart(race.onMap ? other.operation() : OperationType.UNKNOWN, true,
                crash.point(other.user(), other.access().goroutine()));
    }

    /// The side of the race that is not the culprit: of a fatal error joined by a race report either side may be it.
    private static RaceCases.@Nullable Side otherSide(Draft draft, RaceCases.Bug race) {
        RaceCases.Side second = RaceRule.other(race);
        CodePoint culprit = draft.culprit;
        boolean joined = draft.source != Source.RACE_REPORT;
        if (second == null || !joined || culprit == null) {
            return second;
        }
        RaceCases.Side first = race.telling().sides().getFirst();
        boolean secondIsCulprit = FunctionName.withoutTypeArguments(culprit.function()).equals(second.function());
        return secondIsCulprit ? first : second;
    }

    /// Marks the frames that the answer names, where no rule has marked them yet.
    private static void frameEvidence(Draft draft, List<Suspect> suspects) {
        CodePoint culprit = draft.culprit;
        if (culprit != null && draft.source != Source.RACE_REPORT && draft.contention == null) {
            mark(draft, culprit.textLine(), "culprit", "evidence.culprit");
        }
        suspects.stream().limit(SUSPECT_PARTIES).filter(s -> s.score() >= STRONG_SUSPECT)
                .forEach(s -> mark(draft, s.textLine(), "suspect", "evidence.suspect"));
    }

    private static void mark(Draft draft, int line, String rule, String why) {
        if (line > 0 && draft.evidence.stream().noneMatch(e -> e.firstLine() == line && e.lastLine() == line)) {
            draft.evidence.add(new Evidence(line, line, rule, Phrase.of(why)));
        }
    }

    /// Says how to get the party that the text does not show.
    private static void missingParty(CrashCase crash, Draft draft, Counterpart counterpart, List<Suspect> suspects) {
        if (draft.category() != Category.CONCURRENT_WRITE || counterpart.known() || draft.kind == Kind.MAP_CORRUPTION
                || draft.source == Source.RACE_REPORT) {
            return;
        }
        if (crash.goroutines().size() <= 1) {
            draft.missing("missing.other-party");
        } else if (suspects.isEmpty()) {
            draft.missing("missing.no-candidate");
        }
    }

    private static String fingerprint(CrashCase crash, Draft draft, RaceCases.@Nullable Bug race) {
        if (race != null && draft.source == Source.RACE_REPORT) {
            return Fingerprints.ofRace(draft.category(), draft.kind, sideKeys(race, 0), sideKeys(race, 1));
        }
        return Fingerprints.of(draft.category(), draft.kind, draft.message, draft.culprit, draft.appFrame,
                callers(crash, draft));
    }

    private static List<String> sideKeys(RaceCases.Bug race, int index) {
        List<RaceCases.Side> sides = race.telling().sides();
        if (index >= sides.size() || sides.get(index).user() == null) {
            return List.of();
        }
        RaceCases.Side side = sides.get(index);
        return userKeys(side.access().calls());
    }

    private static List<String> userKeys(List<Call> calls) {
        return calls.stream().map(Call::frame).filter(f -> Origin.of(f).isUser())
                .map(f -> Fingerprints.key(f.function(), f.file())).distinct().limit(1).toList();
    }

    /// Who called the culprit and who started its goroutine, as keys.
    ///
    /// The function literal that a `go` statement runs is left out: for `go f(x)` the compiler makes one, which only
    /// dumps with runtime frames show.
    private static List<String> callers(CrashCase crash, Draft draft) {
        Goroutine failing = draft.failing;
        Frame creator = failing == null ? null : failing.stack().creator();
        List<String> keys = new ArrayList<>();
        for (Call call : draft.stack) {
            Frame frame = call.frame();
            if (crash.origin(frame).isUser() && !isLiteralOf(crash, frame, creator)) {
                keys.add(Fingerprints.key(frame.function(), frame.file()));
            }
        }
        if (creator != null && Origin.of(creator).isUser()) {
            keys.add(Fingerprints.key(creator.function(), creator.file()));
        }
        return keys.stream().distinct().toList();
    }

    private static boolean isLiteralOf(CrashCase crash, Frame frame, @Nullable Frame creator) {
        FunctionName name = crash.name(frame);
        return creator != null && name.closure() && crash.name(creator).path().equals(name.path())
                && crash.name(creator).owners().equals(name.owners());
    }

    /// The issues that the two sides of a race show as when the runtime catches them.
    private static Diagnosis.RelatedFingerprint[] related(Draft draft, RaceCases.@Nullable Bug race) {
        if (race == null || !race.onMap) {
            return new Diagnosis.RelatedFingerprint[0];
        }
        return race.telling().sides().stream().filter(s -> s.user() != null).map(s -> {
            Call user = java.util.Objects.requireNonNull(s.user());
            CodePoint at = new CodePoint(user.frame().function(), user.frame().file(), user.frame().line(), null, 0);
            List<String> keys = s.access().calls().stream().map(Call::frame).filter(f -> Origin.of(f).isUser())
                    .map(f -> Fingerprints.key(f.function(), f.file())).distinct().toList();
            String single = Fingerprints.of(draft.category(), draft.kind, "", at, at, keys);
            return new Diagnosis.RelatedFingerprint(single, Phrase.of("related.race-names-both"));
        }).distinct().toArray(Diagnosis.RelatedFingerprint[]::new);
    }

    private static List<Party> parties(CrashCase crash, Draft draft, RaceCases.@Nullable Bug race,
            List<Suspect> suspects) {
        Parties parties = new Parties(crash);
        List<Party> all = new ArrayList<>();
        Goroutine failing = draft.failing;
        boolean contention = draft.contention != null;
        if (failing != null) {
            all.add(parties.of(contention ? Party.Role.HOLDER : Party.Role.FAILING, failing, draft.operation));
        } else if (race != null && !race.telling().sides().isEmpty()) {
            RaceCases.Side first = race.telling().sides().getFirst();
            all.add(parties.of(Party.Role.FAILING, first, creator(race, first)));
        }
        RaceCases.Side other = race == null ? null : otherSide(draft, race);
        if (race != null && other != null) {
            all.add(parties.of(Party.Role.OTHER, other, creator(race, other)));
        }
        if (!draft.waiters.isEmpty()) {
            all.add(parties.of(Party.Role.WAITER, draft.waiters.getFirst(), OperationType.UNKNOWN));
        }
        for (Suspect suspect : suspects.subList(0, Math.min(SUSPECT_PARTIES, suspects.size()))) {
            crash.goroutines().stream().filter(g -> crash.origin(g.lines().first()) == suspect.textLine()).findFirst()
                    .ifPresent(g -> all.add(parties.of(Party.Role.SUSPECT, g, OperationReader
                            .read(crash, crash.calls(g)).type())));
        }
        return all;
    }

    private static @Nullable Call creator(RaceCases.Bug race, RaceCases.Side side) {
        Long id = side.access().goroutine();
        for (RaceGoroutine created : race.telling().report().created()) {
            if (id != null && created.id() == id && !created.calls().isEmpty()) {
                return created.calls().getFirst();
            }
        }
        return null;
    }
}
