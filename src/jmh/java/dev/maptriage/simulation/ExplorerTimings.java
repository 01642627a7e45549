package dev.maptriage.simulation;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.hmap.KeyKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// How long it takes until a crash is explained, and how many runs a core makes: a main, because the first exploration
/// of a cold process counts as well.
public final class ExplorerTimings {

    private static final Budget BUDGET = new Budget(200_000, Duration.ofSeconds(10), 20_000);
    private static final int ROUNDS = 3;

    private ExplorerTimings() {}

    private record Crash(Operation operation, Operation other, String message) {}

    private static final List<Crash> CRASHES = List.of(
            new Crash(Operation.ASSIGN, Operation.UNKNOWN, "assignment to entry in nil map"),
            new Crash(Operation.ASSIGN, Operation.ASSIGN, "concurrent map writes"),
            new Crash(Operation.DELETE, Operation.ASSIGN, "concurrent map writes"),
            new Crash(Operation.CLEAR, Operation.ASSIGN, "concurrent map writes"),
            new Crash(Operation.READ, Operation.ASSIGN, "concurrent map read and map write"),
            new Crash(Operation.READ, Operation.DELETE, "concurrent map read and map write"),
            new Crash(Operation.ITERATE, Operation.ASSIGN, "concurrent map iteration and map write"),
            new Crash(Operation.ITERATE, Operation.DELETE, "concurrent map iteration and map write"),
            new Crash(Operation.CLONE, Operation.ASSIGN, "concurrent map clone and map write"),
            new Crash(Operation.ASSIGN, Operation.UNKNOWN, "bad map state"),
            new Crash(Operation.ASSIGN, Operation.UNKNOWN, "oldoverflow is not nil"),
            new Crash(Operation.ASSIGN, Operation.UNKNOWN, "small map with no empty slot (concurrent map writes?)"));

    private static boolean exists(Crash crash, GoVersion version) {
        boolean swiss = version.swiss();
        return switch (crash.message) {
            case "concurrent map clone and map write" -> version.hasClone() && version != GoVersion.GO_1_24;
            case "bad map state", "oldoverflow is not nil" -> !swiss;
            case "small map with no empty slot (concurrent map writes?)" -> swiss && version != GoVersion.GO_1_27;
            default -> true;
        };
    }

    public static void main(String[] args) {
        for (int round = 1; round <= ROUNDS; round++) {
            witnesses(round);
        }
        speed("write-write", GoVersion.GO_1_23);
        speed("write-write", GoVersion.GO_1_27);
        speed("write-during-growth", GoVersion.GO_1_23);
        speed("iterate-write", GoVersion.GO_1_27);
    }

    private static void witnesses(int round) {
        List<Double> found = new ArrayList<>();
        double first = 0;
        int missed = 0;
        for (GoVersion version : GoVersion.values()) {
            for (Crash crash : CRASHES) {
                if (!exists(crash, version)) {
                    continue;
                }
                for (KeyKind kind : List.of(KeyKind.UINT64, KeyKind.STRING, KeyKind.STRUCT)) {
                    // Chains of overflow buckets have lists of their own only where buckets hold no pointers.
                    if (crash.message.startsWith("oldoverflow") && kind.bucketPointers()) {
                        continue;
                    }
                    Exploration e = new Explorer().explore(Scenario.of(new Scenario.Facts(crash.operation, crash.other,
                            kind, version, false, crash.message, 1)), Budget.INTERACTIVE, Progress.NONE);
                    if (!e.reproduced()) {
                        missed++;
                        System.out.printf("not reproduced: %s %s %s%n", version.label(), kind, crash.message);
                        continue;
                    }
                    first = found.isEmpty() ? e.foundAfter() : first;
                    found.add(e.foundAfter());
                }
            }
        }
        double[] sorted = found.stream().mapToDouble(d -> d).sorted().toArray();
        System.out.printf("round %d: %d crashes, %d not reproduced; ms to the witness: first %.1f, p50 %.2f, p99 %.1f, max %.1f%n",
                round, sorted.length + missed, missed, first, sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)], Arrays.stream(sorted).max().orElse(0));
    }

    private static void speed(String name, GoVersion version) {
        Exploration e = null;
        for (int round = 0; round < ROUNDS; round++) {
            e = new Explorer().explore(Catalogue.scenario(name, version, 1, Map.of()), BUDGET, Progress.NONE);
        }
        if (e != null) {
            System.out.printf("%s, Go %s: %d runs, %.0f a second, complete %s%n", name, version.label(), e.runs(),
                    e.runs() / e.millis() * 1000, e.complete());
        }
    }
}
