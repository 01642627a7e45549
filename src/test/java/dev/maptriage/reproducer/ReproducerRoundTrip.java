package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.reproducer.GoToolchain.Ran;
import dev.maptriage.reproducer.Reproducer.NotReproducible;
import dev.maptriage.reproducer.Reproducer.Sources;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the reproducers of all crash texts below a folder, runs them on real Go and diagnoses their crashes.
///
///     ReproducerRoundTrip TEXTS WORK MODES GO...
///
/// `TEXTS` is a folder of crash texts, `WORK` one for caches and binaries, `MODES` some of `program`, `test`, `race` and
/// `none` joined by commas (`none` only writes the files), each `GO` a `go` command. Equal files run once. Prints the
/// shares per version and everything that did not come back.
final class ReproducerRoundTrip {
    private static final int SECONDS = 10;
    private static final PrintStream OUT = System.out;

    private final Path work;
    private final Map<String, List<Diagnosis>> incidents = new LinkedHashMap<>();
    private final Map<String, Sources> sources = new LinkedHashMap<>();
    private final Map<String, Integer> none = new TreeMap<>();
    private int texts;
    private int mapIncidents;

    private ReproducerRoundTrip(Path work) {
        this.work = work;
    }

    public static void main(String[] args) throws IOException {
        Path work = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
        List<String> modes = List.of(args[2].split(","));
        ReproducerRoundTrip trip = new ReproducerRoundTrip(work);
        trip.read(Path.of(args[0]));
        for (String go : List.of(args).subList(3, args.length)) {
            GoToolchain toolchain = GoToolchain.of(Path.of(go), work);
            for (String mode : modes) {
                switch (mode) {
                    case "program" -> trip.programs(toolchain);
                    case "test" -> trip.tests(toolchain, false);
                    case "race" -> trip.tests(toolchain, true);
                    default -> OUT.println("written only");
                }
            }
        }
    }

    private void read(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                texts++;
                for (Diagnosis diagnosis : RoundTrip.diagnose(Files.readAllBytes(file))) {
                    add(diagnosis);
                }
            }
        }
        int number = 0;
        for (Map.Entry<String, Sources> entry : sources.entrySet()) {
            Path place = Files.createDirectories(work.resolve("src/" + number++));
            Files.writeString(place.resolve("main.go"), entry.getValue().program().text());
            Files.writeString(place.resolve("main_test.go"), entry.getValue().test().text());
        }
        OUT.printf("%d texts, %d map incidents, %d different pairs of files; without: %s%n", texts, mapIncidents,
                sources.size(), none);
    }

    private void add(Diagnosis diagnosis) {
        if (!diagnosis.category().isMapFailure()) {
            if (!(Reproducers.of(diagnosis) instanceof NotReproducible)) {
                throw new IllegalStateException("a reproducer for " + diagnosis.kind());
            }
            return;
        }
        mapIncidents++;
        switch (Reproducers.of(diagnosis)) {
            case Sources made -> {
                String key = made.program().text() + made.test().text();
                // Lines and goroutines of the incident in the comment on top make no other program.
                String code = key.replaceAll("(?m)^//.*$", "");
                sources.putIfAbsent(code, made);
                incidents.computeIfAbsent(code, c -> new ArrayList<>()).add(diagnosis);
            }
            case NotReproducible not -> none.merge(not.reason().key(), 1, Integer::sum);
        }
    }

    /// Counts of one version and mode.
    private static final class Tally {
        int tried;
        int good;
        int left;
        int incidents;
        int back;
        long slowest;
        final List<String> wrong = new ArrayList<>();
    }

    private void programs(GoToolchain go) {
        Tally tally = new Tally();
        int number = 0;
        for (String code : sources.keySet()) {
            Path place = work.resolve("src/" + number++);
            Diagnosis first = incidents.getOrDefault(code, List.of()).getFirst();
            if (leftOut(code, go)) {
                tally.left++;
                continue;
            }
            tally.tried++;
            Path binary = work.resolve("main-" + go.version());
            Ran built = go.build(place.resolve("main.go"), binary);
            if (built.exit() != 0) {
                tally.wrong.add(place + " does not compile: " + built.output());
                continue;
            }
            Ran ran = GoToolchain.execute(binary, SECONDS);
            tally.slowest = Math.max(tally.slowest, ran.millis());
            String message = RoundTrip.message(first, go);
            if (ran.exit() != 2 || ran.output().lines().noneMatch(line -> line.startsWith(message))) {
                tally.wrong.add(place + " ended with " + ran.exit() + ": " + head(ran.output()));
                continue;
            }
            tally.good++;
            for (Diagnosis incident : incidents.getOrDefault(code, List.of())) {
                tally.incidents++;
                List<String> lost = RoundTrip.lost(incident, ran.output(), go);
                tally.back += lost.isEmpty() ? 1 : 0;
                if (!lost.isEmpty()) {
                    tally.wrong.add(place + " came back with " + lost);
                }
            }
        }
        print("program", go, tally);
    }

    private void tests(GoToolchain go, boolean race) {
        Tally tally = new Tally();
        int number = 0;
        for (String code : sources.keySet()) {
            Path place = work.resolve("src/" + number++);
            Diagnosis first = incidents.getOrDefault(code, List.of()).getFirst();
            boolean nil = first.kind() == Kind.NIL_MAP_ASSIGN;
            if (leftOut(code, go) || (race && (nil || first.kind() == Kind.CLONE_WRITE))) {
                tally.left++;
                continue;
            }
            tally.tried++;
            Path binary = work.resolve("test-" + go.version());
            Ran built = go.buildTest(place.resolve("main_test.go"), binary, race);
            boolean fatalInInit = built.output().contains("fatal error: ");
            if (built.exit() != 0 && !fatalInInit) {
                tally.wrong.add(place + " does not compile: " + built.output());
                continue;
            }
            Ran ran = GoToolchain.execute(binary, 2 * SECONDS, "-test.v");
            tally.slowest = Math.max(tally.slowest, ran.millis());
            String message = RoundTrip.message(first, go);
            String output = ran.output();
            boolean dies = output.lines().anyMatch(line -> line.contains(message));
            boolean good = nil
                    ? ran.exit() == 0 && output.contains("--- PASS")
                    : race
                            ? output.contains("WARNING: DATA RACE")
                                    && (!dies || output.indexOf("WARNING: DATA RACE") < output.indexOf(message))
                            : dies && ran.exit() == 2;
            tally.good += good ? 1 : 0;
            if (!good) {
                tally.wrong.add(place + " ended with " + ran.exit() + ": " + head(output));
            }
        }
        print(race ? "test -race" : "test", go, tally);
    }

    /// `clear` and package maps came with Go 1.21.
    private static boolean leftOut(String code, GoToolchain go) {
        return !go.isAtLeast(21) && (code.contains("clear(") || code.contains("\"maps\""));
    }

    private static String head(String output) {
        return output.substring(0, Math.min(400, output.length()));
    }

    private static void print(String mode, GoToolchain go, Tally tally) {
        OUT.printf("Go %-5s %-10s %d of %d as expected (left out %d), slowest %d ms", go.version(), mode, tally.good,
                tally.tried, tally.left, tally.slowest);
        if (mode.equals("program")) {
            OUT.printf(", %d of %d incidents came back", tally.back, tally.incidents);
        }
        OUT.println();
        Map<String, Integer> counted = new LinkedHashMap<>();
        tally.wrong.forEach(line -> counted.merge(line, 1, Integer::sum));
        counted.forEach((line, count) -> OUT.println("  " + count + "x " + line));
    }
}
