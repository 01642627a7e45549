package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules for texts that are no plain crash of a map.
class OtherRulesTest {
    private static final String PUT = "main.put() /app/main.go:41";
    private static final String SIGNAL = "[signal SIGSEGV: segmentation violation code=0x1 addr=0x8 pc=0x45a9f5]\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runtime error: hash of unhashable type []string                         | UNHASHABLE_KEY
            runtime error: invalid memory address or nil pointer dereference        | NIL_DEREFERENCE
            runtime error: index out of range [3] with length 3                     | INDEX_OUT_OF_RANGE
            runtime error: slice bounds out of range [:5] with capacity 3           | SLICE_OUT_OF_RANGE
            runtime error: integer divide by zero                                   | DIVIDE_BY_ZERO
            interface conversion: interface {} is string, not int                   | TYPE_ASSERTION
            send on closed channel                                                  | CLOSED_CHANNEL
            close of closed channel                                                 | CLOSED_CHANNEL
            close of nil channel                                                    | CLOSED_CHANNEL
            sync: negative WaitGroup counter                                        | SYNC_MISUSE
            test timed out after 1s                                                 | TEST_TIMEOUT
            invariant failed: growthLeft is unexpectedly 0                          | MAP_CORRUPTION
            runtime error: something new                                            | RUNTIME_PANIC
            boom                                                                    | CUSTOM_PANIC
            (main.failure) 0xc000012345                                             | CUSTOM_PANIC
            42                                                                      | CUSTOM_PANIC
            """)
    void knowPanicsByTheirText(String text, Kind kind) {
        Diagnosis found = Cases.only("panic: " + text + "\n" + goroutine(1, "running", PUT));

        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.source()).isEqualTo(Source.PANIC);
        assertThat(found.message()).isEqualTo(text);
        assertThat(found.insufficient()).isFalse();
        assertThat(Cases.culprit(found)).isEqualTo("main.put");
        assertThat(found.evidence()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            all goroutines are asleep - deadlock! | DEADLOCK
            sync: unlock of unlocked mutex        | SYNC_MISUSE
            sync: RUnlock of unlocked RWMutex     | SYNC_MISUSE
            runtime: out of memory                | OUT_OF_MEMORY
            out of memory                         | OUT_OF_MEMORY
            stack overflow                        | STACK_OVERFLOW
            fault                                 | MEMORY_FAULT
            unexpected signal during runtime execution | MEMORY_FAULT
            something else                        | RUNTIME_FATAL
            """)
    void knowFatalErrorsByTheirText(String text, Kind kind) {
        Diagnosis found = Cases.only("fatal error: " + text + "\n" + goroutine(1, "running", PUT));

        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.source()).isEqualTo(Source.FATAL_ERROR);
        assertThat(found.recoverable()).isFalse();
        assertThat(Cases.evidence(found)).containsExactly("1 fatal-text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime.hashGrow(0x1, 0x2) /usr/local/go/src/runtime/map.go:1053",
        "internal/runtime/maps.(*table).grow(0x1) /usr/local/go/src/internal/runtime/maps/table.go:1"})
    void callLackOfMemoryGrowthOnlyWhereTheRuntimeGrowsAMap(String growth) {
        Diagnosis grows = Cases.only("fatal error: out of memory\n" + goroutine(1, "running", growth, PUT));
        assertThat(grows.kind()).isEqualTo(Kind.GROWTH_OUT_OF_MEMORY);
        assertThat(grows.operation().type()).isEqualTo(OperationType.GROW);
        assertThat(Cases.evidence(grows)).containsExactly("1 fatal-text", "4 growth-frame");

        assertThat(Cases.only("fatal error: out of memory\n" + goroutine(1, "running", PUT, growth)).kind())
                .isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(Cases.only("fatal error: out of memory\n"
                + goroutine(1, "running", "main.(*table).grow(0x1) /app/main.go:1", PUT)).kind())
                .isEqualTo(Kind.OUT_OF_MEMORY);
    }

    @Test
    void callAFaultInMapCodeCorruption() {
        Diagnosis found = Cases.only("panic: runtime error: invalid memory address or nil pointer dereference\n"
                + SIGNAL
                + goroutine(1, "running", "panic({0x1, 0x2}) /usr/local/go/src/runtime/panic.go:884",
                        "runtime.sigpanic() /usr/local/go/src/runtime/signal_unix.go:1",
                        "runtime.mapaccess1_faststr(0x1, 0x2) /usr/local/go/src/runtime/map_faststr.go:1", PUT));

        assertThat(found.kind()).isEqualTo(Kind.MAP_CORRUPTION);
        assertThat(Cases.culprit(found)).isEqualTo("main.put");
        assertThat(found.recoverable()).isTrue();
        assertThat(Cases.missing(found)).contains("missing.corruption-cause");
    }

    @Test
    void callAFaultInUserCodeANilDereference() {
        String head = "panic: runtime error: invalid memory address or nil pointer dereference\n" + SIGNAL;
        Diagnosis plain = Cases.only(head + goroutine(1, "running", PUT));
        Diagnosis mapBelow = Cases.only(head + goroutine(1, "running",
                "runtime.sigpanic() /usr/local/go/src/runtime/signal_unix.go:1", PUT,
                "runtime.mapassign(0x1, 0x2) /usr/local/go/src/runtime/map.go:1", "main.main() /app/main.go:1"));

        assertThat(plain.kind()).isEqualTo(Kind.NIL_DEREFERENCE);
        assertThat(mapBelow.kind()).isEqualTo(Kind.NIL_DEREFERENCE);
    }

    @Test
    void readWhatALoggerSaidAboveTheStackItPrinted() {
        String stack = goroutine(7, "running", "runtime/debug.Stack() /usr/local/go/src/runtime/debug/stack.go:24",
                "main.guard.func1() /app/main.go:11", "panic({0x1?, 0x2?}) /usr/local/go/src/runtime/panic.go:884",
                PUT);
        Diagnosis plain = Cases.only("2026/01/02 03:04:05 recovered: assignment to entry in nil map" + stack);
        Diagnosis json = Cases.only("{\"level\":\"error\",\"msg\":\"assignment to entry in nil map\"}" + stack);
        Diagnosis other = Cases.only("recovered: runtime error: index out of range [3] with length 3" + stack);
        Diagnosis silent = Cases.only("request failed" + stack);

        assertThat(plain.kind()).isEqualTo(Kind.NIL_MAP_ASSIGN);
        assertThat(plain.source()).isEqualTo(Source.STACK_ONLY);
        assertThat(Cases.culprit(plain)).isEqualTo("main.put");
        assertThat(plain.insufficient()).isFalse();
        assertThat(json.kind()).isEqualTo(Kind.NIL_MAP_ASSIGN);
        assertThat(other.kind()).isEqualTo(Kind.INDEX_OUT_OF_RANGE);
        assertThat(silent.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(silent.insufficient()).isTrue();
        assertThat(Cases.missing(silent)).contains("missing.panic-line");
    }

    @Test
    void doNotTakeALongerSentenceOfALoggerForThePanic() {
        String stack = goroutine(7, "running", "runtime/debug.Stack() /usr/local/go/src/runtime/debug/stack.go:24",
                "panic({0x1?, 0x2?}) /usr/local/go/src/runtime/panic.go:884", PUT);

        assertThat(Cases.only("assignment to entry in nil map was fixed in v2" + stack).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void takeAStackWithoutAPanicForTheLoggers() {
        Diagnosis found = Cases.only(goroutine(7, "running",
                "runtime/debug.Stack() /usr/local/go/src/runtime/debug/stack.go:24", "main.audit() /app/main.go:11"));

        assertThat(found.category()).isEqualTo(Category.OTHER);
        assertThat(found.insufficient()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runtime.throw({0x1, 0x15})               | runtime.mapassign_faststr(0x1)            | WRITE_WRITE
            runtime.fatal({0x1, 0x15})               | runtime.mapaccess2_fast64(0x1)            | READ_WRITE
            internal/runtime/maps.fatal({0x1, 0x15}) | internal/runtime/maps.(*Iter).Next(0x1)   | ITERATE_WRITE
            internal/runtime/maps.fatal({0x1, 0x15}) | internal/runtime/maps.(*Map).Clone(0x1)   | CLONE_WRITE
            """)
    void tellTheMessageFromFramesWhereTheHeadIsLost(String raised, String map, Kind kind) {
        Diagnosis found = Cases.only(goroutine(7, "running", raised + " /usr/local/go/src/runtime/panic.go:1",
                map + " /usr/local/go/src/runtime/map.go:1", PUT));

        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.source()).isEqualTo(Source.STACK_ONLY);
        assertThat(found.confidence()).isLessThan(0.9);
        assertThat(Cases.missing(found)).contains("missing.fatal-line");
        assertThat(Cases.culprit(found)).isEqualTo("main.put");
    }

    @Test
    void tellNothingFromAMapFrameThatNothingRaised() {
        Diagnosis found = Cases.only(
                goroutine(7, "running", "runtime.mapassign_faststr(0x1) /usr/local/go/src/runtime/map.go:1", PUT));
        Diagnosis thrown = Cases
                .only(goroutine(7, "running", "runtime.throw({0x1, 0x15}) /usr/local/go/src/runtime/panic.go:1",
                        "runtime.mallocgc(0x1) /usr/local/go/src/runtime/malloc.go:1", PUT));

        assertThat(found.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(found.insufficient()).isTrue();
        assertThat(thrown.category()).isEqualTo(Category.OTHER);
    }

    @Test
    void letATitleDecideOnlyWhereTheTextDoesNot() {
        String stack = goroutine(7, "running", "main.put() /app/main.go:41");
        Diagnosis decided = Cases.titled("fatal error: concurrent map writes in cart", stack);
        Diagnosis nil = Cases.titled("panic: assignment to entry in nil map", stack);
        Diagnosis plain = Cases.titled("concurrent map writes", "panic: boom\n" + stack);
        Diagnosis vague = Cases.titled("crash in cart", stack);

        assertThat(decided.kind()).isEqualTo(Kind.WRITE_WRITE);
        assertThat(decided.insufficient()).isFalse();
        assertThat(nil.kind()).isEqualTo(Kind.NIL_MAP_ASSIGN);
        assertThat(plain.kind()).isEqualTo(Kind.CUSTOM_PANIC);
        assertThat(vague.insufficient()).isTrue();
    }

    @Test
    void takeADumpOnRequestForNoFailure() {
        Diagnosis page = Cases.only(goroutine(34, "running",
                "runtime/pprof.writeGoroutineStacks({0x1, 0x2}) /usr/local/go/src/runtime/pprof/pprof.go:703")
                + goroutine(1, "IO wait", PUT));
        Diagnosis quit = Cases.only("SIGQUIT: quit\nPC=0x46fdc3 m=0 sigcode=0\n" + goroutine(1, "IO wait", PUT)
                + goroutine(2, "select", PUT));
        Diagnosis fault = Cases
                .only("SIGSEGV: segmentation violation\nPC=0x46fdc3 m=0 sigcode=1\n" + goroutine(1, "running", PUT));

        assertThat(page.kind()).isEqualTo(Kind.GOROUTINE_DUMP);
        assertThat(page.insufficient()).isFalse();
        assertThat(quit.kind()).isEqualTo(Kind.SIGNAL_DUMP);
        assertThat(fault.kind()).isEqualTo(Kind.MEMORY_FAULT);
    }

    @Test
    void takeTheTailOfACrashForInsufficient() {
        Diagnosis found = Cases
                .only(goroutine(18, "running", PUT) + goroutine(1, "select", "main.main() /app/main.go:1"));

        assertThat(found.insufficient()).isTrue();
        assertThat(Cases.missing(found)).contains("missing.head");
    }

    @Test
    void takeTheRuntimesLogForNoCrash() {
        Diagnosis found = Cases.only("gc 1 @0.004s 5%: 0.088+0.10+0.001 ms clock\n");

        assertThat(found.kind()).isEqualTo(Kind.NO_CRASH_RUNTIME_LOG);
        assertThat(found.source()).isEqualTo(Source.GC_TRACE);
    }

    @Test
    void findNothingInAPlainLog() {
        assertThat(Cases.all("2026/01/02 listening on :8080\n2026/01/02 concurrent map writes are bad\n")).isEmpty();
        assertThat(Cases.all("SIGTERM: shutting down\n")).isEmpty();
    }
}
