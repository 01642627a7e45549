package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts made to hurt: no exception, no time out of proportion.
class HostileTextTest {
    private static final int REPEATS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CRASH = "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\n";

    private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"panic: ", "fatal error: ", "goroutine 1 [running]:", "goroutine 1 [", "created by ",
        "\t/app/main.go:7 +0x1d", ".go:7", "main.f(", "main.f()", "(", "[", "{", "<", "\"", "'", "`", "\\", "\\n",
        "\\\\n", "\\\"", "#011", "#012", "{\"a\":", "[{\"a\":", "{\"log\":\"", "&lt;", "&", "<b>", "\u001b[", "\u001b]",
        "[1", "> ", ">", "│ ", "| ", "a | ", "2024-05-14T13:00:58.124Z stderr P ", "2024-05-14T13:00:58.124Z stderr F ",
        "[pod/a/b] ", "<11>1 ", "May 14 10:53:20 n a[1]: ", "E/Go( 1): ", "1715749130123\t", "==================",
        "WARNING: DATA RACE", "Write at 0x1 by goroutine 1:", "Previous write at 0x", "\0", "\r", "\r\n", "\ufeff", "=",
        "a=\"", "MESSAGE\n", "__CURSOR=a\n", "```", "type..", "a.b,", " ", "\t", "goroutine ", "[recovered]",
        "/app/main.go:20 (0x7)\n\tmain.f: x\n"})
    void repeatsAreReadInTime(String bit) {
        String once = bit.repeat(REPEATS);
        String lines = (bit + "\n").repeat(REPEATS);
        Assertions.assertTimeoutPreemptively(PATIENCE, () -> {
            open(once.getBytes(UTF_8));
            open(lines.getBytes(UTF_8));
            open((CRASH + once + CRASH).getBytes(UTF_8));
            open((CRASH + lines + CRASH).getBytes(UTF_8));
        });
    }

    @Test
    void aLineOfTheLargestSizeIsOneLine() {
        byte[] body = new byte[64 << 20];
        Arrays.fill(body, (byte) 'x');
        byte[] start = "goroutine 1 [running]: main.f() /app/main.go:7 ".getBytes(UTF_8);
        System.arraycopy(start, 0, body, 0, start.length);
        Assertions.assertTimeoutPreemptively(PATIENCE, () -> open(body));
    }

    @Test
    void envelopesInEnvelopesEndAtTheLimit() throws Exception {
        String text = CRASH;
        for (int i = 0; i < 14; i++) {
            text = "{\"log\":" + Wrap.json(text) + "}";
        }
        Envelope envelope = open(text.getBytes(UTF_8));
        assertThat(envelope.wrappings()).hasSizeLessThan(20);
    }

    @Test
    void deeplyNestedJsonIsNoJson() {
        String text = "[".repeat(REPEATS) + "\n" + CRASH + "]".repeat(REPEATS);
        assertThatCode(() -> open(text.getBytes(UTF_8))).doesNotThrowAnyException();
    }

    @Test
    void damagedWrappingsNeverThrow() {
        Random random = new Random(7);
        Wrap[] wraps = Wrap.values();
        for (int i = 0; i < 1_500; i++) {
            String text = CRASH;
            for (int k = random.nextInt(4); k > 0; k--) {
                text = wraps[random.nextInt(wraps.length)].text(text);
            }
            byte[] body = text.getBytes(UTF_8);
            for (int k = random.nextInt(20); k > 0; k--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(body, random.nextInt(body.length + 1));
            int run = i;
            assertThatCode(() -> open(cut)).as("run %d", run).satisfiesAnyOf(
                    thrown -> assertThat(thrown).isNull(),
                    thrown -> assertThat(thrown).isInstanceOf(EnvelopeException.class));
        }
    }

    @Test
    void randomBytesComeOutAsTheyAre() throws Exception {
        byte[] body = new byte[1 << 20];
        new Random(3).nextBytes(body);
        body[0] = 'x';
        Envelope envelope = open(body);
        assertThat(envelope.text()).isSameAs(envelope.received());
    }

    private Envelope open(byte[] body) throws IOException {
        return reader.open(new ByteArrayInputStream(body), null);
    }
}
