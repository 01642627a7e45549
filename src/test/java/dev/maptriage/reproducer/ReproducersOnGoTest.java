package dev.maptriage.reproducer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.reproducer.GoToolchain.Ran;
import dev.maptriage.reproducer.Reproducer.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The round trip on the Go of this machine: a reproducer runs, fails with the incident's message, and its crash becomes
/// the same incident. Skipped where there is no `go` on the path.
class ReproducersOnGoTest {
    private static final int SECONDS = 12;

    @TempDir
    static @Nullable Path folder;

    private static @Nullable GoToolchain go;

    @BeforeAll
    static void findGo() {
        Optional<Path> command = GoToolchain.installed().findFirst();
        if (command.isEmpty()) {
            System.out.println("No go on the path: reproducers are not run.");
        }
        go = command.map(path -> GoToolchain.of(path, place())).orElse(null);
    }

    private static Path place() {
        Path place = folder;
        if (place == null) {
            throw new IllegalStateException("no folder");
        }
        return place;
    }

    private static GoToolchain toolchain() {
        assumeTrue(go != null, "no go on the path");
        GoToolchain found = go;
        if (found == null) {
            throw new IllegalStateException("no go");
        }
        return found;
    }

    private static Diagnosis incident(String name) {
        return RoundTrip.diagnose(ReproducerCases.text(name).getBytes(UTF_8)).getFirst();
    }

    private static Path written(GoSource source) throws IOException {
        return Files.writeString(Files.createTempDirectory(place(), "src").resolve(source.fileName()), source.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"write-write", "read-write", "iterate-write", "race-read-write", "keys-of-64-bit", "delete",
        "structs", "literal-of-main", "nil-field", "nil-parameter", "nil-header", "nil-generic"})
    void theProgramFailsAsTheIncidentDid(String name) throws IOException {
        GoToolchain toolchain = toolchain();
        Diagnosis incident = incident(name);
        Path source = written(((Sources) Reproducers.of(incident)).program());
        Path binary = place().resolve("program");
        Ran built = toolchain.build(source, binary);
        assertThat(built.exit()).as(built.output()).isZero();

        Ran ran = GoToolchain.execute(binary, SECONDS);
        assertThat(ran.exit()).as(ran.output()).isEqualTo(2);
        assertThat(ran.output()).containsPattern("(?m)^" + RoundTrip.message(incident, toolchain));
        assertThat(RoundTrip.lost(incident, ran.output(), toolchain)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nil-field", "nil-receiver", "nil-parameter", "nil-init", "nil-reflect"})
    void theTestOfANilMapPasses(String name) throws IOException {
        GoToolchain toolchain = toolchain();
        Path source = written(((Sources) Reproducers.of(incident(name))).test());
        Ran ran = toolchain.run(List.of("test", "-v", source.toString()), place());
        assertThat(ran.output()).contains("--- PASS");
        assertThat(ran.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write-write", "race-iterate-one-function"})
    void theTestOfAConcurrentAccessDies(String name) throws IOException {
        GoToolchain toolchain = toolchain();
        Diagnosis incident = incident(name);
        Path source = written(((Sources) Reproducers.of(incident)).test());
        Ran ran = toolchain.run(List.of("test", source.toString()), place());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output()).contains(RoundTrip.message(incident, toolchain));
    }
}
