package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RaceBlockTest {
    private static final String REPORT = """
            ==================
            WARNING: DATA RACE
            Write at 0x00c000064180 by goroutine 8:
              runtime.mapassign_faststr()
                  /usr/local/go/src/runtime/map_faststr.go:203 +0x0
              example.com/chat/room.(*Room).join()
                  /workspace/chat/room/room.go:63 +0x76

            Previous read at 0x00c000064180 by main goroutine:
              runtime.mapaccess1_faststr()
                  /usr/local/go/src/runtime/map_faststr.go:13 +0x0
              main.main()
                  /workspace/chat/main.go:9 +0x1d

            Goroutine 8 (running) created at:
              main.main()
                  /workspace/chat/main.go:7 +0x54
            ==================
            """;

    @Test
    void readsBothAccessesAndTheCreation() {
        RaceReport race = Texts.only(RaceReport.class, REPORT);

        assertThat(race.lines()).isEqualTo(new LineRange(1, 18));
        assertThat(race.accesses()).hasSize(2);
        RaceAccess first = race.accesses().get(0);
        assertThat(first.write()).isTrue();
        assertThat(first.previous()).isFalse();
        assertThat(first.address()).isEqualTo("0x00c000064180");
        assertThat(first.goroutine()).isEqualTo(8);
        assertThat(first.calls()).extracting(c -> c.frame().function()).containsExactly("runtime.mapassign_faststr",
                "example.com/chat/room.(*Room).join");
        assertThat(first.calls().getLast().frame().line()).isEqualTo(63);
        assertThat(first.lines()).isEqualTo(new LineRange(3, 7));
        RaceAccess previous = race.accesses().get(1);
        assertThat(previous.write()).isFalse();
        assertThat(previous.previous()).isTrue();
        assertThat(previous.goroutine()).isEqualTo(1);
        assertThat(race.created()).singleElement().satisfies(created -> {
            assertThat(created.id()).isEqualTo(8);
            assertThat(created.state()).isEqualTo("running");
            assertThat(created.calls()).hasSize(1);
        });
    }

    @Test
    void readsTheOldFormWithoutAddress() {
        RaceReport race = Texts.only(RaceReport.class, """
                ==================
                WARNING: DATA RACE
                Read by goroutine 5:
                  main.func·001()
                      /tmp/main.go:9 +0x32

                Previous write by main goroutine:
                  main.main()
                      /tmp/main.go:7 +0x94

                Goroutine 5 (finished) created at:
                  main.main()
                      /tmp/main.go:10 +0x54
                ==================
                """);

        assertThat(race.accesses()).extracting(RaceAccess::address).containsExactly(null, null);
        assertThat(race.accesses()).extracting(RaceAccess::write).containsExactly(false, true);
        assertThat(race.accesses()).extracting(RaceAccess::goroutine).containsExactly(5L, 1L);
        assertThat(race.created().getFirst().state()).isEqualTo("finished");
    }

    @Test
    void saysWhenAStackIsLost() {
        RaceReport race = Texts.only(RaceReport.class, """
                ==================
                WARNING: DATA RACE
                Write at 0x00c000064180 by goroutine 8:
                  main.put()
                      /tmp/main.go:9 +0x32

                Previous write at 0x00c000064180 by goroutine 7:
                  [failed to restore the stack]

                Goroutine 8 (running) created at:
                  main.main()
                      /tmp/main.go:10 +0x54
                ==================
                """);

        assertThat(race.accesses()).extracting(RaceAccess::stackLost).containsExactly(false, true);
        assertThat(race.accesses().get(1).calls()).isEmpty();
    }

    @Test
    void readsGenericNamesSpelledOut() {
        RaceReport race = Texts.only(RaceReport.class, REPORT.replace("example.com/chat/room.(*Room).join()",
                "example.com/chat/room.(*Tally[go.shape.struct { A uint32; B func(int) string }]).Inc()"));

        assertThat(race.accesses().getFirst().calls().getLast().frame().function())
                .isEqualTo("example.com/chat/room.(*Tally[go.shape.struct { A uint32; B func(int) string }]).Inc");
    }

    @Test
    void readsSeveralReportsOfOneText() {
        ParsedTrace trace = Texts.parse("starting\n" + REPORT + "request done\n" + REPORT + REPORT
                + "Found 3 data race(s)\nexit status 66\n");

        assertThat(trace.reports()).hasSize(3).allSatisfy(r -> assertThat(r).isInstanceOf(RaceReport.class));
        assertThat(trace.reports()).extracting(TraceReport::lines).containsExactly(new LineRange(2, 19),
                new LineRange(21, 38), new LineRange(39, 56));
        assertThat(trace.notes()).isEmpty();
    }

    @Test
    void readsReportsWithoutBars() {
        ParsedTrace trace = Texts.parse((REPORT + REPORT).replace("==================\n", ""));

        assertThat(trace.reports()).hasSize(2)
                .allSatisfy(r -> assertThat(((RaceReport) r).accesses()).hasSize(2));
    }

    @Test
    void keepsOneSideWhenTheOtherIsCutOff() {
        List<String> lines = REPORT.lines().toList();
        ParsedTrace trace = Texts.parse(String.join("\n", lines.subList(0, 7)));

        assertThat(((RaceReport) trace.reports().getFirst()).accesses()).hasSize(1);
        assertThat(Texts.notes(trace)).containsExactly("1 note.race-cut-off");
    }

    @Test
    void readsAReportWhoseBannerIsCutOff() {
        ParsedTrace trace = Texts.parse(REPORT.substring(REPORT.indexOf("Write at")));

        assertThat(((RaceReport) trace.reports().getFirst()).accesses()).hasSize(2);
        assertThat(Texts.notes(trace)).containsExactly("1 note.race-head-cut-off");
    }

    @Test
    void leavesTheCrashThatFollowsToItself() {
        ParsedTrace trace = Texts.parse(REPORT.substring(0, REPORT.length() - 19) + """

                fatal error: concurrent map writes

                goroutine 8 [running]:
                main.put()
                \t/tmp/main.go:9 +0x32
                """);

        assertThat(trace.reports()).extracting(r -> (Object) r.getClass()).containsExactly(RaceReport.class,
                FatalErrorReport.class);
    }

    @Test
    void stepsOverForeignLinesInside() {
        ParsedTrace trace = Texts.parse(REPORT.replace("\nPrevious", "2026/01/02 request done\n\nPrevious"));

        assertThat(((RaceReport) trace.reports().getFirst()).accesses()).hasSize(2);
        assertThat(Texts.notes(trace)).containsExactly("8 note.foreign-line");
    }

    @Test
    void givesUpWhenForeignLinesGoOn() {
        RaceReport race = Texts.only(RaceReport.class,
                "WARNING: DATA RACE\n" + "something else\n".repeat(50) + "goroutine\n");

        assertThat(race.accesses()).isEmpty();
        assertThat(race.lines()).isEqualTo(LineRange.of(1));
    }
}
