package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refines what a goroutine did with the map by the runtime's frames above the user's code, where they are shown.
final class OperationReader {

    /// What frames say.
    ///
    /// @param type           operation; `UNKNOWN` when no frame says
    /// @param runtimeFunction function that the compiler called for it; null when hidden
    /// @param keyKind        from a function's name
    /// @param growing        whether growth code stands among the frames
    /// @param implementation which of Go's maps
    /// @param fatal          whether `internal/runtime/maps.fatal` stands on top
    record Seen(OperationType type, @Nullable String runtimeFunction, KeyKind keyKind, boolean growing,
            MapImplementation implementation, boolean fatal) {

        Seen as(OperationType other) {
            return new Seen(other, runtimeFunction, keyKind, growing, implementation, fatal);
        }

        /// The operation, given what the message says. On Swiss maps delete and clear have frames that are always
        /// shown, so a fatal write without them is an assignment.
        OperationType refine(OperationType said) {
            return switch (said) {
                case WRITE, UNKNOWN -> type != OperationType.UNKNOWN
                        ? type
                        : said == OperationType.WRITE && fatal ? OperationType.ASSIGN : said;
                case ITERATE -> type == OperationType.CLONE ? type : said;
                default -> said;
            };
        }
    }

    private OperationReader() {}

    /// Reads the frames above the first frame of user code.
    static Seen read(CrashCase crash, List<Call> calls) {
        OperationType type = OperationType.UNKNOWN;
        String function = null;
        KeyKind kind = KeyKind.UNKNOWN;
        boolean growing = false;
        MapImplementation implementation = MapImplementation.UNKNOWN;
        boolean bareFatal = false;
        for (Call call : calls) {
            if (crash.origin(call.frame()).isUser()) {
                break;
            }
            MapFunction seen = MapFunction.of(call.frame().function());
            if (seen == null) {
                continue;
            }
            growing |= seen.growth();
            implementation = seen.implementation() == MapImplementation.UNKNOWN
                    ? implementation
                    : seen.implementation();
            implementation = swissFile(call.frame().file()) ? MapImplementation.SWISS : implementation;
            implementation = classicFile(call.frame().file()) ? MapImplementation.CLASSIC : implementation;
            bareFatal |= seen.function().equals("internal/runtime/maps.fatal");
            boolean says = seen.operation() != OperationType.UNKNOWN && seen.operation() != OperationType.GROW;
            if (says && (seen.runtime() || function == null)) {
                type = narrower(type, seen.operation());
                function = seen.runtime() ? seen.function() : function;
            }
            kind = seen.keyKind() == KeyKind.UNKNOWN ? kind : seen.keyKind();
        }
        return new Seen(type, function, kind, growing, implementation, bareFatal);
    }

    /// A clone iterates, a clear deletes, an iteration looks up: the call further out says what the user asked for.
    private static OperationType narrower(OperationType inner, OperationType outer) {
        return outer == OperationType.READ && inner == OperationType.LEN ? inner : outer;
    }

    private static boolean swissFile(@Nullable String file) {
        return file != null && file.contains("internal/runtime/maps/");
    }

    private static boolean classicFile(@Nullable String file) {
        return file != null && (file.endsWith("_noswiss.go") || isClassicFile(file));
    }

    /// The files of the fast variants up to Go 1.23; later ones lie elsewhere or bear a suffix.
    static boolean isClassicFile(String file) {
        return file.endsWith("runtime/map_fast32.go") || file.endsWith("runtime/map_fast64.go")
                || file.endsWith("runtime/map_faststr.go");
    }
}
