package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoroutineHeaderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', nullValues = "-", textBlock = """
            # header                                                              | id | state                   | labels
            goroutine 1 [running]:                                                | 1  | running                 | -
            goroutine 18446744 [select (no cases)]:                               | 18446744 | select (no cases) | -
            goroutine 7 [chan receive (nil chan), 12 minutes, locked to thread]:  | 7  | chan receive (nil chan) | -
            goroutine 5 gp=0xc000007340 m=nil [sync.Mutex.Lock]:                  | 5  | sync.Mutex.Lock         | -
            goroutine 0 gp=0x57d4a0 m=0 mp=0x57e2a0 [idle]:                       | 0  | idle                    | -
            goroutine 3 [GC worker (idle), 2 minutes]:                            | 3  | GC worker (idle)        | -
            goroutine 8 [sync.RWMutex.RLock]:                                     | 8  | sync.RWMutex.RLock      | -
            goroutine 9 [chan receive (leaked) (scan) (durable)]:                 | 9  | chan receive            | -
            goroutine 6 [sleep (durable), synctest bubble 3]:                     | 6  | sleep                   | -
            goroutine 6 [synctest.Run, synctest group 3]:                         | 6  | synctest.Run            | -
            goroutine 4 [running labels:{"route": "/v1/[id], x", "k": "a: }"}]:   | 4  | running                 | "route": "/v1/[id], x", "k": "a: }"
            goroutine 4 [select, 3 minutes labels:{"k": "v"}]:                    | 4  | select                  | "k": "v"
            goroutine 8 [runnable] {route: "/v1/[id], x", tenant: acme}:          | 8  | runnable                | route: "/v1/[id], x", tenant: acme
            goroutine 8 [running] {a: "q\\"b: c]} [x]:", n: "\\n"}:               | 8  | running                 | a: "q\\"b: c]} [x]:", n: "\\n"
            goroutine 8 [running] {a: " labels:{x]"}:                             | 8  | running                 | a: " labels:{x]"
            goroutine 8 gp=0xc0 m=3 mp=0xc1 [running, locked to thread] {a: b}:   | 8  | running                 | a: b
            """)
    void readsIdStateAndLabels(String header, long id, String state, String labels) {
        Goroutine goroutine = Texts.goroutine(header + "\nmain.main()\n\t/app/main.go:3 +0x1d\n");

        assertThat(goroutine.id()).isEqualTo(id);
        assertThat(goroutine.status().state()).isEqualTo(state);
        assertThat(goroutine.status().labels()).isEqualTo(labels == null ? "" : labels);
        assertThat(Texts.functions(goroutine)).containsExactly("main.main");
    }

    @Test
    void readsWhatStandsBehindTheState() {
        GoroutineStatus waits = status("goroutine 7 [select, 12 minutes, locked to thread, synctest bubble 4]:");
        assertThat(waits.minutes()).isEqualTo(12);
        assertThat(waits.lockedToThread()).isTrue();
        assertThat(waits.synctest()).isEqualTo("synctest bubble 4");

        GoroutineStatus marked = status("goroutine 7 [chan send (leaked) (scan) (durable)]:");
        assertThat(marked.leaked()).isTrue();
        assertThat(marked.scan()).isTrue();
        assertThat(marked.durable()).isTrue();

        GoroutineStatus plain = status("goroutine 7 [chan send]:");
        assertThat(plain).isEqualTo(
                new GoroutineStatus("chan send", 0, false, false, false, false, "", "", false, ""));
    }

    @Test
    void tellsWhereLabelsStand() {
        assertThat(status("goroutine 1 [running labels:{\"k\": \"v\"}]:").labelsInside()).isTrue();
        assertThat(status("goroutine 1 [running] {k: v}:").labelsInside()).isFalse();
    }

    @Test
    void keepsThreadAndProcessorAsPrinted() {
        assertThat(status("goroutine 5 gp=0xc000007340 m=3 mp=0xc000008 [running]:").thread())
                .isEqualTo("gp=0xc000007340 m=3 mp=0xc000008");
    }

    @ParameterizedTest
    @ValueSource(strings = {"goroutine 1 [running", "goroutine 12 [chan receive, 3 min", "goroutine 1 gp=0xc000",
        "goroutine 1 [running labels:{\"k\": \"v"})
    void keepsAGoroutineWhoseHeaderIsCutOff(String header) {
        ParsedTrace trace = Texts.parse(header + "\nmain.main()\n\t/app/main.go:3 +0x1d\n");

        assertThat(trace.reports()).hasSize(1);
        assertThat(Texts.functions(trace.reports().getFirst().goroutines().getFirst())).containsExactly("main.main");
        assertThat(Texts.notes(trace)).containsExactly("1 note.header-cut-off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"goroutine", "goroutine ", "goroutine 1", "goroutine 12 g", "goroutine 1 g",
        "goroutine 123456 g", "goroutine x [running]:", "goroutine  1 [running]:", "goroutines 1 [running]:",
        "goroutine 1 is running", "goroutine 1 (running)",
        "goroutine 12345678901234567890123456789 [running]:", " goroutine 1 [running]:"})
    void leavesOtherLinesAlone(String line) {
        assertThat(Texts.parse(line).reports()).isEmpty();
        assertThat(Texts.goroutine(line + "\nmain.main()\n\t/app/main.go:3 +0x1d\n").id())
                .isEqualTo(Goroutine.NO_ID);
    }

    @Test
    void readsManyStatesWithoutMixingThemUp() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 10_000; i++) {
            text.append("goroutine ").append(i).append(" [select, ").append(i).append(" minutes]:\nmain.f()\n")
                    .append("\t/app/main.go:1 +0x1\n\n");
        }
        assertThat(Texts.parse(text.toString()).reports().getFirst().goroutines()).hasSize(10_000)
                .allSatisfy(g -> assertThat(g.status().minutes()).isEqualTo((int) g.id()));
    }

    private static GoroutineStatus status(String header) {
        return Texts.goroutine(header + "\nmain.main()\n\t/app/main.go:3 +0x1d\n").status();
    }
}
