package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapFatalRuleTest {
    private static final String PUT = "example.com/shop/cart.(*Store).Put(0xc000012345) /app/cart/store.go:41";
    private static final String SWISS = "internal/runtime/maps.fatal({0x4b1234?, 0x15?}) /usr/local/go/src/runtime/panic.go:1058";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            concurrent map writes                                       | WRITE_WRITE    | WRITE   | WRITE
            small map with no empty slot (concurrent map writes?)       | WRITE_WRITE    | WRITE   | WRITE
            concurrent map read and map write                           | READ_WRITE     | READ    | WRITE
            concurrent map iteration and map write                      | ITERATE_WRITE  | ITERATE | WRITE
            concurrent map clone and map write                          | CLONE_WRITE    | CLONE   | WRITE
            bad map state                                               | MAP_CORRUPTION | UNKNOWN | WRITE
            oldoverflow is not nil                                      | MAP_CORRUPTION | UNKNOWN | WRITE
            bad evacuatedN                                              | MAP_CORRUPTION | UNKNOWN | WRITE
            """)
    void knowsTheTextsOfMaps(String text, Kind kind, OperationType operation, OperationType counterpart) {
        Diagnosis found = Cases.only("fatal error: " + text + "\n" + goroutine(18, "running", PUT));

        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.source()).isEqualTo(Source.FATAL_ERROR);
        assertThat(found.message()).isEqualTo(text);
        assertThat(found.operation().type()).isEqualTo(operation);
        assertThat(found.counterpart()).isEqualTo(new Counterpart(counterpart, false, null));
        assertThat(found.recoverable()).isFalse();
        assertThat(found.insufficient()).isFalse();
        assertThat(Cases.culprit(found)).isEqualTo("example.com/shop/cart.(*Store).Put");
        assertThat(Cases.evidence(found)).containsExactly("1 fatal-message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"concurrent map writes!", "concurrent map write", "store: concurrent map writes",
        "Concurrent map writes", "concurrent map writes and more", "bad map", "bad map state in cache"})
    void takesNoOtherTextForOne(String text) {
        assertThat(Cases.only("fatal error: " + text + "\n" + goroutine(18, "running", PUT)).category())
                .isEqualTo(Category.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"panic: concurrent map writes", "panic: fatal error: concurrent map writes",
        "panic: upstream said\nfatal error: concurrent map writes",
        "panic: upstream said\n\tfatal error: concurrent map writes\n\tgoroutine 7 [running]:"})
    void takesACustomPanicWithTheseWordsForNone(String head) {
        Diagnosis found = Cases.only(head + "\n" + goroutine(18, "running", PUT));

        assertThat(found.kind()).isEqualTo(Kind.CUSTOM_PANIC);
        assertThat(found.source()).isEqualTo(Source.PANIC);
        assertThat(found.evidence().getFirst().why().key()).isEqualTo("evidence.custom-panic.map-words");
    }

    @Test
    void readsTheOperationFromTheFramesWhereTheyAreShown() {
        Diagnosis found = Cases.only("fatal error: concurrent map writes\n" + goroutine(18, "running",
                "runtime.fatal({0x4b1234?, 0x15?}) /usr/local/go/src/runtime/panic.go:1058",
                "runtime.mapdelete_fast64(0x45d9a0, 0xc000012345, 0x7) /usr/local/go/src/runtime/map_fast64.go:287",
                PUT));

        assertThat(found.operation()).isEqualTo(
                new Operation(OperationType.DELETE, "runtime.mapdelete_fast64", KeyKind.FAST64, false));
        assertThat(found.mapImplementation()).isEqualTo(MapImplementation.CLASSIC);
    }

    @Test
    void takesABareSwissFatalForAnAssignment() {
        Diagnosis assign = Cases.only("fatal error: concurrent map writes\n" + goroutine(18, "running", SWISS, PUT));
        Diagnosis delete = Cases.only("fatal error: concurrent map writes\n" + goroutine(18, "running", SWISS,
                "internal/runtime/maps.(*Map).Delete(0xc000012345, 0x1) /usr/local/go/src/internal/runtime/maps/map.go:700",
                PUT));

        assertThat(assign.operation().type()).isEqualTo(OperationType.ASSIGN);
        assertThat(assign.mapImplementation()).isEqualTo(MapImplementation.SWISS);
        assertThat(assign.goVersion().atLeast()).isEqualTo("1.24");
        assertThat(delete.operation().type()).isEqualTo(OperationType.DELETE);
        assertThat(delete.fingerprint()).isEqualTo(assign.fingerprint());
    }

    @Test
    void asksForTheOtherPartyWhereOneGoroutineIsShown() {
        Diagnosis found = Cases.only("fatal error: concurrent map writes\n" + goroutine(18, "running", SWISS, PUT));

        assertThat(Cases.missing(found)).containsExactly("missing.other-party");
    }

    @Test
    void saysThatACompleteDumpHasNoCandidate() {
        Diagnosis found = Cases.only("fatal error: concurrent map writes\n" + goroutine(18, "running", PUT)
                + goroutine(2, "select", "net/http.(*Server).Serve(0x1) /usr/local/go/src/net/http/server.go:1"));

        assertThat(found.suspects()).isEmpty();
        assertThat(Cases.missing(found)).containsExactly("missing.no-candidate");
    }

    @Test
    void decidesOnTheBareLine() {
        Diagnosis found = Cases.only("fatal error: concurrent map writes\n");

        assertThat(found.kind()).isEqualTo(Kind.WRITE_WRITE);
        assertThat(found.culprit()).isNull();
        assertThat(found.insufficient()).isFalse();
        assertThat(Cases.missing(found)).contains("missing.stack");
    }

    @Test
    void prefersTheMessageThatNamesTwoParties() {
        Diagnosis found = Cases.only(
                "fatal error: fatal error: bad map state\nfatal error: concurrent map writes\n"
                        + goroutine(18, "running", PUT));

        assertThat(found.kind()).isEqualTo(Kind.WRITE_WRITE);
        assertThat(Cases.evidence(found)).containsExactly("2 fatal-message", "1 fatal-message");
    }

    @Test
    void isOneIncidentWithThePanicThatWasPending() {
        Diagnosis found = Cases.only("panic: disk full\n\tfatal error: concurrent map writes\n"
                + goroutine(18, "running", SWISS, PUT));

        assertThat(found.kind()).isEqualTo(Kind.WRITE_WRITE);
        assertThat(found.goVersion().atLeast()).isEqualTo("1.25");
    }

    @Test
    void saysThatTheMapGrewOnlyForThisMap() {
        String fatal = "fatal error: concurrent map read and map write\n" + goroutine(18, "running",
                "runtime.fatal({0x4b1234?, 0x15?}) /usr/local/go/src/runtime/panic.go:1058",
                "runtime.mapaccess1_fast64(0x45d9a0, 0xc000012345, 0x7) /usr/local/go/src/runtime/map_fast64.go:27",
                PUT);
        String grows = "runtime.growWork_fast64(0x45d9a0, 0xc000012345, 0x7) /usr/local/go/src/runtime/map_fast64.go:1";
        String assigns = "runtime.mapassign_fast64(0x45d9a0, MAP, 0x7) /usr/local/go/src/runtime/map_fast64.go:2";

        Diagnosis same = Cases
                .only(fatal + goroutine(19, "runnable", grows, assigns.replace("MAP", "0xc000012345"), PUT));
        Diagnosis other = Cases
                .only(fatal + goroutine(19, "runnable", grows, assigns.replace("MAP", "0xc000099999"), PUT));

        assertThat(same.operation().growing()).isTrue();
        assertThat(other.operation().growing()).isFalse();
    }
}
