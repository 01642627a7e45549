package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.FatalErrorReport;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.PanicLine;
import dev.maptriage.trace.PanicReport;
import dev.maptriage.trace.RaceReport;
import dev.maptriage.trace.Stack;
import dev.maptriage.trace.TraceReport;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Narrows down which Go versions print such a text, and which of Go's maps the program ran on.
///
/// | clue | versions |
/// |---|---|
/// | a path that names it: `/go1.22.5/src`, `toolchain@v0.0.1-go1.24.4`, `/lib/go-1.19/src` | that one |
/// | labels behind the brackets of a header | from 1.27 |
/// | labels inside the brackets | 1.26 |
/// | `[recovered, repanicked]`; TAB `fatal error:` | from 1.25 |
/// | `internal/runtime/maps.`, `internal/sync.` | from 1.24 |
/// | `_swiss.go`; `_noswiss.go` | 1.24, 1.25 |
/// | `runtime/map_fast64.go` and its like | before 1.24 |
/// | `gp=0x… m=…`, `runtime.goexit({})`, `gowrap` | from 1.22 |
/// | `created by F in goroutine N`, `concurrent map clone` | from 1.21 |
/// | `created by F` without a goroutine (not by a timer) | before 1.21 |
/// | a map fatal error without `internal/runtime/maps.fatal` on top | before 1.24, or without Swiss maps |
final class VersionClues {
    private static final Pattern NAMED = Pattern
            .compile("(?:/go|@v0\\.0\\.1-go|/go-|/go/)(1\\.\\d+(?:\\.\\d+)?)(?:\\.[a-z]+-[a-z0-9]+)?/");
    private static final int STACKS = 2_000;

    private @Nullable String exact;
    private int atLeast;
    private int below = Integer.MAX_VALUE;
    private boolean swiss;
    private boolean classic;

    /// What the clues add up to.
    record Found(GoVersionRange range, MapImplementation implementation) {}

    static Found of(TraceReport report, Draft draft, OperationReader.Seen seen) {
        VersionClues clues = new VersionClues();
        clues.head(report);
        if (report instanceof RaceReport race) {
            race.accesses().forEach(a -> a.calls().forEach(c -> clues.frame(c.frame())));
        }
        clues.goroutines(report.goroutines());
        clues.outermost(draft.stack);
        clues.swiss |= seen.implementation() == MapImplementation.SWISS;
        clues.classic |= seen.implementation() == MapImplementation.CLASSIC;
        clues.mapFatal(draft, seen);
        return clues.found();
    }

    private void head(TraceReport report) {
        List<PanicLine> chain = switch (report) {
            case PanicReport panic -> panic.chain();
            case FatalErrorReport fatal -> fatal.pending();
            default -> List.of();
        };
        if (chain.stream().anyMatch(PanicLine::repanicked)) {
            from(25);
        }
        if (chain.stream().anyMatch(PanicLine::indented)) {
            from(23);
        }
        if (report instanceof FatalErrorReport fatal) {
            if (!fatal.pending().isEmpty()) {
                from(25);
            }
            String text = fatal.messages().getFirst().text();
            if (text.startsWith("concurrent map clone")) {
                from(21);
            } else if (text.startsWith("small map with no empty slot")) {
                from(24);
                before(27);
            }
        }
    }

    private void goroutines(List<Goroutine> goroutines) {
        Set<Stack> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Goroutine goroutine : goroutines) {
            var status = goroutine.status();
            if (!status.thread().isEmpty()) {
                from(22);
            }
            if (!status.synctest().isEmpty() || status.durable()) {
                from(24);
            }
            if (!status.labels().isEmpty()) {
                from(status.labelsInside() ? 26 : 27);
                before(status.labelsInside() ? 27 : Integer.MAX_VALUE);
            }
            if (goroutine.creatorId() != null) {
                from(21);
            }
            if (seen.size() < STACKS && seen.add(goroutine.stack())) {
                stack(goroutine);
            }
        }
    }

    private void stack(Goroutine goroutine) {
        Stack stack = goroutine.stack();
        stack.frames().forEach(this::frame);
        Frame creator = stack.creator();
        if (creator != null) {
            file(creator.file());
            if (goroutine.creatorId() == null && !creator.function().startsWith("time.")
                    && !creator.function().startsWith("runtime.")) {
                before(21);
            }
        }
    }

    /// From 1.22 on `runtime.goexit` is printed with the words of an empty argument.
    private void outermost(List<Call> stack) {
        if (stack.isEmpty() || !stack.getLast().frame().function().equals("runtime.goexit")) {
            return;
        }
        switch (stack.getLast().arguments()) {
            case "{}" -> from(22);
            case "" -> before(22);
            default -> {
            }
        }
    }

    private void frame(Frame frame) {
        String function = frame.function();
        if (function.startsWith("internal/runtime/maps.")) {
            from(24);
            swiss = true;
        } else if (function.startsWith("internal/sync.") || function.startsWith("weak.")) {
            from(24);
        } else if (function.contains(".gowrap")) {
            from(22);
        } else if (function.contains("-range")) {
            from(23);
        }
        file(frame.file());
    }

    private void file(@Nullable String file) {
        if (file == null) {
            return;
        }
        if (file.endsWith("_swiss.go")) {
            from(24);
            before(26);
            swiss = true;
        } else if (file.endsWith("_noswiss.go")) {
            from(24);
            before(26);
            classic = true;
        } else if (file.contains("internal/runtime/maps/")) {
            from(24);
            swiss = true;
        } else if (OperationReader.isClassicFile(file)) {
            before(24);
            classic = true;
        }
        if (exact == null && file.indexOf('1') >= 0) {
            Matcher matcher = NAMED.matcher(file);
            if (matcher.find()) {
                exact(matcher.group(1));
            }
        }
    }

    private void exact(String version) {
        int minor = Integer.parseInt(version.split("\\.", -1)[1].substring(0,
                Math.min(2, version.split("\\.", -1)[1].length())));
        from(minor);
        before(minor + 1);
        exact = version.chars().filter(c -> c == '.').count() == 2 ? version : null;
    }

    /// From 1.24 on every fatal error of a Swiss map has `internal/runtime/maps.fatal` on top.
    private void mapFatal(Draft draft, OperationReader.Seen seen) {
        boolean concurrent = draft.source == Source.FATAL_ERROR && draft.category() == Category.CONCURRENT_WRITE
                && draft.kind != Kind.MAP_CORRUPTION;
        if (!concurrent || draft.stack.isEmpty()) {
            return;
        }
        if (seen.fatal()) {
            from(24);
            swiss = true;
        } else if (!swiss) {
            classic = true;
            before(26);
        }
    }

    private void from(int minor) {
        atLeast = Math.max(atLeast, minor);
    }

    private void before(int minor) {
        below = Math.min(below, minor);
    }

    private Found found() {
        boolean contradictory = atLeast >= below;
        GoVersionRange range = new GoVersionRange(exact, atLeast == 0 ? null : "1." + atLeast,
                below == Integer.MAX_VALUE || contradictory ? null : "1." + below);
        MapImplementation implementation = MapImplementation.UNKNOWN;
        if (swiss != classic) {
            implementation = swiss ? MapImplementation.SWISS : MapImplementation.CLASSIC;
        } else if (below <= 24) {
            implementation = MapImplementation.CLASSIC;
        } else if (atLeast >= 26) {
            implementation = MapImplementation.SWISS;
        }
        return new Found(range, implementation);
    }
}
