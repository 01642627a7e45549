package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadBlockTest {
    private static final String STACK = "\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1d\n";

    @Test
    void readsAPanic() {
        PanicReport report = panic("panic: assignment to entry in nil map\n" + STACK);

        assertThat(report.chain()).containsExactly(new PanicLine("assignment to entry in nil map", List.of(), false,
                false, false, false, LineRange.of(1)));
        assertThat(report.goroutines()).hasSize(1);
        assertThat(report.lines()).isEqualTo(new LineRange(1, 5));
        assertThat(report.served()).isFalse();
    }

    @Test
    void readsAChainOldestFirst() {
        PanicReport report = panic("""
                panic: first [recovered]
                \tpanic: second [recovered]
                \tpanic: third [goexit]
                \tpanic: fourth
                """ + STACK);

        assertThat(report.chain()).extracting(PanicLine::text).containsExactly("first", "second", "third", "fourth");
        assertThat(report.chain()).extracting(PanicLine::recovered).containsExactly(true, true, false, false);
        assertThat(report.chain()).extracting(PanicLine::goexit).containsExactly(false, false, true, false);
    }

    @Test
    void readsTheShortFormOfARepanic() {
        PanicLine line = panic("panic: boom [recovered, repanicked]\n" + STACK).chain().getFirst();

        assertThat(line.text()).isEqualTo("boom");
        assertThat(line.recovered()).isTrue();
        assertThat(line.repanicked()).isTrue();
    }

    @Test
    void keepsFurtherLinesOfATextUpToGo122() {
        PanicLine line = panic("panic: one\nfatal error: concurrent map writes\n\ttwo [recovered]\n" + STACK).chain()
                .getFirst();

        assertThat(line.text()).isEqualTo("one");
        assertThat(line.more()).containsExactly("fatal error: concurrent map writes", "two");
        assertThat(line.recovered()).isTrue();
        assertThat(line.lines()).isEqualTo(new LineRange(1, 3));
    }

    @Test
    void keepsFurtherLinesOfATextFromGo123() {
        PanicReport report = panic(
                "panic: one\n\tfatal error: concurrent map writes\n\t\n\tgoroutine 7 [running]:\n\tmain.x()\n" + STACK);

        PanicLine line = report.chain().getFirst();
        assertThat(line.more()).containsExactly("fatal error: concurrent map writes", "", "goroutine 7 [running]:",
                "main.x()");
        assertThat(line.indented()).isTrue();
        assertThat(report.goroutines()).extracting(Goroutine::id).containsExactly(1L);
    }

    @Test
    void keepsValuesOfOtherTypesAsPrinted() {
        assertThat(panic("panic: (main.failure) 0xc000012345\n" + STACK).chain().getFirst().text())
                .isEqualTo("(main.failure) 0xc000012345");
        assertThat(panic("panic: 42\n" + STACK).chain().getFirst().text()).isEqualTo("42");
        assertThat(panic("panic: \n" + STACK).chain().getFirst().text()).isEmpty();
    }

    @Test
    void readsTheSignalBelowAPanic() {
        SignalLine signal = Objects.requireNonNull(panic("""
                panic: runtime error: invalid memory address or nil pointer dereference
                [signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x45a9f5]
                """ + STACK).signal());

        assertThat(signal).isEqualTo(new SignalLine("SIGSEGV", "segmentation violation", "0x18", 2));
    }

    @Test
    void readsAFatalError() {
        FatalErrorReport report = fatal("fatal error: concurrent map writes\n" + STACK);

        assertThat(report.messages()).containsExactly(new TextLine("concurrent map writes", 1));
        assertThat(report.pending()).isEmpty();
        assertThat(report.goroutines()).hasSize(1);
    }

    @Test
    void readsAFatalErrorRaisedWhileAPanicWasPending() {
        FatalErrorReport report = fatal("panic: boom\n\tfatal error: concurrent map writes\n" + STACK);

        assertThat(report.messages()).extracting(TextLine::text).containsExactly("concurrent map writes");
        assertThat(report.pending()).extracting(PanicLine::text).containsExactly("boom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fatal error: concurrent map writesfatal error: concurrent map writes\n",
        "fatal error: concurrent map writes\nfatal error: concurrent map writes\n",
        "fatal error: concurrent map writes\n\nfatal error: concurrent map writes\n"})
    void readsWhatTwoThreadsPrintedAtOnce(String head) {
        FatalErrorReport report = fatal(head + STACK);

        assertThat(report.messages()).extracting(TextLine::text).containsExactly("concurrent map writes",
                "concurrent map writes");
        assertThat(report.goroutines()).hasSize(1);
    }

    @Test
    void readsAPrefixPrintedTwice() {
        assertThat(fatal("fatal error: fatal error: concurrent map writes\n" + STACK).messages())
                .extracting(TextLine::text).containsExactly("concurrent map writes");
    }

    @Test
    void keepsTheRuntimesOwnWordsAndItsStack() {
        FatalErrorReport report = fatal("""
                runtime: goroutine stack exceeds 1000000000-byte limit
                runtime: sp=0xc0200e0388 stack=[0xc0200e0000, 0xc0400e0000]
                fatal error: stack overflow

                runtime stack:
                runtime.throw({0x47103c?, 0x0?})
                \t/usr/local/go/src/runtime/panic.go:1047 +0x5d
                runtime.newstack()
                \t/usr/local/go/src/runtime/stack.go:1103 +0x5cc
                """ + STACK);

        assertThat(report.runtimeNotes()).extracting(TextLine::line).containsExactly(1, 2);
        assertThat(report.systemStack()).extracting(c -> c.frame().function()).containsExactly("runtime.throw",
                "runtime.newstack");
        assertThat(report.goroutines()).extracting(Goroutine::id).containsExactly(1L);
        assertThat(report.lines().first()).isEqualTo(1);
    }

    @Test
    void readsAFaultWithItsAddress() {
        FatalErrorReport report = fatal("""
                unexpected fault address 0xdeadbeef
                fatal error: fault
                [signal SIGSEGV: segmentation violation code=0x1 addr=0xdeadbeef pc=0x45a9f5]
                """ + STACK);

        assertThat(report.runtimeNotes()).extracting(TextLine::text)
                .containsExactly("unexpected fault address 0xdeadbeef");
        assertThat(Objects.requireNonNull(report.signal()).address()).isEqualTo("0xdeadbeef");
    }

    @Test
    void readsADumpBySignalWithItsRegisters() {
        SignalReport report = Texts.only(SignalReport.class, """
                SIGQUIT: quit
                PC=0x46fdc3 m=0 sigcode=0
                signal arrived during cgo execution
                """ + STACK + """

                rax    0x0
                rip    0x46fdc3
                eflags 0x286
                gs     0x0
                """);

        assertThat(report.signal()).isEqualTo(new SignalLine("SIGQUIT", "quit", null, 1));
        assertThat(report.goroutines()).hasSize(1);
        assertThat(report.lines().last()).isEqualTo(12);
    }

    @Test
    void joinsTheThreadsOfADumpAtCrashLevel() {
        SignalReport report = Texts.only(SignalReport.class, """
                SIGQUIT: quit
                PC=0x46fdc3 m=0 sigcode=0
                """ + STACK + """

                -----

                SIGQUIT: quit
                PC=0x46fdc4 m=3 sigcode=0

                goroutine 7 [running]:
                main.other()
                \t/src/main.go:12 +0x1d
                """);

        assertThat(report.goroutines()).extracting(Goroutine::id).containsExactly(1L, 7L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026/01/02 03:04:05 http: panic serving 127.0.0.1:41532: ",
        "http: panic serving [::1]:41532: ", "cart  http: panic serving 10.0.0.7:1: "})
    void readsAPanicThatNetHttpServed(String prefix) {
        PanicReport report = panic(prefix + "assignment to entry in nil map" + STACK);

        assertThat(report.served()).isTrue();
        assertThat(report.chain()).extracting(PanicLine::text).containsExactly("assignment to entry in nil map");
        assertThat(report.goroutines()).hasSize(1);
    }

    @Test
    void readsAServedPanicWhateverStandsBeforeIt() {
        PanicReport report = panic("[signal http: panic serving 127.0.0.1:1: boom" + STACK);

        assertThat(report.chain()).extracting(PanicLine::text).containsExactly("boom");
    }

    @Test
    void boundsTheTextOfAPanicAndNotesItOnce() {
        TraceLimits limits = new TraceLimits(20, 5, 10, 10, 10, 10);
        String text = "panic: " + "x".repeat(50) + "\n" + "\tmore\n".repeat(40) + STACK;

        ParsedTrace trace = new TraceParser(limits).parse(TraceText.of(text));

        PanicLine line = ((PanicReport) trace.reports().getFirst()).chain().getFirst();
        assertThat(line.text()).isEqualTo("x".repeat(20));
        assertThat(line.more()).hasSize(5);
        assertThat(Texts.notes(trace)).containsExactly("7 note.panic-text-too-long");
        assertThat(trace.reports().getFirst().goroutines()).hasSize(1);
    }

    @Test
    void stopsAtTheExitStatus() {
        PanicReport report = panic("panic: boom\nexit status 2\n");

        assertThat(report.chain().getFirst().more()).isEmpty();
        assertThat(report.goroutines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"panic", "panic:", "PANIC: x", "don't panic: x", "fatal error", "fatal error:",
        "error: fatal error: x", "SIGNAL", "SIG: x", "SIGx: y", "paniC: x"})
    void leavesOtherLinesAlone(String line) {
        assertThat(Texts.parse(line + "\n").reports()).isEmpty();
    }

    private static PanicReport panic(String text) {
        return Texts.only(PanicReport.class, text);
    }

    private static FatalErrorReport fatal(String text) {
        return Texts.only(FatalErrorReport.class, text);
    }
}
