package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionCluesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # file of a runtime frame                                                          | exact  | from | below
            /usr/local/go1.22.5/src/runtime/panic.go                                           | 1.22.5 | 1.22 | 1.23
            /root/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.24.4.linux-amd64/src/runtime/p.go | 1.24.4 | 1.24 | 1.25
            /usr/lib/go-1.19/src/runtime/panic.go                                              | -      | 1.19 | 1.20
            /usr/local/go/src/internal/runtime/maps/runtime_fast64_swiss.go                    | -      | 1.24 | 1.26
            /usr/local/go/src/runtime/map_fast64_noswiss.go                                    | -      | 1.24 | 1.26
            /usr/local/go/src/internal/runtime/maps/runtime_fast64.go                          | -      | 1.24 | -
            /usr/local/go/src/runtime/panic.go                                                 | -      | -    | -
            """)
    void readPathsOfTheToolchain(String file, String exact, String from, String below) {
        GoVersionRange range = Cases.only("panic: assignment to entry in nil map\n"
                + goroutine(1, "running", "runtime.mapassign_fast64(0x1) " + file + ":7", "main.main() /app/main.go:1"))
                .goVersion();

        assertThat(range).isEqualTo(new GoVersionRange(exact, from, below));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            goroutine 1 [running]:                                    | -    | -
            goroutine 1 gp=0xc000007340 m=3 mp=0xc1 [running]:        | 1.22 | -
            goroutine 1 [running labels:{"k": "v"}]:                  | 1.26 | 1.27
            goroutine 1 [running] {k: v}:                             | 1.27 | -
            goroutine 1 [running, synctest bubble 3]:                 | 1.24 | -
            """)
    void readHeaders(String header, String from, String below) {
        GoVersionRange range = Cases.only("panic: assignment to entry in nil map\n\n" + header
                + "\nmain.main()\n\t/app/main.go:1 +0x1d\n").goVersion();

        assertThat(range).isEqualTo(new GoVersionRange(null, from, below));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            created by main.main /app/main.go:5                | -    | 1.21
            created by main.main in goroutine 1 /app/main.go:5 | 1.21 | -
            created by time.goFunc /usr/local/go/src/time/sleep.go:5 | - | -
            main.main.gowrap1() /app/main.go:5                 | 1.22 | -
            main.walk-range1() /app/main.go:5                  | 1.23 | -
            internal/sync.(*Mutex).Lock(...) /x.go:5           | 1.24 | -
            runtime.goexit({}) /usr/local/go/src/runtime/asm_amd64.s:5 | 1.22 | -
            runtime.goexit() /usr/local/go/src/runtime/asm_amd64.s:5   | - | 1.22
            """)
    void readFrames(String frame, String from, String below) {
        GoVersionRange range = Cases.only("panic: boom\n" + goroutine(1, "running", "main.f() /app/main.go:1", frame))
                .goVersion();

        assertThat(range).isEqualTo(new GoVersionRange(null, from, below));
    }

    @Test
    void readTheFatalErrorOfAMap() {
        String put = "main.put() /app/main.go:1";
        Diagnosis classic = Cases.only("fatal error: concurrent map writes\n" + goroutine(1, "running", put));
        Diagnosis swiss = Cases.only("fatal error: concurrent map writes\n" + goroutine(1, "running",
                "internal/runtime/maps.fatal({0x1, 0x15}) /usr/local/go/src/runtime/panic.go:1058", put));
        Diagnosis small = Cases.only("fatal error: small map with no empty slot (concurrent map writes?)\n"
                + goroutine(1, "running",
                        "internal/runtime/maps.fatal({0x1, 0x15}) /usr/local/go/src/runtime/panic.go:1058", put));

        assertThat(classic.mapImplementation()).isEqualTo(MapImplementation.CLASSIC);
        assertThat(classic.goVersion().below()).isEqualTo("1.26");
        assertThat(swiss.mapImplementation()).isEqualTo(MapImplementation.SWISS);
        assertThat(swiss.goVersion()).isEqualTo(new GoVersionRange(null, "1.24", null));
        assertThat(small.goVersion()).isEqualTo(new GoVersionRange(null, "1.24", "1.27"));
    }

    @Test
    void dropAnUpperBoundThatOtherCluesContradict() {
        GoVersionRange range = Cases
                .only("panic: boom\n" + goroutine(1, "running", "main.main.gowrap1() /app/main.go:1",
                        "created by main.main /app/main.go:5"))
                .goVersion();

        assertThat(range).isEqualTo(new GoVersionRange(null, "1.22", null));
    }
}
