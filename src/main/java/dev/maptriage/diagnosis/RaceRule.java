package dev.maptriage.diagnosis;

import dev.maptriage.trace.LineRange;
import dev.maptriage.trace.RaceReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `WARNING: DATA RACE` on a map: the first access is operation and culprit, the previous one the counterpart.
final class RaceRule {
    static final String ID = "race-report";
    private static final int SHOWN = 4;

    private RaceRule() {}

    static void describe(Draft draft, RaceCases.Bug bug) {
        RaceCases.Report telling = bug.telling();
        draft.source = Source.RACE_REPORT;
        draft.message = "DATA RACE";
        draft.kind = bug.onMap ? kind(telling.sides()) : Kind.RACE_NOT_MAP;
        draft.confidence = telling.sides().size() < 2 ? 0.8 : 0.97;
        if (telling.sides().isEmpty()) {
            draft.insufficient = true;
            draft.confidence = 0.2;
            draft.missing("missing.race-accesses");
            draft.evidence(telling.report().lines(), ID, "evidence.race.empty");
            return;
        }
        RaceCases.Side first = telling.sides().getFirst();
        draft.operation = bug.onMap ? first.operation() : OperationType.UNKNOWN;
        draft.blame(first.story(), first.access().goroutine());
        for (RaceCases.Side side : telling.sides()) {
            String why = side.onMap()
                    ? "evidence.race.map"
                    : bug.onMap ? "evidence.race.header" : "evidence.race.other";
            draft.evidence(side.access().lines(), ID, why, side.operation().name());
        }
        if (telling.sides().size() > 1) {
            draft.counterpartType = bug.onMap ? telling.sides().get(1).operation() : OperationType.UNKNOWN;
        } else {
            draft.missing("missing.race-second-side");
        }
        bug.reports.stream().filter(r -> !r.equals(telling)).limit(SHOWN).map(r -> r.report().lines())
                .forEach(lines -> draft.evidence(lines, ID, "evidence.race.again"));
        if (telling.sides().stream().anyMatch(s -> s.access().stackLost())) {
            draft.missing("missing.race-stack-lost");
        }
        telling.sides().stream().filter(s -> bug.onMap && s.lostUserFrame()).findFirst()
                .ifPresent(s -> draft.missing(s.story().size() > s.access().calls().size()
                        ? "missing.race-user-frame-recovered"
                        : "missing.race-user-frame"));
    }

    private static Kind kind(List<RaceCases.Side> sides) {
        boolean iterates = sides.stream().anyMatch(s -> s.operation() == OperationType.ITERATE);
        boolean clones = sides.stream().anyMatch(s -> s.operation() == OperationType.CLONE);
        boolean reads = sides.stream().anyMatch(s -> !s.operation().writes());
        return clones ? Kind.CLONE_WRITE : iterates ? Kind.ITERATE_WRITE : reads ? Kind.READ_WRITE : Kind.WRITE_WRITE;
    }

    /// The lines from the first report of the bug to the last.
    static LineRange lines(RaceCases.Bug bug) {
        LineRange all = bug.reports.getFirst().report().lines();
        for (RaceCases.Report report : bug.reports) {
            all = all.and(report.report().lines());
        }
        return all;
    }

    /// The other party of a race; null when the report is cut before it.
    static RaceCases.@Nullable Side other(RaceCases.Bug bug) {
        List<RaceCases.Side> sides = bug.telling().sides();
        return sides.size() > 1 ? sides.get(1) : null;
    }

    static List<RaceReport> reports(RaceCases.Bug bug) {
        return bug.reports.stream().map(RaceCases.Report::report).toList();
    }
}
