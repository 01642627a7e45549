package dev.maptriage.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.masking.Masker.MaskCounts;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crashes that real Go printed hold no secrets; with secrets put into them they diagnose the same.
class MaskedDiagnosisTest {
    private final Masker masker = new Masker(MaskingRules.DEFAULT);

    static List<Path> crashes() throws IOException {
        try (Stream<Path> tests = Files.list(Path.of("src/test/resources/envelope"));
                Stream<Path> samples = Files.walk(Path.of("sample-traces"))) {
            return Stream.concat(tests, samples).filter(p -> p.toString().endsWith(".txt")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void whatGoPrintsIsNoSecret(Path crash) throws IOException {
        TraceText text = TraceText.of(Files.readString(crash, StandardCharsets.ISO_8859_1));
        assertThat(masker.mask(text, new MaskCounts())).isSameAs(text);
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void aTextWithSecretsDiagnosesTheSame(Path crash) throws IOException {
        String secret = "level=info msg=\"login\" password=hunter2 user=jane@mail.example.com\n";
        String text = secret + Files.readString(crash, StandardCharsets.ISO_8859_1) + "\n" + secret;
        List<Diagnosis> plain = diagnose(TraceText.of(text));
        MaskCounts counts = new MaskCounts();
        TraceText masked = masker.mask(TraceText.of(text), counts);

        assertThat(counts.total()).isEqualTo(4);
        assertThat(diagnose(masked)).isEqualTo(plain);
    }

    private static List<Diagnosis> diagnose(TraceText text) {
        return new Diagnoser().diagnose(new TraceParser().parse(text), null);
    }
}
