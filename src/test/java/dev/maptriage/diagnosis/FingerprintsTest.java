package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintsTest {
    private static final String WRITES = "fatal error: concurrent map writes\n";

    @Test
    void areVersionedAndOfOneLength() {
        assertThat(put("example.com/shop.(*Store).Put(0x1) /app/store.go:41")).matches("v1:[0-9a-f]{32}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # one and the same bug, printed in two ways
            example.com/shop.(*Store).Put(0x1) /app/store.go:41           | example.com/shop.(*Store).Put(0x2) /app/store.go:57
            example.com/shop.(*Store).Put(0x1) /app/store.go:41           | example.com/shop.(*Store).Put(...) example.com/shop/store.go:41
            example.com/shop.(*Tally[...]).Inc(0x1) /app/tally.go:41      | example.com/shop.(*Tally[go.shape.uint32]).Inc(0x2) /app/tally.go:41
            example.com/shop.run.func1(0x1) /app/run.go:4                 | example.com/shop.run.func3.2(0x1) /app/run.go:9
            example.com/shop.run.func1(0x1) /app/run.go:4                 | example.com/shop.run.gowrap1(0x1) /srv/run.go:4
            example.com/mw.Recover.func2(0x1) /app/mw/mw.go:4             | main.main.Recover.func1(0x1) /app/mw/mw.go:4
            github.com/acme/kv.(*C).Put(0x1) /app/vendor/github.com/acme/kv/c.go:4 | github.com/acme/kv.(*C).Put(0x1) /root/go/pkg/mod/github.com/acme/kv@v1.2.3/c.go:9
            gopkg.example/kv%2ev2.(*C).Put(0x1) /app/c.go:1               | gopkg.example/kv%2ev2.(*C).Put(0x1) C:/app/c.go:1
            """)
    void areEqualForOneBug(String one, String other) {
        assertThat(put(one)).isEqualTo(put(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # two bugs
            example.com/shop.(*Store).Put(0x1) /app/store.go:41    | example.com/shop.(*Store).Get(0x1) /app/store.go:41
            example.com/shop.(*Store).Put(0x1) /app/store.go:41    | example.com/shop.(*Cache).Put(0x1) /app/store.go:41
            example.com/shop.(*Store).Put(0x1) /app/store.go:41    | example.com/other.(*Store).Put(0x1) /app/store.go:41
            example.com/shop.run.func1(0x1) /app/run.go:4          | example.com/shop.stop.func1(0x1) /app/run.go:4
            """)
    void differForTwoBugs(String one, String other) {
        assertThat(put(one)).isNotEqualTo(put(other));
    }

    @Test
    void leaveOperationAndLevelOut() {
        String user = "example.com/shop.(*Store).Put(0x1) /app/store.go:41";
        String plain = WRITES + goroutine(1, "running", user);
        String system = WRITES
                + goroutine(7, "running", "runtime.fatal({0x1, 0x15}) /usr/local/go/src/runtime/panic.go:1",
                        "runtime.mapassign_faststr(0x1, 0x2, 0x3) /usr/local/go/src/runtime/map_faststr.go:1", user,
                        "created by main.main in goroutine 1 /app/main.go:5");
        String read = plain.replace("map writes", "map read and map write");

        assertThat(Cases.only(system).fingerprint()).isEqualTo(Cases.only(plain).fingerprint());
        assertThat(Cases.only(read).fingerprint()).isEqualTo(Cases.only(plain).fingerprint());
    }

    @Test
    void differBetweenCategoriesAndBetweenKindsOfOther() {
        String stack = goroutine(1, "running", "example.com/shop.(*Store).Put(0x1) /app/store.go:41");

        String concurrent = Cases.only(WRITES + stack).fingerprint();
        String nil = Cases.only("panic: assignment to entry in nil map\n" + stack).fingerprint();
        String index = Cases.only("panic: runtime error: index out of range [3] with length 3\n" + stack).fingerprint();
        String custom = Cases.only("panic: boom\n" + stack).fingerprint();

        assertThat(Set.of(concurrent, nil, index, custom)).hasSize(4);
    }

    @Test
    void tellFunctionsOfPackageMainApartByTheirCallers() {
        String run = "main.run(0x1) /app/main.go:4";
        String one = Cases.only(WRITES + goroutine(1, "running", run, "main.worker() /app/main.go:9")).fingerprint();
        String other = Cases.only(WRITES + goroutine(1, "running", run, "main.janitor() /app/main.go:9")).fingerprint();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void nameTheAppFrameBesideADependencysCulprit() {
        String kv = "github.com/acme/kv.(*C).Put(0x1) /root/go/pkg/mod/github.com/acme/kv@v1.2.3/c.go:9";
        String one = Cases.only(WRITES + goroutine(1, "running", kv, "example.com/a.Load() /app/a.go:9")).fingerprint();
        String other = Cases.only(WRITES + goroutine(1, "running", kv, "example.com/b.Load() /app/b.go:9"))
                .fingerprint();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void ofARaceDoNotDependOnTheOrderOfItsSides() {
        List<String> put = List.of("a.Put");
        List<String> get = List.of("a.Get");

        assertThat(Fingerprints.ofRace(Category.CONCURRENT_WRITE, Kind.READ_WRITE, put, get))
                .isEqualTo(Fingerprints.ofRace(Category.CONCURRENT_WRITE, Kind.WRITE_WRITE, get, put))
                .isNotEqualTo(Fingerprints.ofRace(Category.CONCURRENT_WRITE, Kind.WRITE_WRITE, put, put));
    }

    private static String put(String frame) {
        return Cases.only(WRITES + goroutine(1, "running", frame)).fingerprint();
    }
}
