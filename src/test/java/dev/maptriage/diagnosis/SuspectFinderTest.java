package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuspectFinderTest {
    private static final String FATAL = "fatal error: concurrent map read and map write\n"
            + goroutine(18, "running", "main.(*Store).Get(0xc000010250, 0x1) /app/store.go:41",
                    "main.reader(0x1) /app/main.go:9",
                    "created by main.main in goroutine 1 /app/main.go:5");

    @Test
    void ranksTheMethodOfTheSameValueFirst() {
        List<Suspect> suspects = Cases.only(FATAL
                + goroutine(20, "select", "main.idle() /app/main.go:70")
                + goroutine(19, "runnable", "main.(*Store).Put(0xc000010250, 0x1) /app/store.go:57",
                        "main.writer() /app/main.go:12")
                + goroutine(21, "runnable", "main.(*Store).Put(0xc000999990, 0x1) /app/store.go:57",
                        "main.writer() /app/main.go:12"))
                .suspects();

        assertThat(suspects.getFirst().goroutine()).isEqualTo(19);
        assertThat(suspects.getFirst().function()).isEqualTo("main.(*Store).Put");
        assertThat(suspects.getFirst().line()).isEqualTo(57);
        assertThat(suspects.getFirst().reasons()).extracting(Phrase::key).contains("suspect.same-receiver",
                "suspect.same-struct");
        assertThat(suspects).extracting(Suspect::goroutine).startsWith(19L, 21L);
        assertThat(suspects).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(suspects).allSatisfy(s -> assertThat(s.score()).isBetween(0.0, 1.0));
    }

    @Test
    void trustsTheMapsOwnAddressMost() {
        String fatal = FATAL.replace("\nmain.(*Store).Get", """

                runtime.mapaccess1_fast64(0x45d9a0, 0xc000077770, 0x7)
                \t/usr/local/go/src/runtime/map_fast64.go:27 +0x1
                main.(*Store).Get""");
        List<Suspect> suspects = Cases.only(fatal
                + goroutine(19, "runnable", "main.(*Store).Put(0xc000010250, 0x1) /app/store.go:57")
                + goroutine(22, "runnable",
                        "runtime.mapassign_fast64(0x45d9a0, 0xc000077770, 0x7) /usr/local/go/src/runtime/map_fast64.go:9",
                        "main.sweep() /app/sweep.go:3"))
                .suspects();

        assertThat(suspects.getFirst().goroutine()).isEqualTo(22);
        assertThat(suspects.getFirst().reasons().getFirst().key()).isEqualTo("suspect.same-map");
    }

    @Test
    void leavesLockWaitersOut() {
        String waits = goroutine(19, "sync.Mutex.Lock", "sync.(*Mutex).Lock(...) /usr/local/go/src/sync/mutex.go:90",
                "main.(*Store).Put(0xc000010250, 0x1) /app/store.go:57");

        assertThat(Cases.only(FATAL + waits).suspects()).isEmpty();
        assertThat(Cases.only(FATAL + waits.replace("sync.Mutex.Lock]", "semacquire]")).suspects()).isEmpty();
    }

    @Test
    void takesTheCreatorsWordForAGoroutineWhoseStackIsUnavailable() {
        List<Suspect> suspects = Cases.only(FATAL + """

                goroutine 19 [running]:
                \tgoroutine running on other thread; stack unavailable
                created by main.main in goroutine 1
                \t/app/main.go:6 +0x1d
                """).suspects();

        assertThat(suspects).singleElement().satisfies(s -> {
            assertThat(s.goroutine()).isEqualTo(19);
            assertThat(s.function()).isEqualTo("main.main");
        });
    }

    @Test
    void takesNobodyFromAnotherProcess() {
        List<Diagnosis> found = Cases.all(FATAL + "exit status 2\npanic: boom\n"
                + goroutine(19, "runnable", "main.(*Store).Put(0xc000010250, 0x1) /app/store.go:57"));

        assertThat(found).hasSize(2);
        assertThat(found.getFirst().suspects()).isEmpty();
    }

    @Test
    void listsAFewOfMany() {
        StringBuilder text = new StringBuilder(FATAL);
        for (int i = 0; i < 500; i++) {
            text.append(goroutine(30 + i, "runnable", "main.(*Store).Put(0xc000010250, 0x1) /app/store.go:57"));
        }

        assertThat(Cases.only(text.toString()).suspects()).hasSize(10);
    }

    @Test
    void suspectsNobodyOfAnythingButConcurrentAccess() {
        assertThat(Cases.only("panic: assignment to entry in nil map\n" + FATAL.substring(FATAL.indexOf('\n') + 1)
                + goroutine(19, "runnable", "main.(*Store).Put(0xc000010250, 0x1) /app/store.go:57")).suspects())
                .isEmpty();
    }
}
