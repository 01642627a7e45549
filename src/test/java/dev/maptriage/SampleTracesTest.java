package dev.maptriage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.envelope.EnvelopeLimits;
import dev.maptriage.envelope.EnvelopeReader;
import dev.maptriage.trace.ParsedTrace;
import dev.maptriage.trace.TraceParser;
import dev.maptriage.trace.TraceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every directory `sample-traces/<category>/<case>` is a case: what `trace.txt` is diagnosed as must agree with
/// `expected.json` in every field that stands there.
class SampleTracesTest {
    private static final Path SAMPLES = Path.of("sample-traces");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isDiagnosedAsExpected(String name) throws IOException {
        JsonNode expected = JSON.readTree(Files.readString(SAMPLES.resolve(name).resolve("expected.json")));

        List<Diagnosis> found = diagnose(SAMPLES.resolve(name).resolve("trace.txt"));

        JsonNode incidents = expected.required("incidents");
        assertThat(found).as("incidents").hasSize(incidents.size());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < incidents.size(); i++) {
            compare("incident " + i, incidents.get(i), JSON.valueToTree(answer(found.get(i))), differences);
            suspects(incidents.get(i), found.get(i), differences);
        }
        assertThat(differences).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void namesOnlyGoVersionsThatPrintSuchAText(String name) throws IOException {
        JsonNode expected = JSON.readTree(Files.readString(SAMPLES.resolve(name).resolve("expected.json")));
        int minor = minor(expected.required("recorded").required("go").stringValue());

        for (Diagnosis diagnosis : diagnose(SAMPLES.resolve(name).resolve("trace.txt"))) {
            GoVersionRange range = diagnosis.goVersion();
            assertThat(minor).isGreaterThanOrEqualTo(range.atLeast() == null ? 0 : minor(range.atLeast()));
            assertThat(minor).isLessThan(range.below() == null ? Integer.MAX_VALUE : minor(range.below()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void comesWithTheProgramThatFailed(String name) throws IOException {
        JsonNode expected = JSON.readTree(Files.readString(SAMPLES.resolve(name).resolve("expected.json")));
        Path program = SAMPLES.resolve("programs").resolve(expected.required("program").stringValue());

        assertThat(program.resolve("go.mod")).exists();
    }

    @Test
    void coverEveryCategoryAndGoVersion() throws IOException {
        Set<String> categories = new TreeSet<>();
        Set<String> versions = new TreeSet<>();
        for (String name : cases().toList()) {
            JsonNode expected = JSON.readTree(Files.readString(SAMPLES.resolve(name).resolve("expected.json")));
            expected.required("incidents").forEach(i -> categories.add(i.required("category").stringValue()));
            versions.add(expected.required("recorded").required("go").stringValue());
        }
        assertThat(categories).containsExactly("CONCURRENT_WRITE", "GROWTH_CONTENTION", "NIL_MAP_WRITE", "OTHER");
        assertThat(versions).contains("1.19", "1.21", "1.22", "1.23", "1.24", "1.26", "1.27");
    }

    @Test
    void nameTheSameBugAlikeWhateverTheGoVersion() throws IOException {
        Map<String, Set<String>> prints = new LinkedHashMap<>();
        for (String name : cases().toList()) {
            JsonNode expected = JSON.readTree(Files.readString(SAMPLES.resolve(name).resolve("expected.json")));
            for (Diagnosis found : diagnose(SAMPLES.resolve(name).resolve("trace.txt"))) {
                CodePoint culprit = found.culprit();
                if (culprit != null && found.category().isMapFailure()
                        && !found.source().name().equals("RACE_REPORT")) {
                    prints.computeIfAbsent(found.fingerprint(), f -> new TreeSet<>())
                            .add(expected.required("program").stringValue());
                }
            }
        }
        assertThat(prints).allSatisfy((print, programs) -> assertThat(programs).as(print).hasSize(1));
    }

    static Stream<String> cases() throws IOException {
        try (Stream<Path> paths = Files.walk(SAMPLES, 3)) {
            return paths.filter(p -> p.endsWith("expected.json")).map(p -> SAMPLES.relativize(p.getParent()))
                    .map(p -> p.toString().replace('\\', '/')).sorted().toList().stream();
        }
    }

    private static List<Diagnosis> diagnose(Path file) throws IOException {
        try (InputStream body = Files.newInputStream(file)) {
            TraceText text = new EnvelopeReader(EnvelopeLimits.DEFAULT).open(body, null).text();
            ParsedTrace trace = new TraceParser().parse(text);
            return new Diagnoser().diagnose(trace, null);
        }
    }

    /// What stands in `expected` must stand in `actual`; what it leaves out is free.
    private static void compare(String at, JsonNode expected, @Nullable JsonNode actual, List<String> differences) {
        if (expected.isObject()) {
            expected.properties().stream().filter(e -> !e.getKey().equals("suspectAmong")).forEach(
                    e -> compare(at + "." + e.getKey(), e.getValue(), actual == null ? null : actual.get(e.getKey()),
                            differences));
        } else if (actual == null || !expected.asString().equals(actual.asString())) {
            differences.add(at + ": " + actual + ", want " + expected);
        }
    }

    private static void suspects(JsonNode expected, Diagnosis found, List<String> differences) {
        JsonNode among = expected.get("suspectAmong");
        if (among == null) {
            return;
        }
        boolean named = found.suspects().stream().limit(2).anyMatch(
                s -> s.goroutine() != null && among.valueStream().anyMatch(g -> g.longValue() == s.goroutine()));
        if (!named) {
            differences.add("suspects: " + found.suspects() + ", want one of " + among);
        }
    }

    /// The part of an answer that does not need a server, in the spelling of the HTTP API.
    private static Map<String, @Nullable Object> answer(Diagnosis found) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("category", found.category());
        answer.put("kind", found.kind());
        answer.put("source", found.source());
        answer.put("message", found.message());
        answer.put("operation", found.operation());
        answer.put("culprit", found.culprit());
        answer.put("appFrame", found.appFrame());
        answer.put("contention", found.contention());
        answer.put("recoverable", found.recoverable());
        answer.put("insufficient", found.insufficient());
        answer.put("mapImplementation", found.mapImplementation());
        answer.put("goroutines", Map.of("total", found.goroutines(), "groups", found.groupCount()));
        Map<String, @Nullable Object> counterpart = new LinkedHashMap<>();
        CodePoint other = found.counterpart().at();
        counterpart.put("type", found.counterpart().type());
        counterpart.put("known", found.counterpart().known());
        counterpart.put("function", other == null ? null : other.function());
        answer.put("counterpart", counterpart);
        return answer;
    }

    private static int minor(String version) {
        return Integer.parseInt(version.split("\\.", -1)[1]);
    }
}
