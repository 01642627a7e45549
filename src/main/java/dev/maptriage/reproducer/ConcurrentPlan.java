package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Party;
import dev.maptriage.diagnosis.StackLine;
import dev.maptriage.diagnosis.Suspect;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Two goroutines, one map, no lock: who fails and who is the other party.
///
/// Only the side that finds the map in use fails. A read, an iteration or a clone can find that, a write beside one
/// cannot; so where a race report blames the writer, the reader is the one that fails here.
///
/// @param failing the side that notices
/// @param other   the side that writes; the same as `failing` when two goroutines run one function
/// @param how     how we know the other side
/// @param keys    family of the keys
/// @param system  whether the program shows the runtime's own frames, because the incident knows what only they tell
/// @param swapped whether the incident's culprit is the other side
/// @param exact   whether the incident says what its culprit did; else it wrote, and that is all
record ConcurrentPlan(Actor failing, Actor other, Knowledge how, KeyKind keys, boolean system, boolean swapped,
        boolean exact) {
    private static final double LIKELY = 0.5;
    private static final Pattern MAP_FUNCTION = Pattern
            .compile("runtime\\.map(?:assign|access\\d|delete)(?:_(fast32|fast64|fast64ptr|fast32ptr|faststr))?");

    /// How the other side is known.
    enum Knowledge {
        /** The text names it. */
        NAMED,
        /** The dump shows a goroutine that may be it. */
        SUSPECTED,
        /** The text does not show it. */
        UNKNOWN
    }

    static ConcurrentPlan of(Diagnosis diagnosis) {
        Kind kind = diagnosis.kind();
        OperationType deed = deed(diagnosis.operation().type());
        CodePoint culprit = diagnosis.culprit();
        OperationType failingDeed = failingDeed(kind, deed);
        Actor blamed = culprit == null ? null : Actor.of(culprit, deed);
        CodePoint named = diagnosis.counterpart().at();
        Actor otherSide = named == null ? null : Actor.of(named, deed(diagnosis.counterpart().type()));
        KeyKind keys = keys(diagnosis);
        boolean system = shows(diagnosis, deed);
        boolean exact = deed == diagnosis.operation().type();
        if (kind != Kind.WRITE_WRITE && deed.writes()) {
            Actor reader = otherSide == null
                    ? Actor.unnamed(blamed, spokenDeed(failingDeed), failingDeed)
                    : otherSide.doing(failingDeed);
            Actor writer = blamed == null ? Actor.unnamed(reader, "otherParty", OperationType.ASSIGN) : blamed;
            return new ConcurrentPlan(reader, writer, Knowledge.NAMED, keys, system, true, exact);
        }
        Actor failing = blamed == null
                ? Actor.unnamed(null, spokenDeed(failingDeed), failingDeed)
                : blamed.doing(failingDeed);
        if (otherSide != null && otherSide.deed().writes()) {
            return new ConcurrentPlan(failing, otherSide, Knowledge.NAMED, keys, system, false, exact);
        }
        Actor suspect = suspect(diagnosis, failing);
        if (suspect != null) {
            return new ConcurrentPlan(failing, suspect, Knowledge.SUSPECTED, keys, system, false, exact);
        }
        boolean alone = kind == Kind.WRITE_WRITE && !(failing.isEntry() && !failing.closure());
        Actor other = alone ? failing : Actor.unnamed(failing, "otherParty", OperationType.ASSIGN);
        return new ConcurrentPlan(failing, other, Knowledge.UNKNOWN, keys, system, false, exact);
    }

    /// Whether two goroutines run one function that does one thing.
    boolean twins() {
        return other.sameFunction(failing) && other.closure() == failing.closure() && other.deed() == failing.deed();
    }

    /// Whether both sides write, so that either could be the one that fails.
    boolean bothWrite() {
        return failing.deed().writes();
    }

    /// The runtime's message, as most versions have it.
    String message() {
        return switch (failing.deed()) {
            case READ -> "concurrent map read and map write";
            case ITERATE -> "concurrent map iteration and map write";
            case CLONE -> "concurrent map clone and map write";
            default -> "concurrent map writes";
        };
    }

    boolean clones() {
        return failing.deed() == OperationType.CLONE;
    }

    /// Whether the code needs Go 1.21, which brought `clear` and package maps.
    boolean needsGo121() {
        return clones() || failing.deed() == OperationType.CLEAR || other.deed() == OperationType.CLEAR;
    }

    private static OperationType deed(OperationType seen) {
        return switch (seen) {
            case DELETE, READ, ITERATE, CLEAR, CLONE -> seen;
            default -> OperationType.ASSIGN;
        };
    }

    private static OperationType failingDeed(Kind kind, OperationType deed) {
        return switch (kind) {
            case READ_WRITE -> OperationType.READ;
            case ITERATE_WRITE -> OperationType.ITERATE;
            case CLONE_WRITE -> OperationType.CLONE;
            default -> deed.writes() ? deed : OperationType.ASSIGN;
        };
    }

    private static String spokenDeed(OperationType deed) {
        return switch (deed) {
            case DELETE -> "remove";
            case READ -> "read";
            case ITERATE -> "iterate";
            case CLEAR -> "reset";
            case CLONE -> "snapshot";
            default -> "assign";
        };
    }

    /// Default tracebacks hide which map function it was. Where the incident knows, the program has to show it, too.
    private static boolean shows(Diagnosis diagnosis, OperationType deed) {
        boolean exact = diagnosis.kind() == Kind.WRITE_WRITE && deed == diagnosis.operation().type();
        return exact || diagnosis.operation().runtimeFunction() != null
                || diagnosis.operation().keyKind() != KeyKind.UNKNOWN;
    }

    /// Of a pointer's map only assignments have functions of their own; reads use those of 64-bit integers.
    private static KeyKind keys(Diagnosis diagnosis) {
        KeyKind kind = diagnosis.operation().keyKind();
        for (Party party : diagnosis.parties()) {
            boolean telling = party.role() == Party.Role.OTHER || party.role() == Party.Role.FAILING;
            for (StackLine line : telling ? party.stack() : List.<StackLine>of()) {
                Matcher matcher = MAP_FUNCTION.matcher(line.function());
                KeyKind seen = matcher.matches() ? kind(matcher.group(1)) : KeyKind.UNKNOWN;
                if (seen == KeyKind.FAST64PTR || kind == KeyKind.UNKNOWN) {
                    kind = seen;
                }
            }
        }
        return kind;
    }

    private static KeyKind kind(@Nullable String suffix) {
        return switch (suffix) {
            case null -> KeyKind.GENERIC;
            case "fast32" -> KeyKind.FAST32;
            case "fast64" -> KeyKind.FAST64;
            case "faststr" -> KeyKind.FASTSTR;
            default -> KeyKind.FAST64PTR;
        };
    }

    /// The best suspect, if it can be the writer: beside a read, another reader is none.
    private static @Nullable Actor suspect(Diagnosis diagnosis, Actor failing) {
        for (Suspect suspect : diagnosis.suspects()) {
            Party party = diagnosis.parties().stream()
                    .filter(p -> p.role() == Party.Role.SUSPECT && p.firstLine() == suspect.textLine()).findFirst()
                    .orElse(null);
            boolean users = party != null
                    && party.stack().stream().anyMatch(l -> l.user() && l.function().equals(suspect.function()));
            if (!users || party == null || suspect.score() < LIKELY) {
                continue;
            }
            OperationType seen = party.operation();
            if (seen != OperationType.UNKNOWN && !seen.writes()) {
                continue;
            }
            Actor actor = Actor.of(new CodePoint(suspect.function(), suspect.file(), suspect.line(),
                    suspect.goroutine(), suspect.textLine()), deed(seen));
            boolean same = actor.sameFunction(failing);
            if (same && diagnosis.kind() == Kind.WRITE_WRITE) {
                return failing;
            }
            // Who merely runs the same code further down may be on its way to the failing function itself.
            if (!same && (seen.writes() || (actor.sameType(failing) && actor.isMethod()))) {
                return actor;
            }
        }
        return null;
    }
}
