package dev.maptriage.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reader steps over stacks it has seen before. What it then says must be what it says of each goroutine alone,
/// where nothing was seen before, and must not depend on where blocks of bytes end.
class RepeatedStacksTest {

    @Test
    void saysOfAGeneratedDumpWhatItSaysOfEachGoroutineAlone() {
        SeededRandom.repeat(RepeatedStacksTest.class, 8, random -> {
            DumpGenerator generator = new DumpGenerator(random.nextLong(), 1 + random.nextInt(30), 1, 12);
            agrees(new String(generator.dump(200), UTF_8));
        });
    }

    @Test
    void saysTheSameOfStacksThatDifferInOneByte() {
        SeededRandom.repeat(RepeatedStacksTest.class, 30, random -> {
            String one = """
                    goroutine 1 [select]:
                    main.f(0x1, {0x2?})
                    \t/a/b.go:1 +0x1
                    main.g(...)
                    \t/a/c.go:22
                    created by main.h in goroutine 7
                    \t/a/d.go:3 +0x3

                    """;
            StringBuilder text = new StringBuilder(one);
            for (int i = 2; i < 60; i++) {
                byte[] bytes = one.replace("goroutine 1 ", "goroutine " + i + " ").getBytes(UTF_8);
                int at = bytes.length - 1 - random.nextInt(bytes.length - 25);
                bytes[at] = (byte) "\n\t (){}.:?+0x19ab\r]".charAt(random.nextInt(19));
                text.append(new String(bytes, UTF_8));
            }
            agrees(text.toString());
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void doesNotDependOnTheSizeOfBlocks(Path sample) throws IOException {
        byte[] bytes = Files.readAllBytes(sample);
        String whole = Texts.print(new TraceParser().parse(TraceText.of(bytes)));

        for (int size : new int[]{1, 97, 4_096}) {
            TraceText text = TraceTextTest.blocks(bytes, size);
            assertThat(Texts.print(new TraceParser().parse(text))).isEqualTo(whole);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void doesNotDependOnTheNumberOfProcessors(Path sample) throws IOException {
        sameOnManyProcessors(Files.readAllBytes(sample));
    }

    @Test
    void readsGeneratedAndDamagedDumpsTheSameOnManyProcessors() {
        SeededRandom.repeat(RepeatedStacksTest.class, 20, random -> {
            byte[] bytes = new DumpGenerator(random.nextLong(), 1 + random.nextInt(30), 1, 9).fatal(120);
            sameOnManyProcessors(bytes);
            for (int i = random.nextInt(40); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) "\n\n\t g[:]r".charAt(random.nextInt(9));
            }
            sameOnManyProcessors(bytes);
        });
    }

    private static void sameOnManyProcessors(byte[] bytes) {
        TraceText text = TraceTextTest.blocks(bytes, Math.max(64, bytes.length / 24));
        ParsedTrace alone = new TraceParser(TraceLimits.DEFAULT, 1).parse(text);
        TraceLimits few = new TraceLimits(8 << 10, 200, 3, 4, 50, 10_000);
        for (int processors = 2; processors < 9; processors += 3) {
            ParsedTrace several = new TraceParser(TraceLimits.DEFAULT, processors).parse(text);
            assertThat(Texts.print(several)).isEqualTo(Texts.print(alone));
            assertThat(stacks(several)).isEqualTo(stacks(alone));
            assertThat(Texts.print(new TraceParser(few, processors).parse(text)))
                    .isEqualTo(Texts.print(new TraceParser(few, 1).parse(text)));
        }
    }

    private static long stacks(ParsedTrace trace) {
        return trace.reports().stream().flatMap(report -> report.goroutines().stream()).map(Goroutine::stack).distinct()
                .count();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void saysOfASampleWhatItSaysOfEachGoroutineAlone(Path sample) throws IOException {
        agrees(Files.readString(sample));
    }

    @Test
    void readsTenThousandGoroutinesOnFiveHundredStacks() {
        byte[] bytes = new DumpGenerator(11, 500, 15, 25).fatal(10_000);

        ParsedTrace trace = new TraceParser().parse(TraceText.of(bytes));

        List<Goroutine> goroutines = trace.reports().getFirst().goroutines();
        assertThat(trace.notes()).isEmpty();
        assertThat(goroutines).hasSize(10_000);
        assertThat(goroutines.stream().map(Goroutine::stack).distinct().count()).isBetween(400L, 501L);
        assertThat(goroutines.stream().mapToInt(g -> g.stack().frames().size()).min().orElse(0)).isEqualTo(15);
        assertThat(goroutines.getLast().lines().last()).isEqualTo(trace.text().lineCount());
        assertThat(goroutines).allSatisfy(g -> assertThat(g.id()).isPositive());
    }

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("sample-traces"), 3)) {
            return files.filter(f -> f.endsWith("trace.txt")).sorted().toList().stream();
        }
    }

    private static void agrees(String text) {
        String[] lines = text.split("\n", -1);
        ParsedTrace trace = Texts.parse(text);
        for (TraceReport report : trace.reports()) {
            for (Goroutine goroutine : report.goroutines()) {
                LineRange range = goroutine.lines();
                List<String> own = new ArrayList<>();
                for (int line = range.first(); line <= range.last(); line++) {
                    own.add(lines[line - 1]);
                }
                ParsedTrace alone = Texts.parse("\n".repeat(range.first() - 1) + String.join("\n", own) + "\n");

                StringBuilder expected = new StringBuilder();
                StringBuilder actual = new StringBuilder();
                Texts.print(expected, alone.reports().getFirst().goroutines().getFirst());
                Texts.print(actual, goroutine);
                assertThat(actual.toString()).isEqualTo(expected.toString());
            }
        }
    }
}
