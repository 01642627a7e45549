package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GoroutineBlockTest {

    @Test
    void readsFramesWithArgumentsAndPlaces() {
        Goroutine goroutine = Texts.goroutine("""
                goroutine 18 [running]:
                example.com/shop/cart.(*Store).Put(0xc000012345, {0x4b3400, 0x1c}, 0x5?)
                \t/src/cart/store.go:41 +0x5c
                example.com/shop/cart.(*Store).add(...)
                \t/src/cart/store.go:30
                main.main()
                \t/src/main.go:9 +0x1d fp=0xc0000 sp=0xc0001 pc=0x45a
                """);

        assertThat(goroutine.stack().frames()).containsExactly(
                new Frame("example.com/shop/cart.(*Store).Put", "/src/cart/store.go", 41, false),
                new Frame("example.com/shop/cart.(*Store).add", "/src/cart/store.go", 30, true),
                new Frame("main.main", "/src/main.go", 9, false));
        assertThat(goroutine.calls()).extracting(Call::arguments)
                .containsExactly("0xc000012345, {0x4b3400, 0x1c}, 0x5?", "...", "");
        assertThat(goroutine.calls()).extracting(Call::line).containsExactly(2, 4, 6);
        assertThat(goroutine.lines()).isEqualTo(new LineRange(1, 7));
        assertThat(goroutine.creator()).isNull();
        assertThat(goroutine.creatorId()).isNull();
    }

    @Test
    void takesNoStaleWordForAReceiverUnlessAsked() {
        Call call = Texts.goroutine("""
                goroutine 18 [running]:
                main.(*T).f(0xc000012345?)
                \t/src/main.go:9 +0x1d
                """).calls().getFirst();

        assertThat(call.receiver(false)).isZero();
        assertThat(call.receiver(true)).isEqualTo(0xc000012345L);
    }

    @Test
    void readsCreatorsWithAndWithoutTheirGoroutine() {
        Goroutine since121 = Texts.goroutine("""
                goroutine 18 [running]:
                main.work()
                \t/src/main.go:9 +0x1d
                created by main.(*pool).start in goroutine 7
                \t/src/main.go:4 +0x8a
                """);
        Goroutine before = Texts.goroutine("""
                goroutine 18 [running]:
                main.work()
                \t/src/main.go:9 +0x1d
                created by time.goFunc
                \t/usr/local/go/src/time/sleep.go:176 +0x2d
                """);

        assertThat(since121.creatorId()).isEqualTo(7);
        assertThat(since121.creator()).isEqualTo(
                new Creator(new Frame("main.(*pool).start", "/src/main.go", 4, false), 7L, 4));
        assertThat(since121.stack().creator()).isEqualTo(new Frame("main.(*pool).start", "/src/main.go", 4, false));
        assertThat(before.creatorId()).isNull();
        assertThat(Objects.requireNonNull(before.creator()).frame().function()).isEqualTo("time.goFunc");
    }

    @Test
    void readsAncestorsApartFromTheStack() {
        Goroutine goroutine = Texts.goroutine("""
                goroutine 18 [running]:
                main.work()
                \t/src/main.go:9 +0x1d
                created by main.start in goroutine 7
                \t/src/main.go:4 +0x8a
                [originating from goroutine 7]:
                main.start(...)
                \t/src/main.go:4
                created by main.main
                \t/src/main.go:3
                [originating from goroutine 1]:
                main.main(...)
                \t/src/main.go:3
                """);

        assertThat(Texts.functions(goroutine)).containsExactly("main.work");
        assertThat(goroutine.creatorId()).isEqualTo(7);
        assertThat(goroutine.ancestors()).extracting(Goroutine.Ancestor::id).containsExactly(7L, 1L);
        assertThat(goroutine.ancestors().getFirst().calls()).extracting(c -> c.frame().function())
                .containsExactly("main.start");
        assertThat(goroutine.lines()).isEqualTo(new LineRange(1, 13));
    }

    @Test
    void marksFramesLeftOutInTheMiddleAndAtTheEnd() {
        Goroutine middle = Texts.goroutine("""
                goroutine 1 [running]:
                main.depth(0x1)
                \t/src/main.go:9 +0x1d
                ...123 frames elided...
                main.main()
                \t/src/main.go:3 +0x1d
                """);
        Goroutine end = Texts.goroutine("""
                goroutine 1 [running]:
                main.depth(0x1)
                \t/src/main.go:9 +0x1d
                ...additional frames elided...
                created by main.main
                \t/src/main.go:3 +0x1d
                """);

        assertThat(middle.stack().elided()).isTrue();
        assertThat(Texts.functions(middle)).containsExactly("main.depth", "main.main");
        assertThat(end.stack().elided()).isTrue();
        assertThat(end.stack().creator()).isNotNull();
    }

    @Test
    void keepsTheCreatorOfAGoroutineWhoseStackIsUnavailable() {
        Goroutine goroutine = Texts.goroutine("""
                goroutine 19 [running]:
                \tgoroutine running on other thread; stack unavailable
                created by main.main in goroutine 1
                \t/src/main.go:3 +0x1d
                """);

        assertThat(goroutine.stack().unavailable()).isTrue();
        assertThat(goroutine.stack().frames()).isEmpty();
        assertThat(goroutine.creatorId()).isEqualTo(1);
    }

    @Test
    void readsWindowsLineEndsAndPaths() {
        Goroutine goroutine = Texts.goroutine("""
                goroutine 1 [running]:
                main.main()
                \tC:/Program Files/My App/main.go:9 +0x1d
                main.f(...)
                \tC:/x/f.go:1
                created by main.g in goroutine 4
                \tC:/x/g.go:2 +0x1

                """.replace("\n", "\r\n"));

        assertThat(goroutine.stack().frames()).containsExactly(
                new Frame("main.main", "C:/Program Files/My App/main.go", 9, false),
                new Frame("main.f", "C:/x/f.go", 1, true));
        assertThat(goroutine.status().state()).isEqualTo("running");
        assertThat(goroutine.creatorId()).isEqualTo(4);
    }

    @Test
    void stepsOverForeignLinesInsideAndSaysSo() {
        ParsedTrace trace = Texts.parse("""
                goroutine 1 [running]:
                main.a()
                I0102 10:00:00 flushed
                \t/src/main.go:9 +0x1d
                2026/01/02 10:00:00 request done
                gc 2 @0.004s 5%: 0.088+0.10+0.001 ms clock
                main.b()
                \t/src/main.go:8 +0x1d
                created by main.c in goroutine 5
                \t/src/main.go:7 +0x1d
                """);

        Goroutine goroutine = trace.reports().getFirst().goroutines().getFirst();
        assertThat(Texts.functions(goroutine)).containsExactly("main.a", "main.b");
        assertThat(goroutine.stack().frames().getLast().line()).isEqualTo(8);
        assertThat(goroutine.creatorId()).isEqualTo(5);
        assertThat(Texts.notes(trace)).containsExactly("3 note.foreign-line", "5 note.foreign-line",
                "6 note.foreign-line");
    }

    @Test
    void endsWhereForeignLinesGoOn() {
        ParsedTrace trace = Texts.parse("""
                goroutine 1 [running]:
                main.a()
                \t/src/main.go:9 +0x1d
                exit status 2
                one
                two
                three
                four
                five
                main.b()
                \t/src/main.go:8 +0x1d
                """);

        Goroutine goroutine = trace.reports().getFirst().goroutines().getFirst();
        assertThat(Texts.functions(goroutine)).containsExactly("main.a");
        assertThat(goroutine.lines()).isEqualTo(new LineRange(1, 3));
    }

    @Test
    void keepsAFrameThatHasNoFile() {
        ParsedTrace trace = Texts.parse("""
                goroutine 1 [running]:
                main.a(0x1)
                main.b()
                \t/src/main.go:8 +0x1d
                main.c()

                goroutine 2 [running]:
                main.d()
                """);

        List<Goroutine> goroutines = trace.reports().getFirst().goroutines();
        assertThat(goroutines.getFirst().stack().frames()).containsExactly(new Frame("main.a", null, 0, false),
                new Frame("main.b", "/src/main.go", 8, false), new Frame("main.c", null, 0, false));
        assertThat(goroutines).hasSize(2);
        assertThat(Texts.notes(trace)).containsExactly("2 note.frame-without-file", "5 note.frame-without-file",
                "8 note.frame-without-file");
    }

    @Test
    void endsAtTheNextHeaderWithoutABlankLine() {
        GoroutineDump dump = Texts.only(GoroutineDump.class, """
                goroutine 1 [running]:
                main.a()
                \t/src/main.go:9 +0x1d
                goroutine 2 [select]:
                main.b()
                \t/src/main.go:8 +0x1d
                """);

        assertThat(dump.goroutines()).extracting(Goroutine::id).containsExactly(1L, 2L);
        assertThat(dump.goroutines()).extracting(Goroutine::lines).containsExactly(new LineRange(1, 3),
                new LineRange(4, 6));
    }

    @Test
    void keepsFramesWhoseHeaderIsCutOff() {
        ParsedTrace trace = Texts.parse("""
                0x1d
                main.a(0x1)
                \t/src/main.go:9 +0x1d
                main.b(0x2)
                \t/src/main.go:8 +0x1d
                created by main.c in goroutine 5
                \t/src/main.go:7 +0x1d

                goroutine 2 [select]:
                main.d()
                \t/src/main.go:6 +0x1d
                """);

        List<Goroutine> goroutines = trace.reports().getFirst().goroutines();
        assertThat(goroutines).extracting(Goroutine::id).containsExactly(Goroutine.NO_ID, 2L);
        assertThat(Texts.functions(goroutines.getFirst())).containsExactly("main.a", "main.b");
        assertThat(goroutines.getFirst().calls()).extracting(Call::arguments).containsExactly("0x1", "0x2");
        assertThat(goroutines.getFirst().calls(1)).extracting(Call::arguments).containsExactly("0x1");
        assertThat(goroutines.getFirst().lines()).isEqualTo(new LineRange(2, 7));
        assertThat(goroutines.getFirst().creatorId()).isEqualTo(5);
        assertThat(Texts.notes(trace)).containsExactly("2 note.header-cut-off");
    }

    @Test
    void keepsNoMoreFramesThanAllowedAndNotesItOnce() {
        StringBuilder text = new StringBuilder("goroutine 1 [running]:\n");
        for (int i = 0; i < 30; i++) {
            text.append("main.f").append(i % 7).append("(0x1)\n\t/src/main.go:").append(i % 7 + 1).append(" +0x1d\n");
        }
        TraceLimits limits = new TraceLimits(100, 10, 10, 12, 10, 10);

        ParsedTrace trace = new TraceParser(limits).parse(TraceText.of(text.toString()));

        Goroutine goroutine = trace.reports().getFirst().goroutines().getFirst();
        assertThat(goroutine.stack().frames()).hasSize(12);
        assertThat(goroutine.calls()).hasSize(12);
        assertThat(goroutine.lines().last()).isEqualTo(61);
        assertThat(Texts.notes(trace)).containsExactly("26 note.too-many-frames");
    }

    @Test
    void givesEqualStacksOneObject() {
        GoroutineDump dump = Texts.only(GoroutineDump.class, """
                goroutine 1 [running]:
                main.a(0x1)
                \t/src/main.go:9 +0x1d

                goroutine 2 [select]:
                main.a(0x2)
                \t/src/main.go:9 +0x2d

                goroutine 3 [select]:
                main.a(...)
                \t/src/main.go:9
                """);

        assertThat(dump.goroutines().get(1).stack()).isSameAs(dump.goroutines().get(0).stack());
        assertThat(dump.goroutines().get(2).stack()).isNotSameAs(dump.goroutines().get(0).stack());
        assertThat(dump.goroutines().get(1).calls()).extracting(Call::arguments).containsExactly("0x2");
        assertThat(dump.goroutines().get(1).calls().getFirst().frame())
                .isSameAs(dump.goroutines().get(0).stack().frames().getFirst());
    }
}
