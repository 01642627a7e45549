package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.RaceAccess;
import dev.maptriage.trace.RaceReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sorts the race reports of one text into bugs.
///
/// One unguarded map yields several reports: one on the map's header (its top frame is a map function of the runtime)
/// and one on the element (no runtime frame at all), often repeated with the sides swapped. They are one bug. A report
/// that no map report explains is a race on something else.
final class RaceCases {

    /// One side of a report.
    ///
    /// @param access as printed
    /// @param seen   what its runtime frames say
    /// @param user   its first frame of user code; null when the detector lost it
    record Side(RaceAccess access, OperationReader.Seen seen, @Nullable Call user) {

        /// Whether the access went through a map function.
        boolean onMap() {
            return seen.type() != OperationType.UNKNOWN || seen.growing();
        }

        @Nullable
        String function() {
            return user == null ? null : FunctionName.withoutTypeArguments(user.frame().function());
        }

        /// `function:line`, which the report on a map and the one on its element share.
        @Nullable
        String place() {
            return user == null ? null : function() + ":" + user.frame().line();
        }

        /// Its calls, with the frame that the detector lost put back where it belongs.
        List<Call> story() {
            List<Call> calls = access.calls();
            int found = user == null ? -1 : calls.indexOf(user);
            int next = 0;
            while (next < calls.size() && !Origin.of(calls.get(next).frame()).isUser()) {
                next++;
            }
            if (user == null || found >= 0) {
                return calls;
            }
            List<Call> whole = new ArrayList<>(calls.subList(0, next));
            whole.add(user);
            whole.addAll(calls.subList(next, calls.size()));
            return whole;
        }

        /// The same side as half of an update by `assigning`, whose function stands for a lost one.
        Side asUpdate(Side assigning) {
            Call shown = user;
            Call theirs = assigning.user();
            Call recovered = shown == null || theirs == null || !lostUserFrame()
                    ? shown
                    : new Call(theirs.frame(), "", shown.line());
            return new Side(access, seen.as(OperationType.ASSIGN), recovered);
        }

        /// From Go 1.27 on the reader's own function is missing in a report on a plain read.
        boolean lostUserFrame() {
            List<Call> calls = access.calls();
            return calls.size() > 1 && calls.get(0).frame().function().startsWith("runtime.mapaccess2")
                    && calls.get(1).frame().function().startsWith("runtime.mapaccess1");
        }

        /// What it did; a side of a map race without a map function reads or writes the header directly. Whether there was
        /// one, nobody knows of a side whose stack the detector lost.
        OperationType operation() {
            if (seen.type() != OperationType.UNKNOWN) {
                return seen.type();
            }
            return access.write()
                    ? OperationType.WRITE
                    : access.stackLost() ? OperationType.UNKNOWN : OperationType.LEN;
        }

        /// Whether it read through a stack that the detector lost.
        boolean readUnseen() {
            return access.stackLost() && !access.write();
        }

        private boolean isReadOfElement(Side lost) {
            return !access.write() && user != null && !onMap() && access.goroutine() != null
                    && access.goroutine().equals(lost.access.goroutine());
        }

        private Side asLookup(Side element) {
            return new Side(access, seen.as(OperationType.READ), element.user());
        }
    }

    /// A report with its sides.
    record Report(RaceReport report, List<Side> sides) {

        boolean onMap() {
            return sides.stream().anyMatch(Side::onMap);
        }

        Set<String> functions() {
            Set<String> found = new HashSet<>();
            sides.stream().map(Side::function).forEach(f -> found.add(f == null ? "" : f));
            return found;
        }

        Set<String> places() {
            Set<String> found = new HashSet<>();
            for (Side side : sides) {
                String place = side.place();
                if (place != null) {
                    found.add(place);
                }
            }
            return found;
        }

        @Nullable
        String address() {
            return sides.isEmpty() ? null : sides.getFirst().access().address();
        }
    }

    /// Reports of one bug, in the order of the text.
    static final class Bug {
        final List<Report> reports = new ArrayList<>();
        final boolean onMap;

        Bug(Report first) {
            reports.add(first);
            onMap = first.onMap();
        }

        /// The report that tells most: the first on the map in which both sides do more than ask for its length.
        Report telling() {
            return reports.stream().filter(Report::onMap)
                    .filter(r -> r.sides().stream().noneMatch(s -> s.operation() == OperationType.LEN)).findFirst()
                    .or(() -> reports.stream().filter(Report::onMap).findFirst()).orElse(reports.getFirst());
        }

        Stream<Side> sides() {
            return reports.stream().flatMap(r -> r.sides().stream());
        }

