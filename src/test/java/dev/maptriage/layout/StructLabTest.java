package dev.maptriage.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maptriage.layout.StructLab.FieldLayout;
import dev.maptriage.layout.StructLab.Hint;
import dev.maptriage.layout.StructLab.StructLayout;
import dev.maptriage.layout.StructLab.StructLayouts;
import dev.maptriage.layout.StructLab.StructReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StructLabTest {
    private static final int MADE_UP = 200;

    private static StructReport analyze(String source) {
        return StructLab.analyze(source, 27);
    }

    private static StructLayout layout(StructReport report, String struct, String architecture) {
        StructLayouts found = report.structs().stream().filter(s -> s.name().equals(struct)).findFirst().orElseThrow();
        return found.layouts().stream().filter(l -> l.architecture().equals(architecture)).findFirst().orElseThrow();
    }

    private static StructLayout amd64(String fields) {
        return layout(analyze("type S struct {\n" + fields + "\n}"), "S", "amd64");
    }

    static Stream<String> recorded() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/layout/recorded.csv")).stream()
                .filter(line -> !line.startsWith("#")).skip(1);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void agreesWithTheRecordedCompiler(String row) throws IOException {
        String[] f = row.split(",", -1);
        StructLayout layout = layout(analyze(Files.readString(Path.of("src/test/go/layout/structs.go.txt"))), f[1],
                f[0]);
        Map<String, Long> offsets = new TreeMap<>();
        for (FieldLayout field : layout.fields()) {
            if (!field.name().equals("_")) {
                offsets.put(field.name(), field.offset());
            }
        }
        Map<String, Long> real = Stream.of(f[5].split(" ")).filter(o -> !o.isEmpty()).map(o -> o.split("="))
                .collect(Collectors.toMap(o -> o[0], o -> Long.valueOf(o[1]), (a, b) -> a, TreeMap::new));
        assertThat(layout.size()).isEqualTo(Long.parseLong(f[2]));
        assertThat((long) layout.align()).isEqualTo(Long.parseLong(f[3]));
        assertThat(layout.pointerBytes()).isEqualTo(Long.parseLong(f[4]));
        assertThat(offsets).isEqualTo(real);
    }

    /// Structs nobody has written before, against the compiler of this machine.
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void agreesWithACompilerOnStructsThatAreMadeUp(Architecture architecture, @TempDir Path scratch) throws Exception {
        Optional<Path> go = RealGo.command();
        if (go.isEmpty()) {
            assertThat(System.getenv("CI")).as("a Go compiler, for example: apt-get install golang-go")
                    .isNotEqualTo("true");
            System.out.println("StructLabTest compares with recordings only: there is no Go compiler on this machine");
        }
        assumeTrue(go.isPresent(), "there is no Go compiler on this machine");
        String source = new MadeUpStructs(new Random(20_261_123)).source(MADE_UP);
        List<Long> expected = new ArrayList<>();
        StringBuilder table = new StringBuilder("package p\n\nimport \"unsafe\"\n\n").append(source)
                .append("\nvar Table = [...]uint64{\n");
        for (StructLayouts struct : analyze(source).structs()) {
            StructLayout layout = layout(analyzeOnce(source), struct.name(), architecture.label());
            String zero = "*(*" + struct.name() + ")(nil)";
            table.append("uint64(unsafe.Sizeof(").append(zero).append(")), uint64(unsafe.Alignof(").append(zero)
                    .append(")),\n");
            expected.add(layout.size());
            expected.add((long) layout.align());
            for (FieldLayout field : layout.fields()) {
                if (!field.name().equals("_")) {
                    table.append("uint64(unsafe.Offsetof((*").append(struct.name()).append(")(nil).")
                            .append(field.name()).append(")),\n");
                    expected.add(field.offset());
                }
            }
        }
        assertThat(expected).hasSizeGreaterThan(1_000);
        assertThat(RealGo.table(go.orElseThrow(), architecture, table.append("}\n").toString(), scratch))
                .isEqualTo(expected);
    }

    private static final Map<String, StructReport> ONCE = new TreeMap<>();

    private static StructReport analyzeOnce(String source) {
        return ONCE.computeIfAbsent(source, StructLabTest::analyze);
    }

    @Test
    void aUserMapTakes40BytesAnd48OnTheHeap() throws IOException {
        StructReport report = analyze(Files.readString(Path.of("src/test/go/layout/structs.go.txt")));
        StructLayout map = layout(report, "UserMap", "amd64");
        assertThat(map.size()).isEqualTo(40);
        assertThat(map.sizeClass()).isEqualTo(48);
        assertThat(map.withoutBlankSize()).isEqualTo(32);
        assertThat(layout(report, "UserMapWithoutPad", "amd64").size()).isEqualTo(32);
        assertThat(report.generic()).containsExactly("Pair", "Node");
    }

    @Test
    void theBestOrderHasNoNeedlessPadding() {
        StructLayout layout = amd64("a bool; b int64; c bool; d int32; e [0]int; f string");
        assertThat(layout.size()).isEqualTo(40);
        assertThat(layout.padding()).isEqualTo(10);
        assertThat(layout.best().order()).containsExactly("e", "f", "b", "d", "a", "c");
        assertThat(layout.best().size()).isEqualTo(32);
        assertThat(layout.best().saved()).isEqualTo(8);
        assertThat(layout.best().pointerBytes()).isEqualTo(8);
    }

    /// All orders of six fields, on each processor.
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void noOrderIsSmallerThanTheBest(Architecture architecture) {
        List<String> fields = List.of("a bool", "b int64", "c [3]int16", "d struct{}", "e string", "f float32");
        long smallest = permutations(fields).mapToLong(order -> layout(
                analyze("type S struct {" + String.join("; ", order) + "}"), "S", architecture.label()).size()).min()
                .orElseThrow();
        long best = layout(analyze("type S struct {" + String.join("; ", fields) + "}"), "S", architecture.label())
                .best().size();
        assertThat(best).isEqualTo(smallest);
    }

    private static Stream<List<String>> permutations(List<String> of) {
        if (of.size() <= 1) {
            return Stream.of(of);
        }
        return of.stream().flatMap(first -> permutations(of.stream().filter(x -> !x.equals(first)).toList()).map(
                rest -> Stream.concat(Stream.of(first), rest.stream()).toList()));
    }

    @Test
    void anOrderThatCannotBeBetteredStays() {
        StructLayout layout = amd64("b int32; a int64; c int32; d int64");
        assertThat(layout.best().saved()).isEqualTo(8);
        assertThat(amd64("a int32; b int32; c *int; d int64").best().order()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void paddingIsBetweenFieldsAndAtTheEnd() {
        StructLayout layout = amd64("a bool\nb int64\nc bool");
        assertThat(layout.fields()).extracting(FieldLayout::paddingBefore).containsExactly(0L, 7L, 0L);
        assertThat(layout.tailPadding()).isEqualTo(7);
        assertThat(layout.padding()).isEqualTo(14);
    }

    @Test
    void cacheLinesAreCountedForBothLengths() {
        StructLayout layout = amd64("a [60]byte\nb [8]byte\nc [100]byte");
        FieldLayout b = layout.fields().get(1);
        assertThat(b.firstLine64()).isZero();
        assertThat(b.lastLine64()).isEqualTo(1);
        assertThat(b.lastLine128()).isZero();
        assertThat(layout.neighbours()).extracting(StructLab.Neighbours::lines).containsExactly(3L, 2L);
        assertThat(layout.neighbours().getFirst().sliceShares()).isTrue();
        assertThat(amd64("a [64]byte").neighbours().getFirst().sliceShares()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1,8", "8,8", "9,16", "33,48", "48,48", "1025,1152", "32768,32768", "32769,40960"})
    void theHeapRoundsUp(int size, long sizeClass) {
        assertThat(amd64("a [" + size + "]byte").sizeClass()).isEqualTo(sizeClass);
    }

    @Test
    void largeObjectsWithPointersCarryAWordMoreFromGo122() {
        String source = "type S struct { p *int; a [1016]byte }";
        assertThat(layout(StructLab.analyze(source, 21), "S", "amd64").sizeClass()).isEqualTo(1_024);
        assertThat(layout(StructLab.analyze(source, 22), "S", "amd64").sizeClass()).isEqualTo(1_152);
        String small = "type S struct { p *int; a [156]byte }";
        assertThat(layout(StructLab.analyze(small, 21), "S", "386").sizeClass()).isEqualTo(160);
        assertThat(layout(StructLab.analyze(small, 22), "S", "386").sizeClass()).isEqualTo(176);
    }

    @Test
    void falseSharingIsPointedOut() {
        StructLayout counters = amd64("hits atomic.Int64\nmisses atomic.Int64\nlimit int");
        assertThat(counters.hints()).extracting(Hint::id).containsExactly("shared-line", "atomic-beside-data",
                "slice-neighbours", "heap-neighbours");
        assertThat(counters.hints().getFirst().args()).containsExactly("hits, misses", 0L);
        assertThat(counters.hints().get(2).args()).containsExactly(24L, 64, 64L);
        assertThat(amd64("hits atomic.Int64\n_ [56]byte\nmisses atomic.Int64\n_ [56]byte").hints()).isEmpty();
        // A lock beside the data that it guards is as it should be.
        assertThat(amd64("mu sync.Mutex\nm map[string]int\n_ [48]byte").hints()).isEmpty();
        assertThat(amd64("a int64\nb string").hints()).isEmpty();
    }

    @Test
    void plain64BitFieldsMayLieWrongOn386() {
        StructReport report = analyze("type S struct { a int32; b int64; c atomic.Int64; d uint64 }");
        assertThat(layout(report, "S", "386").hints()).filteredOn(h -> h.id().equals("unaligned-64"))
                .extracting(h -> h.args().getFirst()).containsExactly("b");
        assertThat(layout(report, "S", "amd64").hints()).extracting(Hint::id).doesNotContain("unaligned-64");
    }

    @Test
    void aLastFieldOfNoSizeCostsAWord() {
        assertThat(amd64("a int64; e struct{}").size()).isEqualTo(16);
        assertThat(amd64("a int64; e struct{}").hints()).extracting(Hint::id).containsExactly("empty-end");
        assertThat(amd64("e struct{}; a int64").size()).isEqualTo(8);
    }

    @Test
    void everythingAroundTheTypesIsPassedOver() {
        StructReport report = analyze("""
                // Package p.
                package p

                import (
                    "sync"; m "math"
                )

                var x = map[string]struct{ a int }{"a": {1}}

                const (
                    A = iota
                    B
                    Size = 1 << 3
                )

                /* type Hidden struct { a Nothing } */
                func (s *S) Get(k string) (v int, err error) {
                    type local struct { q int }
                    if s == nil { return 0, nil }
                    return s.m["}"], nil
                }

                type (
                    S struct {
                        sync.Mutex `json:"-"`
                        m map[string]int // the data
                        a, b [Size]byte
                    }
                    T = S
                )
                """);
        assertThat(report.structs()).extracting(StructLayouts::name).containsExactly("S", "T");
        assertThat(layout(report, "S", "amd64").size()).isEqualTo(32);
        assertThat(layout(report, "S", "amd64").fields()).extracting(FieldLayout::name).containsExactly("Mutex", "m",
                "a", "b");
        assertThat(layout(report, "S", "amd64").fields()).extracting(FieldLayout::line).containsExactly(25, 26, 27, 27);
    }

    @Test
    void aBareStructWillDo() {
        assertThat(analyze("struct { a int; b bool }").structs().getFirst().name()).isEqualTo("struct");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type S struct {\\n a int\\n b foo.Bar\\n}          | 3 | unknown-type     | foo.Bar
            type S struct { a Missing }                      | 1 | unknown-type     | Missing
            type S struct {\\n a [2]S\\n}                      | 2 | contains-itself  | S
            type A struct { b B }; type B struct { a A }     | 1 | contains-itself  | A
            type S struct {\\n\\n a [N]int }                    | 3 | unknown-constant | N
            type S struct { a [1/0]int }                     | 1 | not-a-length     | 1/0
            const N = -1; type S struct { a [N]int }         | 1 | not-a-length     | N
            type S struct { a [99999999999999999999]int }    | 1 | not-a-length     | 99999999999999999999
            type S struct { a [1<<39][1<<39]int }            | 1 | too-large        | [1<<39]int
            type P[T any] struct { v T }                     | 1 | only-generic     | P
            type P[T any] struct { v T }\\ntype S struct { p P } | 2 | needs-arguments | P
            type P[T any] struct { v T }\\ntype S struct { p P[int, int] } | 2 | wrong-arguments | P[int, int]
            type S struct { a int                            | 1 | syntax-field     | EOF
            type S struct { a int )                          | 1 | syntax-line      | )
            hello                                            | 1 | syntax           | hello
            type S struct { a int }\\ntype S struct { b int } | 2 | declared-twice   | S
            type S struct { a string `x }                    | 1 | unfinished       | `
            /* open                                          | 1 | unfinished       | /*
            """)
    void whatCannotBeLaidOutIsToldWithItsLine(String source, int line, String reason, String subject) {
        LayoutException told = catchThrowableOfType(LayoutException.class, () -> analyze(source.replace("\\n", "\n")));
        assertThat(told).isNotNull();
        assertThat(told.reason()).isEqualTo(reason);
        assertThat(told.line()).isEqualTo(line);
        assertThat(told.args().getFirst()).hasToString(subject);
    }

    @Test
    void sourceWithoutAStructIsTold() {
        assertThat(catchThrowableOfType(LayoutException.class, () -> analyze("type A int")).reason()).isEqualTo(
                "no-struct");
        assertThat(catchThrowableOfType(LayoutException.class, () -> analyze("")).reason()).isEqualTo("no-struct");
        assertThat(catchThrowableOfType(LayoutException.class, () -> analyze("x".repeat(70_000))).reason()).isEqualTo(
                "too-long");
    }

    @Test
    void depthIsBounded() {
        for (String deep : new String[]{"type S struct { a " + "*".repeat(60_000) + "int }",
            "type S struct { a " + "[2]".repeat(20_000) + "int }",
            "type S " + "struct { a ".repeat(5_000) + "int" + "}".repeat(5_000),
            "type S struct { a [" + "(".repeat(60_000) + "]int }", "type G[T any] struct { a *G[G[T]]; t T }\n"
                    + "type S struct { g G[int] }",
            "type G[T any] struct { a [1]G[G[T]] }\ntype S struct { g G[int] }",
            "type S struct { a func" + "(".repeat(60_000) + " }"}) {
            try {
                analyze(deep);
            } catch (LayoutException told) {
                assertThat(told.reason()).isIn("too-deep", "syntax", "syntax-type",
                        "syntax-number", "contains-itself", "unfinished");
            }
        }
    }

    @Test
    void brokenSourceNeverDoesMoreThanBeTold() throws IOException {
        String source = Files.readString(Path.of("src/test/go/layout/structs.go.txt"));
        Random random = new Random(7);
        int told = 0;
        for (int i = 0; i < 3_000; i++) {
            int from = random.nextInt(source.length());
            int to = Math.min(source.length(), from + random.nextInt(30));
            int elsewhere = random.nextInt(source.length());
            String broken = source.substring(0, from) + source.substring(to, Math.max(to, elsewhere))
                    + source.substring(from, to) + source.substring(Math.max(to, elsewhere));
            try {
                analyze(broken.substring(0, Math.max(1, random.nextInt(broken.length()))));
            } catch (LayoutException expected) {
                told++;
            }
        }
        assertThat(told).isGreaterThan(1_000);
    }
}
