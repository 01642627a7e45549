package dev.maptriage.reproduction;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import dev.maptriage.reproduction.ReproductionPlan.Impossible;
import dev.maptriage.reproduction.ReproductionPlan.Possible;
import dev.maptriage.trace.TraceParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reproduces every map crash below a directory and says how that went and how long it took.
///
/// `ReproducedCrashes DIRECTORY…` prints what was not reproduced, and the times to the witness.
final class ReproducedCrashes {
    private final Scenarios scenarios = new Scenarios(
            new ReproductionProperties(true, 200, Duration.ofSeconds(1), Duration.ofSeconds(2)));
    private final Map<Recipe, SimulationResult> results = new HashMap<>();

    /// One map crash.
    ///
    /// @param reason why it was not simulated; null if it was
    /// @param result null if it was not simulated
    record Attempt(String file, Diagnosis diagnosis, @Nullable Recipe recipe, @Nullable String reason,
            @Nullable SimulationResult result, double millis) {

        boolean reproduced() {
            return result != null && result.reproduced();
        }

        /// Whether the witness ends with the crash's own message. A report of the race detector has none.
        boolean said() {
            String message = result == null ? null : result.outcome().message();
            return message != null
                    && (diagnosis.source() == Source.RACE_REPORT || diagnosis.message().contains(message));
        }

        @Override
        public String toString() {
            return file + ": " + diagnosis.kind() + " " + diagnosis.source() + " " + diagnosis.operation().type() + "/"
                    + diagnosis.counterpart().type() + " \"" + diagnosis.message() + "\" " + recipe
                    + (reason != null ? " " + reason : "")
                    + (result != null ? " ends " + result.outcome().type() + " " + result.outcome().message() : "");
        }
    }

    List<Attempt> below(Path directory) throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(txt|log|json|gz|zst|html|md)"))
                    .filter(path -> !path.endsWith("expected.json")).sorted().toList()) {
                for (Diagnosis diagnosis : diagnose(file)) {
                    if (diagnosis.category().isMapFailure()) {
                        attempts.add(attempt(directory.relativize(file).toString(), diagnosis));
                    }
                }
            }
        }
        return attempts;
    }

    private static List<Diagnosis> diagnose(Path file) throws IOException {
        try (InputStream body = Files.newInputStream(file)) {
            return new Diagnoser().diagnose(
                    new TraceParser().parse(new EnvelopeReader(EnvelopeLimits.DEFAULT).open(body, null).text()), null);
        } catch (dev.maptriage.envelope.EnvelopeException notOurs) {
            return List.of();
        }
    }

    private Attempt attempt(String file, Diagnosis diagnosis) {
        return switch (ReproductionPlan.of(diagnosis)) {
            case Impossible impossible -> new Attempt(file, diagnosis, null, impossible.reason(), null, 0);
            case Possible possible -> {
                boolean known = results.containsKey(possible.recipe());
                SimulationResult result = results.computeIfAbsent(possible.recipe(),
                        recipe -> scenarios.run(recipe, (runs, bound) -> {}));
                yield new Attempt(file, diagnosis, possible.recipe(), null, result, known ? -1 : result.millis());
            }
        };
    }

    /// How long an exploration takes that is only given the time to find what the full one finds; -1 for what is not
    /// explored.
    private static double millisToWitness(Recipe recipe) {
        for (int millis : new int[]{1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000}) {
            Scenarios brief = new Scenarios(
                    new ReproductionProperties(true, 1, Duration.ofMillis(millis), Duration.ZERO));
            long start = System.nanoTime();
            SimulationResult result = brief.run(recipe, (runs, bound) -> {});
            double took = (System.nanoTime() - start) / 1e6;
            if (result.contention() != null) {
                return -1;
            }
            if (result.reproduced()) {
                return took;
            }
        }
        return -1;
    }

    public static void main(String[] args) throws IOException {
        ReproducedCrashes all = new ReproducedCrashes();
        List<Attempt> attempts = new ArrayList<>();
        for (String directory : args) {
            attempts.addAll(all.below(Path.of(directory)));
        }
        Map<String, Integer> open = new TreeMap<>();
        attempts.stream().filter(attempt -> !attempt.reproduced()).forEach(attempt -> {
            System.out.println(attempt);
            open.merge(attempt.diagnosis().kind() + " " + attempt.diagnosis().source() + " " + attempt.reason(), 1,
                    Integer::sum);
        });
        double[] millis = attempts.stream().mapToDouble(Attempt::millis).filter(m -> m >= 0).sorted().toArray();
        double[] found = all.results.keySet().stream().mapToDouble(ReproducedCrashes::millisToWitness)
                .filter(m -> m >= 0).sorted().toArray();
        System.out.printf("witness after %.0f ms (p50), %.0f ms (p99), %.0f ms at most%n", found[found.length / 2],
                found[Math.min(found.length - 1, found.length * 99 / 100)], found[found.length - 1]);
        System.out.printf(
                "%d map crashes, %d reproduced, %d recipes; a recipe takes %.0f ms (p50), %.0f ms (p99)%n%s%n",
                attempts.size(), attempts.stream().filter(Attempt::reproduced).count(), millis.length,
                millis[millis.length / 2], millis[Math.min(millis.length - 1, millis.length * 99 / 100)], open);
    }
}
