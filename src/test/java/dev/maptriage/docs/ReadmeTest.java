package dev.maptriage.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Does what the README says, top to bottom, and compares what comes back with what the README shows.
///
/// A JSON answer shows a part of the real one; `…` stands for anything, and the time taken is never compared. `$ID` is the
/// id of the first incident in the last JSON answer.
@ServedOnRandomPort
class ReadmeTest {
    private static final Document README = Document.read("README.md");
    private static final int SECONDS = 60;
    /// Notes the status of every call where the test finds it, and leaves the answer alone.
    private static final String SHIM = """
            curl() { command curl --silent --show-error --write-out '%{stderr}%{http_code}\\n' "$@"; }
            """;

    @LocalServerPort
    private int port;
    @Autowired
    private JsonMapper json;
    @TempDir
    private Path scratch;

    /// What a block did.
    private record Run(int exit, String out, List<Integer> statuses) {}

    @Test
    void answersEveryExampleAsShown() throws Exception {
        assumeCurl();
        List<Document.Fence> examples = README.fences().stream()
                .filter(f -> f.language().equals("sh") && f.text().contains("curl ")).toList();
        assertThat(examples).as("examples with curl").hasSizeGreaterThan(4);
        String id = "none";
        for (Document.Fence example : examples) {
            Run run = run(example.text(), id);
            Document.@Nullable Fence shown = README.answerOf(example);
            String where = "README.md line " + example.line() + ":\n" + run.out();
            assertThat(run.exit()).as(where).isZero();
            assertThat(run.statuses()).as(where).isNotEmpty().allMatch(status -> status == wanted(shown, status));
            if (shown != null) {
                compare(where, shown, run.out());
            }
            id = idIn(run.out(), id);
        }
    }

    /// A machine of a developer may lack curl; where everything is set up it must not.
    private static void assumeCurl() {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "curl")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("curl on the PATH").isTrue();
        }
        if (!there) {
            System.out.println("ReadmeTest is skipped: there is no curl on the PATH");
        }
        assumeTrue(there, "there is no curl on the PATH");
    }

    private Run run(String script, String id) throws IOException, InterruptedException {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c",
                SHIM + script.replace("localhost:8080", "localhost:" + port));
        builder.environment().put("ID", id);
        builder.environment().put("MAPTRIAGE_ADMIN_TOKEN", "not-needed-on-this-machine");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not done after " + SECONDS + " s: " + script);
        }
        List<Integer> statuses = Files.readString(err).lines().filter(line -> line.matches("\\d{3}"))
                .map(Integer::valueOf).toList();
        String text = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
        return new Run(process.exitValue(), process.exitValue() == 0 ? text : text + Files.readString(err), statuses);
    }

    /// An answer that shows an error says its status; others are of class 2xx.
    private int wanted(Document.@Nullable Fence shown, int status) {
        if (shown != null && shown.language().equals("json")) {
            JsonNode error = json.readTree(shown.text()).get("status");
            if (error != null && error.isNumber()) {
                return error.asInt();
            }
        }
        return status / 100 == 2 ? status : 200;
    }

    private void compare(String where, Document.Fence shown, String answer) {
        if (shown.language().equals("json")) {
            contains(where, json.readTree(shown.text()), json.readTree(answer), "$");
        } else {
            assertThat(trimmed(answer)).as(where).matches(wildcards(trimmed(shown.text())));
        }
    }

    private void contains(String where, JsonNode shown, @Nullable JsonNode real, String at) {
        assertThat(real).as("%s in %s", at, where).isNotNull();
        if (real == null || at.endsWith(".millis")) {
            return;
        }
        if (shown.isObject()) {
            shown.properties().forEach(
                    field -> contains(where, field.getValue(), real.get(field.getKey()), at + "." + field.getKey()));
        } else if (shown.isArray()) {
            for (int i = 0; i < shown.size(); i++) {
                contains(where, shown.get(i), real.get(i), at + "[" + i + "]");
            }
        } else if (shown.isString()) {
            assertThat(real.asString()).as("%s in %s", at, where).matches(wildcards(shown.asString()));
        } else {
            assertThat(real.toString()).as("%s in %s", at, where).isEqualTo(shown.toString());
        }
    }

    private static String trimmed(String text) {
        return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n")).strip();
    }

    private static Pattern wildcards(String shown) {
        return Pattern.compile(Stream.of(shown.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    private String idIn(String answer, String before) {
        if (!answer.startsWith("{")) {
            return before;
        }
        JsonNode incident = json.readTree(answer).path("incidents").path(0).path("id");
        return incident.isString() ? incident.asString() : before;
    }
}
