package dev.maptriage.hmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Both engines against recordings of the real maps, field by field.
///
/// `mvn test -Dtest=TranscriptConformanceTest -Dmaptriage.transcripts=DIR` plays all transcripts below DIR.
class TranscriptConformanceTest {

    private static final String FOLDER = "maptriage.transcripts";
    private static final int SHOWN = 5;

    @Test
    void selectedTranscriptsAreReproduced() throws IOException, URISyntaxException {
        Path selection = Path.of(TranscriptConformanceTest.class.getResource("/transcripts").toURI());
        conforms(selection);
    }

    @Test
    void transcriptsOfTheGivenFolderAreReproduced() throws IOException {
        String folder = System.getProperty(FOLDER);
        assumeThat(folder).as("-D" + FOLDER + "=DIR names a folder of transcripts").isNotNull();
        conforms(Path.of(folder));
    }

    private static void conforms(Path folder) throws IOException {
        List<Path> files = transcriptsIn(folder);
        assertThat(files).as("transcripts (*.jsonl, *.jsonl.gz) below " + folder).isNotEmpty();
        Map<String, Tally> tallies = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        for (Path file : files) {
            TranscriptRun run = play(file);
            if (run.difference() != null) {
                differences.add(run.difference());
            }
            tallies.computeIfAbsent(run.version().label() + " " + run.keys().name().toLowerCase(java.util.Locale.ROOT),
                    name -> new Tally()).add(run);
        }
        report(folder, tallies, files.size() - differences.size());
        assertThat(differences.stream().limit(SHOWN).toList())
                .as(differences.size() + " of " + files.size() + " transcripts differ").isEmpty();
    }

    /// Plays a file with every string in memory of its own and, if that differs, with equal strings in shared memory:
    /// the whole file must agree with one of the two.
    private static TranscriptRun play(Path file) throws IOException {
        TranscriptRun own = new TranscriptRun(file, false);
        own.compare();
        if (own.difference() == null || own.keys() != TranscriptKeys.STR) {
            return own;
        }
        TranscriptRun shared = new TranscriptRun(file, true);
        shared.compare();
        return shared.difference() == null ? shared : own;
    }

    private static List<Path> transcriptsIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> f.toString().endsWith(".jsonl") || f.toString().endsWith(".jsonl.gz")).sorted()
                    .toList();
        }
    }

    private static void report(Path folder, Map<String, Tally> tallies, int reproduced) {
        Tally total = new Tally();
        System.out.printf("transcripts of %s%n%-22s %6s %9s %9s %9s %7s %9s %9s%n", folder, "version and keys", "files",
                "ops", "counters", "digests", "dumps", "it. steps", "hash cnts");
        tallies.forEach((name, tally) -> {
            tally.print(name);
            total.add(tally);
        });
        total.print("all");
        System.out.printf("%d of %d files reproduced%n", reproduced, total.files);
    }

    /// How much was compared.
    private static final class Tally {

        private int files;
        private long operations;
        private long counters;
        private long digests;
        private long dumps;
        private long iterationSteps;
        private long hashCounts;

        void add(TranscriptRun run) {
            files++;
            operations += run.operations;
            counters += run.counters;
            digests += run.digests;
            dumps += run.dumps;
            iterationSteps += run.iterationSteps;
            hashCounts += run.hashCounts;
        }

        void add(Tally other) {
            files += other.files;
            operations += other.operations;
            counters += other.counters;
            digests += other.digests;
            dumps += other.dumps;
            iterationSteps += other.iterationSteps;
            hashCounts += other.hashCounts;
        }

        void print(String name) {
            System.out.printf("%-22s %6d %9d %9d %9d %7d %9d %9d%n", name, files, operations, counters, digests, dumps,
                    iterationSteps, hashCounts);
        }
    }
}
