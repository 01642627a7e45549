package dev.maptriage.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.maptriage.diagnosis.Diagnoser;
import dev.maptriage.diagnosis.Diagnosis;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No text makes the parser or the diagnoser throw, and none makes them slow: the timeouts are a hundred times what is
/// needed, so only work that grows faster than the text can reach them.
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class PathologicalTraceTest {
    private static final int MANY = 100_000;

    @ParameterizedTest
    @ValueSource(strings = {"goroutine 1 [running]:\n", "goroutine 1 [running]:\n\n", "goroutine 1 [\n", "goroutine ",
        "panic: ", "panic: x\n", "panic: x\n\n", "\tpanic: x\n", "panic: x [recovered]\n\tpanic: x\n",
        "fatal error: ", "fatal error: concurrent map writes\n", "fatal error: concurrent map writes\n\n",
        "\tfatal error: x\n", "WARNING: DATA RACE\n", "==================\n",
        "==================\nWARNING: DATA RACE\n",
        "Write at 0x1 by goroutine 1:\n", "  main.f()\n", "main.f()\n", "main.f(\n", "\t/a.go:1 +0x1\n", "\t", "[", "]",
        "(", ")", "{", "}", "()", "((", "[signal SIGSEGV: x]\n", "SIGQUIT: quit\n", "SIGQUIT: quit\nPC=0x1\n\n",
        "-----\n", "runtime stack:\n", "runtime: x\n", "created by main.f\n", "created by ",
        "[originating from goroutine 1]:\n", "...additional frames elided...\n", "\0", "\r", "\n", "\r\n",
        "http: panic serving 1: x\n", "http: panic serving ", "rax 0x0\n", "gc 1 @\n", "exit status 2\n", "\u00e9",
        "goroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n",
        "goroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\ncreated by main.g\n\t/a.go:2\n\n",
        "goroutine 1 [running]:\n\tgoroutine running on other thread; stack unavailable\n\n",
        "goroutine 1 [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(0xc000012345)\n\t/a.go:1 +0x1\nmain.f()\n\t/a.go:1\n\n"})
    void survivesManyRepeats(String piece) {
        survives(piece.repeat(MANY).getBytes(UTF_8));
        for (String before : new String[]{"goroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n",
            "fatal error: concurrent map writes\n\ngoroutine 1 [running]:\n", "panic: x\n",
            "WARNING: DATA RACE\nRead at 0x1 by goroutine 1:\n  "}) {
            survives((before + piece.repeat(MANY / 50)).getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"panic: ", "fatal error: ", "goroutine 1 [", "goroutine 1 [running labels:{", "main.f(",
        "\t/a.go:", "created by ", "WARNING: DATA RACE", "SIGQUIT: ", "http: panic serving ", "[signal "})
    void survivesGiantLines(String prefix) {
        for (String filling : new String[]{"x", " ", "0", "(", "[", "{", ": ", ".", "0x1, ", " +0x", " fp=0x",
            "fatal error: ", " in goroutine ", "\\\"", "[recovered] "}) {
            survives((prefix + filling.repeat(1_000_000 / filling.length())).getBytes(UTF_8));
        }
    }

    @Test
    void doesWorkInProportionToTheText() {
        long small = allocated(10_000);
        long large = allocated(80_000);

        assertThat(large).isLessThan(16 * small);
    }

    @Test
    void survivesRandomBytes() {
        SeededRandom.repeat(PathologicalTraceTest.class, 300, random -> {
            byte[] bytes = new byte[random.nextInt(4_000)];
            random.nextBytes(bytes);
            survives(bytes);
        });
    }

    @Test
    void survivesRandomLinesOfGo() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path sample : RepeatedStacksTest.samples().toList()) {
            Files.readString(sample).lines().limit(400).forEach(lines::add);
        }
        SeededRandom.repeat(PathologicalTraceTest.class, 400, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(120); i >= 0; i--) {
                text.append(damaged(random, lines.get(random.nextInt(lines.size())))).append('\n');
            }
            survives(text.toString().getBytes(UTF_8));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cut")
    void survivesEverySampleCutWithinAnyLine(Path sample) throws IOException {
        byte[] bytes = Files.readAllBytes(sample);
        int steps = 0;
        for (int end = 1; end < bytes.length; end++) {
            boolean boundary = bytes[end] == '\n' || bytes[end - 1] == '\n' || bytes[end - 1] == ' '
                    || bytes[end] == ':' || bytes[end] == ')' || bytes[end] == '[';
            if (boundary && steps++ < 250) {
                survives(Arrays.copyOf(bytes, end));
                survives(Arrays.copyOfRange(bytes, end, bytes.length));
            }
        }
        assertThat(steps).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.maptriage.trace.RepeatedStacksTest#samples")
    void survivesNoiseBetweenTheLines(Path sample) throws IOException {
        List<String> lines = Files.readString(sample).lines().limit(600).toList();
        SeededRandom.repeat(PathologicalTraceTest.class, 3, random -> {
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                text.append(line).append('\n');
                if (random.nextInt(6) == 0) {
                    text.append("2026/01/02 03:04:05 level=info msg=\"request done\" (0x").append(random.nextInt(9))
                            .append(")\n");
                }
            }
            survives(text.toString().getBytes(UTF_8));
        });
    }

    static Stream<Path> cut() throws IOException {
        return RepeatedStacksTest.samples().filter(p -> p.toFile().length() < 4_000);
    }

    private static void survives(byte[] bytes) {
        ParsedTrace trace = new TraceParser().parse(TraceText.of(bytes));
        assertThat(trace.notes().size()).isLessThanOrEqualTo(TraceLimits.DEFAULT.notes() + 1);
        for (TraceReport report : trace.reports().subList(0, Math.min(50, trace.reports().size()))) {
            assertThat(report.lines().last()).isLessThanOrEqualTo(Math.max(1, trace.text().lineCount()));
            report.goroutines().stream().limit(50).forEach(g -> {
                assertThat(g.calls().size()).isEqualTo(g.stack().frames().size());
                assertThat(g.lines().last()).isLessThanOrEqualTo(trace.text().lineCount());
                g.creator();
                g.ancestors();
            });
        }
        for (Diagnosis diagnosis : new Diagnoser().diagnose(trace, null)) {
            boolean sane = diagnosis.firstLine() >= 1 && diagnosis.lastLine() >= diagnosis.firstLine()
                    && diagnosis.lastLine() <= Math.max(1, trace.text().lineCount()) && diagnosis.confidence() > 0
                    && diagnosis.confidence() <= 1 && !diagnosis.evidence().isEmpty();
            assertThat(sane).as("%s", sane ? "" : diagnosis).isTrue();
        }
    }

    /// Bytes allocated while reading a dump of that many goroutines: a measure of work that no other load disturbs.
    private static long allocated(int goroutines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < goroutines; i++) {
            text.append("goroutine ").append(i + 1).append(" [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(0xc000012345)\n")
                    .append("\t/go/src/sync/mutex.go:1 +0x1\nmain.f").append(i % 40).append("(0xc00001")
                    .append(1000 + i % 9000).append(")\n\t/a.go:1\n\n");
        }
        TraceText source = TraceText.of(text.toString());
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int found = new Diagnoser().diagnose(new TraceParser().parse(source), null).size();
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(found).isEqualTo(1);
        return after - before;
    }

    private static String damaged(Random random, String line) {
        if (line.isEmpty() || random.nextInt(3) > 0) {
            return line;
        }
        int at = random.nextInt(line.length());
        return switch (random.nextInt(4)) {
            case 0 -> line.substring(0, at);
            case 1 -> line.substring(at);
            case 2 -> line.substring(0, at) + (char) random.nextInt(128) + line.substring(at);
            default -> line.substring(0, at) + line;
        };
    }

    /// Found by fuzzing: a line that only begins like the one above the system stack was read again and again.
    @Test
    @Timeout(20)
    void stepsOverADamagedSystemStackLine() {
        assertThat(Texts.parse("fatal error: x\n\nruntime stack:\u00ff\nmain.f(0x1)\n\t/a.go:1 +0x1\n").reports())
                .hasSize(1);
    }
}
