package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.DumpGenerator;
import dev.maptriage.trace.TraceText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Large texts in one wrapping: the short way must say what the long way says.
class UniformLinesTest {
    private static final String DUMP = new String(new DumpGenerator(5, 60, 6, 14).fatal(6_500), UTF_8);

    /** How a format writes line `i`. */
    enum Format {
        DOCKER_JSON {
            @Override
            String line(String line, int i) {
                return "{\"log\":" + Wrap.json(line + "\n").replace("<", "\\u003c")
                        + ",\"stream\":\"stderr\",\"time\":\""
                        + time(i) + "\"}";
            }
        },
        CRI {
            @Override
            String line(String line, int i) {
                return time(i) + " stderr F " + line;
            }
        },
        TIMESTAMPS {
            @Override
            String line(String line, int i) {
                return time(i) + " " + line;
            }
        },
        KUBECTL_PREFIX {
            @Override
            String line(String line, int i) {
                return "[pod/api-7c9d5b6f4-x2lqz/api] " + line;
            }
        },
        COMPOSE {
            @Override
            String line(String line, int i) {
                return "api-1  | " + line;
            }
        },
        JOURNALD {
            @Override
            String line(String line, int i) {
                return "May 14 10:53:20 node-3 api[4121]: " + line;
            }
        };

        abstract String line(String line, int i);

        private static String time(int i) {
            return "2024-05-14T10:%02d:%02d.%09dZ".formatted(i / 60_000 % 60, i / 1_000 % 60, i * 37L % 1_000_000_000);
        }

        String wrap(String text) {
            List<String> lines = text.lines().toList();
            StringBuilder out = new StringBuilder();
            IntStream.range(0, lines.size()).forEach(i -> out.append(line(lines.get(i), i)).append('\n'));
            return out.toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheWrappingOffAndSaysWhatASmallTextWouldSay(Format format) throws IOException {
        String wrapped = format.wrap(DUMP);
        Envelope small = open(wrapped.lines().limit(400).reduce("", (a, b) -> a + b + "\n"));

        UniformLines.Inside inside = Objects.requireNonNull(UniformLines.of(TraceText.of(wrapped)));
        Envelope large = open(wrapped);

        assertThat(content(inside.text())).isEqualTo(DUMP);
        assertThat(content(large.text())).isEqualTo(DUMP);
        assertThat(large.wrappings()).isEqualTo(small.wrappings()).containsExactly(format.name());
        assertThat(large.labels()).isEqualTo(small.labels());
        assertThat(large.text().originOf(4_711)).isEqualTo(4_711);
    }

    @ParameterizedTest
    @EnumSource
    void leavesTextsWithOneOtherLineToTheLongWay(Format format) throws IOException {
        String wrapped = format.wrap(DUMP);
        int middle = wrapped.indexOf('\n', wrapped.length() / 2) + 1;
        for (String other : List.of("\n", "something else\n", format.line("the end", 0) + "\r\n",
                format.wrap("other source").replace("stderr", "stdout").replace("api", "web"))) {
            if (format == Format.TIMESTAMPS && other.contains("other source")) {
                continue;
            }
            String text = wrapped.substring(0, middle) + other + wrapped.substring(middle);

            assertThat(UniformLines.of(TraceText.of(text))).as(other).isNull();
        }
        Envelope envelope = open(wrapped.substring(0, middle) + "\n" + wrapped.substring(middle));

        assertThat(envelope.wrappings()).startsWith(format.name());
        assertThat(content(envelope.text())).isEqualToIgnoringNewLines(DUMP);
    }

    @Test
    void leavesPartsOfLinesToTheLongWay() throws IOException {
        String wrapped = Format.CRI.wrap(DUMP);
        int first = wrapped.indexOf(" F goroutine", wrapped.length() / 2);
        int end = wrapped.indexOf('\n', first);
        String parted = wrapped.substring(0, first) + " P " + wrapped.substring(first + 3, first + 9)
                + "\n2024-05-14T10:59:59.000000001Z stderr F " + wrapped.substring(first + 9, end)
                + wrapped.substring(end);

        assertThat(UniformLines.of(TraceText.of(parted))).isNull();
        assertThat(content(open(parted).text())).isEqualTo(DUMP);
    }

    @Test
    void readsDockersStringsAsAnyJsonReaderDoes() {
        Random random = new Random(7);
        String letters = "abc\t\"\\/<>&é漢\u2028 \u0001";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            String json = Wrap.json(text + "\n").replace("&", "\\u0026").replace("\u2028", "\\u2028");
            byte[] line = ("{\"log\":" + json + ",\"stream\":\"stdout\",\"time\":\"2024-05-15T08:53:43.1Z\"}")
                    .getBytes(UTF_8);
            byte[] out = new byte[line.length + 16];

            int end = new DockerLine().copy(line, 0, line.length, out, 3);

            if (text.indexOf("\u0001") >= 0) {
                assertThat(end).isEqualTo(-1);
            } else {
                assertThat(new String(out, 3, end - 3, UTF_8)).isEqualTo(text.toString());
            }
        }
    }

    @Test
    void refusesLinesThatDockerDoesNotWrite() {
        String good = "{\"log\":\"a\\n\",\"stream\":\"stdout\",\"time\":\"2024-05-15T08:53:43.1Z\"}";
        assertThat(copied(good)).isEqualTo("a");
        for (int cut = 0; cut < good.length(); cut++) {
            assertThat(copied(good.substring(0, cut))).as("cut after %s", cut).isNull();
        }
        for (String other : List.of(good + " ", good.replace("stdout\"", "stdout\",\"attrs\":{}"),
                good.replace("\\n", ""), good.replace("a", "a\\nb"), good.replace("a", "\\u001b[1m"),
                good.replace("a", "\\ud83d\\ude00"), good.replace("a", "\\x"), good.replace("log", "msg"))) {
            assertThat(copied(other)).as(other).isNull();
        }
    }

    private static @Nullable String copied(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        byte[] out = new byte[bytes.length + 8];
        int end = new DockerLine().copy(bytes, 0, bytes.length, out, 0);
        return end < 0 ? null : new String(out, 0, end, UTF_8);
    }

    private static Envelope open(String text) throws IOException {
        return new EnvelopeReader(EnvelopeLimits.DEFAULT).open(new ByteArrayInputStream(text.getBytes(UTF_8)), null);
    }

    private static String content(TraceText text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text.forEachBlock((bytes, offset, length, line) -> out.write(bytes, offset, length));
        return out.toString(UTF_8);
    }
}
