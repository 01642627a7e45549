package dev.maptriage.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Kind;
import dev.maptriage.reproduction.ReproducedCrashes.Attempt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every map crash that is recorded here fails the same way on the model map.
class ReproducedCrashesTest {

    @Test
    void everyRecordedMapCrashIsReproducedWithItsOwnMessage() throws IOException {
        ReproducedCrashes all = new ReproducedCrashes();
        List<Attempt> attempts = Stream.of("sample-traces", "src/test/resources/envelope").flatMap(directory -> {
            try {
                return all.below(Path.of(directory)).stream();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }).toList();
        assertThat(attempts).hasSizeGreaterThan(60);
        assertThat(attempts).filteredOn(attempt -> attempt.diagnosis().kind() != Kind.GROWTH_OUT_OF_MEMORY)
                .allSatisfy(attempt -> {
                    assertThat(attempt.reproduced()).as(attempt.toString()).isTrue();
                    if (attempt.diagnosis().kind() != Kind.LOCK_CONVOY) {
                        assertThat(attempt.said()).as(attempt.toString()).isTrue();
                    }
                });
        assertThat(attempts).filteredOn(attempt -> attempt.diagnosis().kind() == Kind.GROWTH_OUT_OF_MEMORY)
                .allSatisfy(attempt -> assertThat(attempt.reason()).isEqualTo(ReproductionReasons.MEMORY));
    }
}
