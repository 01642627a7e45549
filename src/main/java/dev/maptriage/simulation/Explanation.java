package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.simulation.Scenario.Facts;
import dev.maptriage.simulation.Scenario.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the scenario behind a crash: the goroutine that crashed is the second one, what it raced with the first.
final class Explanation {

    /** The name of scenarios that are made from a crash and not taken from the catalogue. */
    static final String NAME = "incident";

    private static final int ENTRIES = 3;
    private static final int ENTRIES_BEFORE_GROWTH = 9;
    private static final int ALL_BUT_ONE = 7;
    private static final int NEW = 10_000;
    private static final int CRASHED = 2;
    private static final long FIRST_VALUE = 10;
    private static final long SECOND_VALUE = 20;

    private final Facts facts;
    private final String message;

    Explanation(Facts facts) {
        this.facts = facts;
        this.message = facts.message() == null ? "" : facts.message();
    }

    Scenario scenario() {
        if (message.contains("nil map")) {
            return make(new InitialMap(InitialMap.State.NIL, 0),
                    new NilCases(facts.keyKind(), facts.version()).directWrite(), 1);
        }
        if (isCorruption()) {
            return corruption();
        }
        Operation crashed = crashed();
        Operation other = other(crashed);
        MapCalls calls = new MapCalls(facts.keyKind(), facts.version());
        InitialMap map = facts.growing()
                ? new InitialMap(InitialMap.State.BEFORE_GROWTH, ENTRIES_BEFORE_GROWTH)
                : new InitialMap(InitialMap.State.FILLED, ENTRIES);
        return make(map, List.of(new Program(List.of(calls.of(other, key(other, NEW), FIRST_VALUE))),
                new Program(List.of(calls.of(crashed, key(crashed, NEW + 1), SECOND_VALUE)))), CRASHED);
    }

    /// What the runtime says when it trips over a map that is already broken, and not over another goroutine's mark.
    private boolean isCorruption() {
        return message.equals("bad map state") || message.equals("oldoverflow is not nil")
                || message.startsWith("small map with no empty slot") || message.contains("nil pointer dereference")
                || message.startsWith("fault") || message.startsWith("invariant failed");
    }

    /// Two writers that insert while the map grows, or, for a small Swiss map, into its last free slot.
    private Scenario corruption() {
        MapCalls calls = new MapCalls(facts.keyKind(), facts.version());
        boolean small = message.startsWith("small map");
        // The lists of overflow buckets only get in each other's way if there are any.
        InitialMap map = small
                ? new InitialMap(InitialMap.State.FILLED, ALL_BUT_ONE)
                : new InitialMap(message.startsWith("oldoverflow")
                        ? InitialMap.State.CROWDED_BEFORE_GROWTH
                        : InitialMap.State.BEFORE_GROWTH, ENTRIES_BEFORE_GROWTH);
        return make(map, List.of(new Program(List.of(calls.assign(NEW, FIRST_VALUE))),
                new Program(List.of(calls.assign(NEW + 1, SECOND_VALUE)))), 0);
    }

    private Operation crashed() {
        if (message.contains("iteration")) {
            // Go 1.24's clone iterates.
            return facts.operation() == Operation.CLONE && facts.version() == GoVersion.GO_1_24
                    ? Operation.CLONE
                    : Operation.ITERATE;
        }
        if (message.contains("clone")) {
            return Operation.CLONE;
        }
        if (message.contains("read and map write")) {
            return Operation.READ;
        }
        if (message.contains("writes")) {
            return facts.operation().writes() ? facts.operation() : Operation.ASSIGN;
        }
        return facts.operation() == Operation.UNKNOWN ? Operation.ASSIGN : facts.operation();
    }

    /// One of the two must write, for the runtime to say anything.
    private Operation other(Operation crashed) {
        boolean mustWrite = !crashed.writes() || message.contains("writes");
        if (facts.counterpart() == Operation.UNKNOWN || (mustWrite && !facts.counterpart().writes())) {
            return Operation.ASSIGN;
        }
        return facts.counterpart();
    }

    /// Assigns bring a new key, the others meet one that is there.
    private static int key(Operation operation, int fresh) {
        return operation == Operation.ASSIGN ? fresh : 1;
    }

    private Scenario make(InitialMap map, List<Program> programs, int goroutine) {
        @Nullable
        Target target = facts.message() == null
                ? null
                : new Target(OutcomeType.FATAL_ERROR, facts.message(), null, goroutine, facts.growing());
        return new Scenario(NAME, facts.version(), facts.keyKind(), map, programs, Guard.NONE, facts.seed(), Map.of(),
                target);
    }
}
