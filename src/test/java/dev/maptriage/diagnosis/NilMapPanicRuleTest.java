package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NilMapPanicRuleTest {
    private static final String NIL = "panic: assignment to entry in nil map\n";
    private static final String ADD = "example.com/shop/cart.(*Cart).Add(0xc000012345, {0x4b3400, 0x3}) /app/cart/cart.go:20";
    private static final String MAIN = "main.main() /app/main.go:9";

    @Test
    void blamesTheTopOfAnOrdinaryCrash() {
        Diagnosis found = Cases.only(NIL + goroutine(1, "running", ADD, MAIN));

        assertThat(found.kind()).isEqualTo(Kind.NIL_MAP_ASSIGN);
        assertThat(found.category()).isEqualTo(Category.NIL_MAP_WRITE);
        assertThat(found.source()).isEqualTo(Source.PANIC);
        assertThat(found.message()).isEqualTo("assignment to entry in nil map");
        assertThat(found.operation().type()).isEqualTo(OperationType.ASSIGN);
        assertThat(found.recoverable()).isTrue();
        assertThat(found.insufficient()).isFalse();
        assertThat(found.culprit())
                .isEqualTo(new CodePoint("example.com/shop/cart.(*Cart).Add", "/app/cart/cart.go", 20, 1L, 4));
        assertThat(Cases.evidence(found)).containsExactly("1 nil-map-panic");
        assertThat(Cases.missing(found)).containsExactly("missing.same-words");
    }

    @Test
    void isSureWhereTheRuntimesOwnFrameIsShown() {
        Diagnosis found = Cases.only(NIL + goroutine(1, "running",
                "panic({0x45e2e0?, 0x47b0b8?}) /usr/local/go/src/runtime/panic.go:884",
                "runtime.mapassign_faststr(0x45d9a0, 0x0, {0x46b1c2, 0x3}) /usr/local/go/src/runtime/map_faststr.go:205",
                ADD, "runtime.main() /usr/local/go/src/runtime/proc.go:250",
                "runtime.goexit() /usr/local/go/src/runtime/asm_amd64.s:1594"));

        assertThat(found.operation()).isEqualTo(
                new Operation(OperationType.ASSIGN, "runtime.mapassign_faststr", KeyKind.FASTSTR, false));
        assertThat(found.confidence()).isEqualTo(0.99);
        assertThat(found.missing()).isEmpty();
        assertThat(Cases.culprit(found)).isEqualTo("example.com/shop/cart.(*Cart).Add");
    }

    @Test
    void isNoneWhereTheRuntimesFrameWouldBeShownAndIsNot() {
        Diagnosis found = Cases.only(NIL + goroutine(1, "running",
                "panic({0x45e2e0?, 0x47b0b8?}) /usr/local/go/src/runtime/panic.go:884", ADD,
                "runtime.main() /usr/local/go/src/runtime/proc.go:250",
                "runtime.goexit() /usr/local/go/src/runtime/asm_amd64.s:1594"));

        assertThat(found.kind()).isEqualTo(Kind.CUSTOM_PANIC);
        assertThat(Cases.culprit(found)).isEqualTo("example.com/shop/cart.(*Cart).Add");
    }

    @ParameterizedTest
    @ValueSource(strings = {"panic: cart: assignment to entry in nil map", "panic: assignment to entry in nil map!",
        "panic: assignment to entry in nil maps", "panic: Assignment to entry in nil map",
        "panic: (main.err) \"assignment to entry in nil map\"", "panic: upstream:\n\tassignment to entry in nil map",
        "panic: upstream\nassignment to entry in nil map"})
    void isNoneWhereTheWordsAreOnlyPartOfTheText(String head) {
        Diagnosis found = Cases.only(head + "\n" + goroutine(1, "running", ADD, MAIN));

        assertThat(found.kind()).isEqualTo(Kind.CUSTOM_PANIC);
        assertThat(found.evidence().getFirst().why().key()).isEqualTo("evidence.custom-panic"
                + (head.contains("assignment to entry in nil map") ? ".map-words" : ""));
    }

    @Test
    void findsAFatalErrorWithTheseWordsToBeNone() {
        assertThat(Cases.only("fatal error: assignment to entry in nil map\n" + goroutine(1, "running", ADD)).kind())
                .isEqualTo(Kind.RUNTIME_FATAL);
    }

    @Test
    void decidesOnTheBareLine() {
        Diagnosis found = Cases.only(NIL);

        assertThat(found.kind()).isEqualTo(Kind.NIL_MAP_ASSIGN);
        assertThat(found.culprit()).isNull();
        assertThat(found.insufficient()).isFalse();
        assertThat(Cases.missing(found)).containsExactly("missing.stack", "missing.same-words");
    }

    @Test
    void blamesBelowItsOwnPanicWhenAHandlerPanicsAgain() {
        String handler = "example.com/mw.Recover.func1.1() /app/mw/mw.go:11";
        String separator = "panic({0x45e2e0?, 0x47b0b8?}) /usr/local/go/src/runtime/panic.go:884";
        Diagnosis two = Cases.only("panic: assignment to entry in nil map [recovered]\n\tpanic: request 7 failed\n"
                + goroutine(1, "running", handler, separator, ADD, MAIN));
        Diagnosis one = Cases.only("panic: assignment to entry in nil map [recovered, repanicked]\n"
                + goroutine(1, "running", handler, separator, ADD, MAIN));

        assertThat(Cases.culprit(two)).isEqualTo("example.com/shop/cart.(*Cart).Add");
        assertThat(Cases.culprit(one)).isEqualTo("example.com/shop/cart.(*Cart).Add");
        assertThat(two.evidence().getFirst().why().key()).isEqualTo("evidence.nil-map.recovered");
        assertThat(two.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(one.goVersion().atLeast()).isEqualTo("1.25");
    }

    @Test
    void blamesTheDeferredFunctionWhenItsWriteIsTheNewestPanic() {
        Diagnosis found = Cases
                .only("panic: disk full\n\tpanic: assignment to entry in nil map\n" + goroutine(1, "running",
                        "main.cleanup() /app/main.go:30",
                        "panic({0x45e2e0?, 0x47b0b8?}) /usr/local/go/src/runtime/panic.go:884",
                        "main.save() /app/main.go:20", MAIN));

        assertThat(Cases.culprit(found)).isEqualTo("main.cleanup");
    }

    @Test
    void blamesTheHandlerOfAServedRequest() {
        Diagnosis found = Cases
                .only("2026/01/02 03:04:05 http: panic serving 127.0.0.1:4: assignment to entry in nil map"
                        + goroutine(34, "running",
                                "net/http.(*conn).serve.func1() /usr/local/go/src/net/http/server.go:1850",
                                "panic({0x45e2e0?, 0x47b0b8?}) /usr/local/go/src/runtime/panic.go:884",
                                "example.com/api.(*Server).put(0xc000012345) /app/api/api.go:35",
                                "net/http.HandlerFunc.ServeHTTP(0x1) /usr/local/go/src/net/http/server.go:2109"));

        assertThat(Cases.culprit(found)).isEqualTo("example.com/api.(*Server).put");
        assertThat(found.evidence().getFirst().why().key()).isEqualTo("evidence.nil-map.served");
    }

    @Test
    void passesTheStandardLibraryAndDependenciesToTheApp() {
        Diagnosis found = Cases.only(NIL + goroutine(1, "running",
                "net/textproto.MIMEHeader.Set(...) /usr/local/go/src/net/textproto/header.go:22",
                "net/http.Header.Set(...) /usr/local/go/src/net/http/header.go:40",
                "github.com/acme/client.(*C).auth(0xc000012345) /root/go/pkg/mod/github.com/acme/client@v1.2.0/c.go:8",
                MAIN));

        assertThat(Cases.culprit(found)).isEqualTo("github.com/acme/client.(*C).auth");
        assertThat(Objects.requireNonNull(found.appFrame()).function()).isEqualTo("main.main");
    }

    @Test
    void namesNobodyWhereOnlyTheLibraryIsOnTheStack() {
        Diagnosis found = Cases.only(
                NIL + goroutine(1, "running", "net/http.Header.Set(...) /usr/local/go/src/net/http/header.go:40"));

        assertThat(found.culprit()).isNull();
        assertThat(found.appFrame()).isNull();
    }

    @Test
    void countsOneBugOnceWhenTwoRequestsPrintIt() {
        String one = "http: panic serving 1: assignment to entry in nil map"
                + goroutine(34, "running", "main.put() /app/api.go:35") + "\n";
        assertThat(Cases.all(one.stripTrailing() + "\n" + one.replace("34", "35"))).hasSize(1);
    }
}
