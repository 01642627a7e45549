package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParserTest {
    private static final String CRASH = """
            fatal error: concurrent map writes

            goroutine 18 [running]:
            main.put()
            \t/src/main.go:9 +0x1d
            created by main.main in goroutine 1
            \t/src/main.go:4 +0x2d
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n\n", "\r\n", "hello", "hello\nworld\n", "\t", " ", "\0", "g", "p", "W", "=",
        "\t\n\t\n"})
    void findsNothingWhereNothingIs(String text) {
        assertThat(Texts.parse(text).reports()).isEmpty();
        assertThat(Texts.parse(text).notes()).isEmpty();
    }

    @Test
    void keepsTheLinesDirectlyBeforeACrash() {
        FatalErrorReport report = Texts.only(FatalErrorReport.class, "one\ntwo\nthree\n\nfour\n" + CRASH);

        assertThat(report.context()).extracting(TextLine::text).containsExactly("two", "three", "four");
        assertThat(report.context()).extracting(TextLine::line).containsExactly(2, 3, 5);
        assertThat(report.lines()).isEqualTo(new LineRange(6, 12));
    }

    @Test
    void readsACrashWithoutABlankLineAnywhere() {
        FatalErrorReport report = Texts.only(FatalErrorReport.class, (CRASH + CRASH.substring(36)
                .replace("goroutine 18", "goroutine 19")).replace("\n\n", "\n"));

        assertThat(report.goroutines()).extracting(Goroutine::id).containsExactly(18L, 19L);
    }

    @Test
    void readsSeveralCrashesOfOneText() {
        ParsedTrace trace = Texts.parse(CRASH + "exit status 2\n" + CRASH.replace("18", "20") + "\npanic: boom\n\n"
                + "goroutine 1 [running]:\nmain.main()\n\t/src/main.go:3 +0x1d\n");

        assertThat(trace.reports()).extracting(r -> (Object) r.getClass()).containsExactly(FatalErrorReport.class,
                FatalErrorReport.class, PanicReport.class);
        assertThat(trace.reports()).extracting(r -> r.goroutines().size()).containsExactly(1, 1, 1);
    }

    @Test
    void readsAPageOfGoroutinesWithoutAHead() {
        GoroutineDump dump = Texts.only(GoroutineDump.class, """
                goroutine 34 [running]:
                runtime/pprof.writeGoroutineStacks({0x6d3e40, 0xc0000b6000})
                \t/usr/local/go/src/runtime/pprof/pprof.go:703 +0x6a

                goroutine 1 [IO wait]:
                main.main()
                \t/src/main.go:3 +0x1d
                """);

        assertThat(dump.goroutines()).extracting(Goroutine::id).containsExactly(34L, 1L);
    }

    @Test
    void tellsStacksThatALoggerPrintedOneAfterAnother() {
        String logged = """
                2026/01/02 recovered: assignment to entry in nil map
                goroutine 7 [running]:
                runtime/debug.Stack()
                \t/usr/local/go/src/runtime/debug/stack.go:24 +0x5e
                main.handle()
                \t/src/main.go:9 +0x1d

                """;
        ParsedTrace trace = Texts.parse(logged + logged.replace("goroutine 7", "goroutine 8") + logged);

        assertThat(trace.reports()).hasSize(3).allSatisfy(r -> {
            assertThat(r.goroutines()).hasSize(1);
            assertThat(((GoroutineDump) r).context()).extracting(TextLine::text)
                    .containsExactly("2026/01/02 recovered: assignment to entry in nil map");
        });
    }

    @Test
    void takesDumpsWithTheSameIdsForDifferentDumps() {
        String page = """
                goroutine 1 [select]:
                main.main()
                \t/src/main.go:3 +0x1d

                goroutine 2 [select]:
                main.f()
                \t/src/main.go:4 +0x1d

                """;

        assertThat(Texts.parse(page + page).reports()).hasSize(2);
    }

    @Test
    void keepsTheRuntimesLogAlsoBesideACrash() {
        RuntimeLog log = Texts.only(RuntimeLog.class, """
                starting
                gc 1 @0.004s 5%: 0.088+0.10+0.001 ms clock, 4->4->4 MB, 8 MB goal, 2 P
                listening
                SCHED 104ms: gomaxprocs=2 idleprocs=0
                gc 2 @0.005s 5%: 0.088+0.10+0.001 ms clock, 4->4->4 MB, 8 MB goal, 2 P
                done
                """);

        assertThat(log).isEqualTo(new RuntimeLog(new LineRange(2, 5), 2, 1));
        assertThat(Texts.parse("gc 1 @0.004s 5%: x\n" + CRASH).reports())
                .extracting(r -> r.getClass().getSimpleName()).containsExactly("FatalErrorReport", "RuntimeLog");
    }

    @Test
    void keepsNoMoreReportsAndGoroutinesThanAllowed() {
        TraceLimits limits = new TraceLimits(100, 10, 10, 10, 3, 2);
        String race = "WARNING: DATA RACE\nWrite at 0x1 by goroutine 1:\n  main.f()\n      /a.go:1 +0x1\n";

        ParsedTrace races = new TraceParser(limits).parse(TraceText.of(race.repeat(4)));
        assertThat(races.reports()).hasSize(2);
        assertThat(races.notes()).extracting(ParseNote::key).contains("note.too-many-reports");

        StringBuilder dump = new StringBuilder();
        for (int i = 1; i < 9; i++) {
            dump.append("goroutine ").append(i).append(" [select]:\nmain.f()\n\t/a.go:1 +0x1\n\n");
        }
        ParsedTrace goroutines = new TraceParser(limits).parse(TraceText.of(dump.toString()));
        assertThat(goroutines.reports().getFirst().goroutines()).hasSize(3);
        assertThat(goroutines.notes()).extracting(ParseNote::key).containsExactly("note.too-many-goroutines");
    }

    @Test
    void countsTheNotesThatItDoesNotKeep() {
        TraceLimits limits = new TraceLimits(100, 10, 3, 100, 10, 10);
        String text = "goroutine 1 [running]:\n" + "main.f()\n".repeat(20);

        ParsedTrace trace = new TraceParser(limits).parse(TraceText.of(text));

        assertThat(trace.notes()).hasSize(4);
        assertThat(trace.notes().getLast()).isEqualTo(ParseNote.of(21, "note.more", 17));
    }

    @Test
    void readsCarriageReturnsLikeLineBreaksOfUnix() {
        String crash = "panic: boom [recovered]\n\tpanic: again\n\n" + CRASH.substring(36);

        assertThat(Texts.print(Texts.parse(crash.replace("\n", "\r\n")))).isEqualTo(Texts.print(Texts.parse(crash)));
    }

    @Test
    void takesATextWithoutALastLineBreak() {
        assertThat(Texts.print(Texts.parse(CRASH.stripTrailing()))).isEqualTo(Texts.print(Texts.parse(CRASH)));
    }

    @Test
    void takesForeignLinesBetweenGoroutinesForForeign() {
        String second = "\ngoroutine 19 [select]:\nmain.g()\n\t/src/main.go:5 +0x1d\n";
        FatalErrorReport report = Texts.only(FatalErrorReport.class,
                CRASH + "\nlevel=info msg=\"still here\"\n" + second + "exit status 2\n");

        assertThat(report.goroutines()).extracting(Goroutine::id).containsExactly(18L, 19L);
    }
}
