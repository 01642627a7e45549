package dev.maptriage.reproducer;

import java.util.Set;

/// The Go names of the actors in one file.
final class Naming {
    private static final Set<String> SIGNED = Set.of("Benchmark", "Fuzz", "Example", "TestMain");

    private final Scope scope;
    private final boolean test;

    Naming(Scope scope, boolean test, Actor... actors) {
        this.scope = scope;
        this.test = test;
        for (Actor actor : actors) {
            if (actor.isMethod()) {
                type(actor);
            } else if (!actor.isEntry()) {
                function(actor);
            }
        }
    }

    String type(Actor actor) {
        return scope.own(actor.path(), actor.type());
    }

    /// The method or function. A test file cannot have functions with names that `go test` gives a signature.
    String function(Actor actor) {
        if (actor.isMethod()) {
            return Scope.identifier(actor.name());
        }
        String name = actor.name();
        boolean signed = test && SIGNED.stream().anyMatch(name::startsWith);
        return scope.own(actor.path(), signed ? Character.toLowerCase(name.charAt(0)) + name.substring(1) : name);
    }

    /// The receiver's short name, as Go people choose it.
    String receiver(Actor actor) {
        int first = Character.toLowerCase(Scope.identifier(actor.type()).codePointAt(0));
        return Character.isLetter(first) ? Character.toString(first) : "r";
    }

    /// `(s *Store)`, with type parameters where the incident has them.
    String receiverClause(Actor actor) {
        return "(" + receiver(actor) + " " + (actor.pointer() ? "*" : "") + type(actor)
                + (actor.generic() ? "[K]" : "") + ")";
    }

    /// A field that no method of the same type is called like.
    static String field(Actor... actors) {
        for (String wish : new String[]{"items", "entries"}) {
            boolean free = true;
            for (Actor actor : actors) {
                free &= !actor.name().equals(wish);
            }
            if (free) {
                return wish;
            }
        }
        return "elements";
    }
}
