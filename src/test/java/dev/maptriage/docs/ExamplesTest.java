package dev.maptriage.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The complete answers in `docs/examples/`. After a wanted change, `-Dmaptriage.rewrite=true` writes them anew; the
/// difference is what to look at.
@ServedOnRandomPort
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("docs/examples");

    @LocalServerPort
    private int port;
    @Autowired
    private JsonMapper mapper;

    /// A directory of `docs/examples/` and the text that it answers.
    record Example(String name, Path trace) {
        /// One whose text lies beside its answers.
        static Example of(String name) {
            return new Example(name, EXAMPLES.resolve(name).resolve("trace.txt"));
        }

        static Example of(String name, String sample) {
            return new Example(name, Path.of("sample-traces", sample, "trace.txt"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Example> examples() {
        return List.of(Example.of("nil-write-behind-recover-handler", "nil-map-write/recover-logger-go1.27-stdlog"),
                Example.of("write-write-one-party", "concurrent-write/sessions-put-go1.27-default"),
                Example.of("race-report", "concurrent-write/moddep-flusher-go1.27-race"),
                Example.of("growth-dump", "growth-contention/ledger-mutex-go1.26-sigquit-crash"),
                Example.of("custom-panic-with-map-words", "other/custom-texts-go1.22-quoted-upstream"),
                Example.of("cut-head"), Example.of("cut-head-with-runtime-frames"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void jsonIsTheAnswerOfToday(Example example) throws Exception {
        ObjectNode answer = (ObjectNode) mapper.readTree(diagnose(example, "application/json"));
        answer.put("millis", 1.5);
        for (JsonNode incident : answer.get("incidents")) {
            ((ObjectNode) incident).put("receivedAt", "2026-11-23T08:15:30Z");
        }
        hold(example, "answer.json", mapper.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(answer) + "\n");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void verdictIsTheAnswerOfToday(Example example) throws Exception {
        hold(example, "verdict.txt", diagnose(example, "text/plain"));
    }

    @Test
    void directoriesAreThese() throws IOException {
        List<String> names = examples().stream().map(Example::name).toList();
        try (Stream<Path> found = Files.list(EXAMPLES)) {
            assertThat(found.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
        Document readme = Document.read("docs/examples/README.md");
        assertThat(readme.links()).containsAll(names.stream().map(name -> name + "/answer.json").toList());
    }

    private String diagnose(Example example, String accept) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/diagnoses"))
                            .header("Accept", accept).header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofFile(example.trace())).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }
    }

    private static void hold(Example example, String name, String answer) throws IOException {
        Path file = EXAMPLES.resolve(example.name()).resolve(name);
        if (Boolean.getBoolean("maptriage.rewrite")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, answer);
        }
        assertThat(file).as("write it with -Dmaptriage.rewrite=true").exists();
        assertThat(answer).as(file.toString()).isEqualTo(Files.readString(file));
    }
}