        private boolean takesMap(Report other) {
            return reports.stream().filter(Report::onMap)
                    .anyMatch(r -> (r.address() != null && r.address().equals(other.address()))
                            || r.functions().equals(other.functions()));
        }

        private boolean takesElement(Report other) {
            return reports.stream().filter(Report::onMap).anyMatch(r -> r.functions().equals(other.functions())
                    || r.places().stream().anyMatch(other.places()::contains));
        }
    }

    private RaceCases() {}

    static List<Bug> sort(CrashCase crash, List<RaceReport> reports) {
        List<Report> read = lookups(
                updates(crash, reports.stream().map(r -> new Report(r, sides(crash, r))).toList()));
        List<Bug> bugs = new ArrayList<>();
        for (Report report : read) {
            if (report.onMap()) {
                bugs.stream().filter(b -> b.takesMap(report)).findFirst().ifPresentOrElse(b -> b.reports.add(report),
                        () -> bugs.add(new Bug(report)));
            }
        }
        List<Bug> others = new ArrayList<>();
        for (Report report : read) {
            if (!report.onMap() && bugs.stream().filter(b -> b.takesElement(report)).findFirst()
                    .map(b -> b.reports.add(report)).isEmpty()) {
                others.stream().filter(b -> b.reports.getFirst().functions().equals(report.functions())).findFirst()
                        .ifPresentOrElse(b -> b.reports.add(report), () -> others.add(new Bug(report)));
            }
        }
        bugs.addAll(others);
        return bugs;
    }

    /// `m[k]++` and `m[k] = append(m[k], …)` read and then assign, and the detector may catch either half. A read from a
    /// line that also assigns is half of an update; so is one whose own function the detector lost, when an assignment
    /// was called from the same line.
    private static List<Report> updates(CrashCase crash, List<Report> reports) {
        Map<String, Side> assigning = new HashMap<>();
        Map<String, Side> callers = new HashMap<>();
        reports.stream().flatMap(r -> r.sides().stream()).filter(s -> s.seen().type() == OperationType.ASSIGN)
                .forEach(s -> {
                    assigning.putIfAbsent(Objects.requireNonNullElse(s.place(), ""), s);
                    callers(crash, s).forEach(caller -> callers.putIfAbsent(caller, s));
                });
        return reports.stream().map(r -> new Report(r.report(),
                r.sides().stream().map(s -> updated(s, assigning, callers)).toList())).toList();
    }

    /// A lookup touches the header and then the element. Where a goroutine was seen reading an element that the same
    /// writer wrote, a stack of it that was lost was such a lookup, and from there.
    private static List<Report> lookups(List<Report> reports) {
        return reports.stream().map(report -> report.sides().stream().noneMatch(Side::readUnseen)
                ? report
                : new Report(report.report(),
                        report.sides().stream().map(side -> lookup(side, report, reports)).toList()))
                .toList();
    }

    private static Side lookup(Side side, Report report, List<Report> reports) {
        return side.readUnseen()
                ? reports.stream().filter(r -> !r.onMap() && sharesWriter(r, report)).flatMap(r -> r.sides().stream())
                        .filter(each -> each.isReadOfElement(side)).findFirst().map(side::asLookup).orElse(side)
                : side;
    }

    private static boolean sharesWriter(Report element, Report header) {
        return element.places().stream().anyMatch(header.places()::contains)
                || element.functions().stream().anyMatch(f -> !f.isEmpty() && header.functions().contains(f));
    }

    private static Side updated(Side side, Map<String, Side> assigning, Map<String, Side> callers) {
        String place = side.place();
        if (place == null || side.seen().type() != OperationType.READ) {
            return side;
        }
        Side same = side.lostUserFrame() ? callers.get(place) : assigning.get(place);
        return same == null ? side : side.asUpdate(same);
    }

    /// Places of the user frames below the first one, innermost first.
    private static List<String> callers(CrashCase crash, Side side) {
        return side.access().calls().stream().map(Call::frame).filter(f -> crash.origin(f).isUser()).skip(1)
                .map(f -> FunctionName.withoutTypeArguments(f.function()) + ":" + f.line()).toList();
    }

    private static List<Side> sides(CrashCase crash, RaceReport report) {
        return report.accesses().stream().limit(2).map(access -> {
            var frames = access.calls().stream().map(Call::frame).toList();
            int user = crash.firstUser(frames, 0);
            return new Side(access, OperationReader.read(crash, access.calls()),
                    user < 0 ? null : access.calls().get(user));
        }).toList();
    }
}
