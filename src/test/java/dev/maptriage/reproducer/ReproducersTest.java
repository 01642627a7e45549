package dev.maptriage.reproducer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.reproducer.Reproducer.Form;
import dev.maptriage.reproducer.Reproducer.NotReproducible;
import dev.maptriage.reproducer.Reproducer.Sources;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What can be said of a reproducer without a Go toolchain.
class ReproducersTest {
    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import |\\t)(?:\\w+ )?\"([^\"]+)\"$");
    private static final Set<String> LIBRARY = Set.of("fmt", "log", "maps", "net/http", "net/textproto", "net/url",
            "reflect", "runtime", "runtime/debug", "strconv", "strings", "sync", "sync/atomic", "testing", "time",
            "unsafe");

    static Stream<String> cases() {
        return ReproducerCases.all().keySet().stream();
    }

    private static Diagnosis diagnosis(String text) {
        return RoundTrip.diagnose(text.getBytes(UTF_8)).getFirst();
    }

    private static Sources sources(String name) {
        return (Sources) Reproducers.of(diagnosis(ReproducerCases.text(name)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isOneFileThatNeedsTheStandardLibraryOnly(String name) {
        Sources sources = sources(name);
        for (Form form : Form.values()) {
            GoSource source = sources.of(form);
            Matcher imports = IMPORT.matcher(source.text());
            while (imports.find()) {
                assertThat(imports.group(1)).isIn(LIBRARY);
            }
            assertThat(source.text()).contains("// fails here").endsWith("}\n").doesNotContain("\r", "\n\n\n");
            assertThat(source.fileName()).matches("maptriage-[a-z0-9-]+(_test)?\\.go");
        }
        assertThat(sources.program().text()).contains("\npackage main\n").contains("go run " + sources.program()
                .fileName());
        assertThat(sources.test().text()).contains("\nfunc Test").contains("go test " + sources.test().fileName());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTheSameEachTime(String name) {
        assertThat(sources(name)).isEqualTo(sources(name));
    }

    @ParameterizedTest
    @CsvSource({"write-write,(s *Store) Put(", "nil-field,(s *Shelf) Add(", "nil-parameter,func apply(",
        "generic,(t *Tally[K]) Inc(", "race-read-write,(r *Room) join(", "unicode,(g *Größe) füge("})
    void usesTheIncidentsOwnNames(String name, String declared) {
        Sources sources = sources(name);
        assertThat(sources.program().text()).contains(declared);
        assertThat(sources.test().text()).contains(declared);
    }

    @ParameterizedTest
    @CsvSource({"keys-of-32-bit,map[uint32]int", "keys-of-64-bit,map[uint64]int", "write-write,map[string]int"})
    void usesKeysOfTheIncidentsKind(String name, String map) {
        assertThat(sources(name).program().text()).contains(map);
    }

    @Test
    void keepsLinesOfTheTextInsideTheComment() {
        Diagnosis diagnosis = diagnosis("""
                panic: assignment to entry in nil map

                goroutine 1 [running]:
                example.com/p.(*A).b%cfunc(0x1)
                \t/src/x%cos.Exit(3)/app.go:12 +0x1d
                """.formatted('\u0085', '\u2028'));
        Sources sources = (Sources) Reproducers.of(diagnosis);
        assertThat(sources.program().text()).doesNotContain("\u2028", "\u0085");
        assertThat(sources.program().text().lines().filter(line -> line.contains("os.Exit")))
                .allMatch(line -> line.startsWith("//"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "fatal error: all goroutines are asleep - deadlock!|goroutine 1 [chan receive]:|other",
        "panic: runtime error: index out of range [3] with length 3|goroutine 1 [running]:|other",
        "panic: runtime error: hash of unhashable type []int|goroutine 1 [running]:|unhashable-key",
        "panic: out of stock|goroutine 1 [running]:|custom-panic"})
    void saysWhyThereIsNone(String message, String header, String reason) {
        Reproducer reproducer = Reproducers.of(diagnosis(message + "\n\n" + header
                + "\nmain.main()\n\t/src/app/main.go:9 +0x1d\nexit status 2\n"));
        assertThat(reproducer).isInstanceOfSatisfying(NotReproducible.class,
                none -> assertThat(none.reason().key()).isEqualTo("reproducer.none." + reason));
        String words = ResourceBundle.getBundle("diagnosis", Locale.ROOT).getString("reproducer.none." + reason);
        assertThat(words).endsWith(".").hasSizeGreaterThan(40);
    }

    /// A deferred call runs before the panic is printed, and whoever waits for it may end the process first.
    @ParameterizedTest
    @MethodSource("cases")
    void nothingThatMainWaitsForIsDeferredInAProgramThatPanics(String name) {
        if (name.startsWith("nil-")) {
            assertThat(sources(name).program().text()).doesNotContain("defer ");
        }
    }
}
