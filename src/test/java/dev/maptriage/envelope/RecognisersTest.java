package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.TraceText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each recogniser is called, what it says about the source, and what it must leave alone.
class RecognisersTest {
    private static final String CRASH = "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.fill(0xc000010250)\n\t/app/fill.go:9 +0x2f\nmain.main()\n\t/app/main.go:7 +0x1d\n";

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource({"CRI, CRI", "CRI_PARTIAL, CRI", "DOCKER, DOCKER_JSON", "COMPOSE, COMPOSE", "KUBECTL_TIMES, TIMESTAMPS",
        "KUBECTL_PREFIX, KUBECTL_PREFIX", "KUBECTL_BOTH, KUBECTL_PREFIX+TIMESTAMPS", "STERN, PREFIX",
        "JOURNALD, JOURNALD", "JOURNALD_JSON, JOURNALD_JSON", "JOURNALD_EXPORT, JOURNALD_EXPORT",
        "SYSLOG_5424, SYSLOG", "SYSLOG_3164, SYSLOG+CONTROL_ESCAPES", "GITHUB_ACTIONS, GITHUB_ACTIONS",
        "LOGCAT, LOGCAT", "LOGCAT_BRIEF, LOGCAT", "KLOG, KLOG", "CLOUDWATCH, CLOUDWATCH",
        "CLOUDWATCH_JSON, CLOUDWATCH_JSON", "GCP, GCP_JSON", "OTLP, OTLP_JSON", "ECS, ECS_JSON", "LOGFMT, LOGFMT",
        "QUOTED_STRING, ESCAPED", "GO_TEST_JSON, GO_TEST_JSON", "ANSI, ANSI", "FENCE, MARKDOWN", "QUOTE, QUOTED",
        "INDENTED, INDENTED", "NO_BLANKS, BLANK_LINES_LOST", "NO_INDENT, INDENTATION_LOST", "REVERSED, REVERSED",
        "REVERSED_WITH_TIMES, TIMESTAMPS+REVERSED", "PADDED, PADDED", "CRLF, CRLF", "NUL_HEAD, NUL", "BOM, BOM",
        "UTF16, UTF16", "GZIP, GZIP", "ZSTD, ZSTD", "ZIP, ZIP", "LOGS_AROUND, PLAIN", "LATIN1, PLAIN"})
    void wrappingsAreNamed(Wrap wrap, String name) throws Exception {
        assertThat(open(wrap.bytes(CRASH)).name()).isEqualTo(name);
    }

    @Test
    void nestedWrappingsAreNamedOutermostFirst() throws Exception {
        assertThat(open(Wrap.GZIP.bytes(Wrap.CRI.text(Wrap.SLOG_FIELD.text(CRASH)))).name()).isEqualTo("GZIP+CRI+JSON");
    }

    @Test
    void sourcesAreLabelled() throws Exception {
        assertThat(open(Wrap.CRI.bytes(CRASH)).labels()).containsEntry("occurredAt", "2024-05-14T13:00:10.124Z")
                .containsEntry("stream", "stderr");
        assertThat(open(Wrap.COMPOSE.bytes(CRASH)).labels()).containsEntry("service", "api")
                .containsEntry("container", "api-1");
        assertThat(open(Wrap.KUBECTL_BOTH.bytes(CRASH)).labels()).containsEntry("pod", "api-7c9d5b6f4-x2lqz")
                .containsEntry("service", "api").containsEntry("occurredAt", "2024-05-14T13:00:10.124Z");
        assertThat(open(Wrap.JOURNALD.bytes(CRASH)).labels()).containsEntry("host", "node-3")
                .containsEntry("service", "api").doesNotContainKey("occurredAt");
        assertThat(open(Wrap.JOURNALD_JSON.bytes(CRASH)).labels()).containsEntry("host", "node-3")
                .containsEntry("service", "api").containsKey("occurredAt");
        assertThat(open(Wrap.OTLP.bytes(CRASH)).labels()).containsEntry("service", "api").containsKey("occurredAt");
        assertThat(open(Wrap.GCP.bytes(CRASH)).labels()).containsEntry("pod", "api-0");
    }

