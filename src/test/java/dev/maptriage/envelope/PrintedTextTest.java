package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.TraceText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The short way for texts as Go printed them leads where the long one does.
class PrintedTextTest {
    private static final String CRASH = """
            fatal error: concurrent map writes

            goroutine 7 [running]:
            main.(*Store).Put(0xc000010250, {0x1, 0x2})
            \t/app/main.go:7 +0x1d
            created by main.run in goroutine 1
            \t/app/main.go:9 +0x2f
            """;

    @ParameterizedTest
    @EnumSource(Wrap.class)
    void whatCountsAsPrinted_theSearchLeavesAsItIs(Wrap wrap) throws IOException {
        for (String name : Answer.CRASHES) {
            sameBothWays(wrap + " around " + name, wrap.bytes(Answer.crash(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("rare")
    void whatCountsAsPrinted_theSearchLeavesAsItIs_inRareWrappings(String wrap) throws IOException {
        for (String name : Answer.CRASHES) {
            sameBothWays(wrap + " around " + name, RareWraps.of(wrap, Answer.crash(name)).getBytes(UTF_8));
        }
    }

    private static Iterable<String> rare() {
        return RareWraps.all().keySet();
    }

    private static void sameBothWays(String what, byte[] body) throws IOException {
        TraceText received = new EnvelopeReader(EnvelopeLimits.DEFAULT)
                .open(new ByteArrayInputStream(body), null).received();
        if (PrintedText.isPrinted(received)) {
            TextUnwrapper unwrapper = new TextUnwrapper(EnvelopeLimits.DEFAULT.depth());
            assertThat(lines(unwrapper.search(received))).as(what).isEqualTo(lines(received));
            assertThat(unwrapper.names()).as(what).isEmpty();
        }
    }

    private static List<String> lines(TraceText text) {
        return IntStream.rangeClosed(1, text.lineCount()).mapToObj(text::line).toList();
    }

    @Test
    void mostRecordedCrashesArePrinted() throws IOException {
        int printed = 0;
        for (String name : Answer.CRASHES) {
            printed += PrintedText.isPrinted(TraceText.of(Answer.crash(name))) ? 1 : 0;
        }
        assertThat(printed).isGreaterThan(Answer.CRASHES.size() / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026/11/23 10:00:00 serving\n", "exit with 2\nonce more\n"})
    void aCrashBelowLinesOfTheProgramIsPrinted(String before) {
        assertThat(PrintedText.isPrinted(TraceText.of(before + CRASH))).isTrue();
        assertThat(PrintedText.isPrinted(TraceText.of(before + CRASH + "exit status 2\n"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t/app", "created by", "goroutine 7 [running]:\n", "fatal error: "})
    void aLineOutOfItsPlaceIsLookedAtCloser(String start) {
        assertThat(PrintedText.isPrinted(TraceText.of(CRASH.replace(start, "x" + start)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n\n", " \n", "\\n\n", "|\n", "\u001b[0m\n"})
    void otherLineEndsAreLookedAtCloser(String end) {
        assertThat(PrintedText.isPrinted(TraceText.of(CRASH.replace("\n", end)))).isFalse();
    }

    @Test
    void aMessageThatHoldsACrashIsLookedAtCloser() {
        assertThat(
                PrintedText.isPrinted(TraceText.of(CRASH.replace("map writes", "map writes goroutine 7 [running]:"))))
                .isFalse();
    }
}
