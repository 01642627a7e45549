package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.FunctionName;
import dev.maptriage.diagnosis.OperationType;
import org.jspecify.annotations.Nullable;

/// One side of the failure: who did what to the map.
///
/// @param printed full name as the incident prints it; empty when the text does not show it
/// @param place   file, line and goroutine as far as printed, for a person
/// @param path    import path
/// @param type    type of the receiver; empty for a function
/// @param pointer whether the receiver is a pointer
/// @param name    of the method or function
/// @param closure whether it is a function literal inside `name`
/// @param generic whether type parameters are printed
/// @param deed    what it did: ASSIGN, DELETE, READ, ITERATE, CLEAR or CLONE
record Actor(String printed, @Nullable String place, String path, String type, boolean pointer, String name,
        boolean closure,
        boolean generic, OperationType deed) {

    static Actor of(CodePoint at, OperationType deed) {
        return of(at.function(), place(at), deed);
    }

    static Actor of(String function, @Nullable String place, OperationType deed) {
        FunctionName parsed = FunctionName.parse(function);
        return new Actor(function, place, parsed.path(), parsed.receiver(), parsed.pointer(), parsed.name(),
                parsed.closure(),
                function.indexOf('[') >= 0, deed);
    }

    /// A side that the text does not name, as a method of the same type.
    static Actor unnamed(@Nullable Actor beside, String name, OperationType deed) {
        if (beside == null || beside.closure || !beside.isMethod()) {
            return new Actor("", null, "", "", false, name, false, false, deed);
        }
        return new Actor("", null, beside.path, beside.type, beside.pointer, name, false, beside.generic, deed);
    }

    boolean isMethod() {
        return !type.isEmpty();
    }

    boolean isKnown() {
        return !printed.isEmpty();
    }

    /// `main` and `init` can be nothing but functions without parameters.
    boolean isEntry() {
        return type.isEmpty() && (name.equals("main") || name.equals("init"));
    }

    /// Whether both are code of one function.
    boolean sameFunction(Actor other) {
        return sameType(other) && name.equals(other.name);
    }

    boolean sameType(Actor other) {
        return path.equals(other.path) && type.equals(other.type);
    }

    /// Whether `go test` would take a function of this name for a test.
    boolean isNamedLikeTest() {
        return !isMethod() && name.startsWith("Test") && !name.equals("TestMain")
                && (name.length() == 4 || !Character.isLowerCase(name.codePointAt(4)));
    }

    Actor doing(OperationType other) {
        return new Actor(printed, place, path, type, pointer, name, closure, generic, other);
    }

    Actor notGeneric() {
        return new Actor(printed, place, path, type, pointer, name, closure, false, deed);
    }

    /// As a stack of this file shows it: `(*Store).Put`.
    String spoken() {
        String arguments = generic ? "[...]" : "";
        if (!isMethod()) {
            return name + arguments;
        }
        return (pointer ? "(*" + type + arguments + ")" : type + arguments) + "." + name;
    }

    /// What it does, after "which".
    String did() {
        return switch (deed) {
            case DELETE -> "deleted from";
            case READ -> "read";
            case ITERATE -> "iterated over";
            case CLEAR -> "cleared";
            case CLONE -> "cloned";
            default -> "assigned to";
        };
    }

    private static @Nullable String place(CodePoint at) {
        String file = at.file() == null ? null : at.file() + (at.line() == null ? "" : ":" + at.line());
        String goroutine = at.goroutine() == null ? null : "goroutine " + at.goroutine();
        return file == null ? goroutine : goroutine == null ? file : file + ", " + goroutine;
    }
}