    @Test
    void aLoggedStackFollowsItsMessage() throws Exception {
        String stack = "goroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\n";
        String zap = "{\"level\":\"error\",\"msg\":\"job panicked\",\"error\":\"assignment to entry in nil map\",\"stacktrace\":"
                + Wrap.json(stack) + "}\n";
        assertThat(lines(open(zap.getBytes(UTF_8)).text())).containsExactly(
                "job panicked: assignment to entry in nil map", "goroutine 1 [running]:", "main.main()",
                "\t/app/main.go:7 +0x1d");
    }

    @Test
    void podsAreKeptApart() throws Exception {
        StringBuilder log = new StringBuilder();
        for (String line : Wrap.split(CRASH)) {
            log.append("[pod/a-1/api] ").append(line).append('\n');
            log.append("[pod/b-2/api] ").append(line.replace("0xc000010250", "0xc000099999")).append('\n');
        }
        List<String> lines = lines(open(log.toString().getBytes(UTF_8)).text());
        int half = lines.size() / 2;
        assertThat(lines.subList(0, half)).isEqualTo(Wrap.split(CRASH));
        assertThat(lines.get(half + 3)).isEqualTo("main.fill(0xc000099999)");
    }

    @Test
    void framesOfLibrariesBecomeGoFrames() throws Exception {
        String gin = """
                2024/05/14 [Recovery] panic recovered:
                assignment to entry in nil map
                /usr/local/go/src/runtime/map_faststr.go:205 (0x40fd2e)
                \tmapassign_faststr: panic(plainError("assignment to entry in nil map"))
                /app/main.go:20 (0x7d5a3f)
                \tmain.func1: m["a"] = 1
                /root/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go:174 (0x7ca2e5)
                \t(*Context).Next: c.handlers[c.index](c)
                """;
        assertThat(lines(open(gin.getBytes(UTF_8)).text())).contains("runtime.mapassign_faststr(...)",
                "\t/usr/local/go/src/runtime/map_faststr.go:205", "main.func1(...)", "\t/app/main.go:20",
                "github.com/gin-gonic/gin.(*Context).Next(...)");
    }

    @Test
    void framesWithoutArgumentsGetThem() throws Exception {
        String zap = "2024-05-14T10:00:00Z\tERROR\tjob panicked\nmain.safely.func1\n\t/app/main.go:14\nmain.main\n\t/app/main.go:28\n";
        assertThat(lines(open(zap.getBytes(UTF_8)).text())).contains("main.safely.func1(...)", "main.main(...)");
    }

    @Test
    void aQuotedCrashStaysAQuote() throws Exception {
        String quoting = "panic: upstream said: panic: assignment to entry in nil map\n\t\n\tgoroutine 51 [running]:\n\tmain.add()\n\t\t/srv/cart.go:8\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\n";
        for (Wrap wrap : List.of(Wrap.CRI, Wrap.COMPOSE_DOUBLED, Wrap.DOCKER, Wrap.SLOG_FIELD, Wrap.SYSLOG_3164,
                Wrap.TABS_4)) {
            assertThat(lines(open(wrap.bytes(quoting)).text())).as("%s", wrap).doesNotContain("goroutine 51 [running]:")
                    .contains("goroutine 1 [running]:");
        }
    }

    @Test
    void textWithoutGoComesOutAsItIs() throws Exception {
        for (Wrap wrap : List.of(Wrap.CRI, Wrap.DOCKER, Wrap.ANSI, Wrap.HTML, Wrap.CRLF, Wrap.REVERSED)) {
            Envelope envelope = open(wrap.bytes("nothing\n\there\nbut a (log) of \"something\"\n"));
            assertThat(envelope.text()).as("%s", wrap).isSameAs(envelope.received());
        }
    }

    @Test
    void logLinesAroundPlainCrashesAreNoWrapping() throws Exception {
        String noisy = "2024/05/14 12:17:29 INFO  start\n"
                + CRASH.replace("main.main()", "2024/05/14 12:17:29 WARN  retry\nmain.main()")
                + "{\"level\":\"warn\",\"msg\":\"slow query\",\"ms\":412}\n";
        Envelope envelope = open(noisy.getBytes(UTF_8));
        assertThat(envelope.text()).isSameAs(envelope.received());
    }

    private Envelope open(byte[] body) throws IOException {
        return reader.open(new ByteArrayInputStream(body), null);
    }

    private static List<String> lines(TraceText text) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= text.lineCount(); i++) {
            lines.add(text.line(i));
        }
        return lines;
    }
}
