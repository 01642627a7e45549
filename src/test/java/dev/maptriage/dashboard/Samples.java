package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Advice;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Counterpart;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Evidence;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.Operation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Party;
import dev.maptriage.diagnosis.Phrase;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.diagnosis.StackGroup;
import dev.maptriage.diagnosis.StackLine;
import dev.maptriage.diagnosis.Suspect;
import dev.maptriage.incident.SourceLabels;
import java.util.ArrayList;
import java.util.List;

/// Diagnoses made by hand, for tests of pages.
final class Samples {
    static final String STORE = "example.com/shop/cart.(*Store)";
    /// A text of one failing goroutine, one writer and forty others with one stack.
    static final String TEXT = text(40);

    private Samples() {}

    static String text(int others) {
        StringBuilder text = new StringBuilder("""
                fatal error: concurrent map read and map write

                goroutine 18 [running]:
                runtime.fatal({0x4c0056, 0x26})
                	/usr/local/go/src/runtime/panic.go:1123 +0x5c
                runtime.mapaccess1_faststr(0x0, 0xc000010250, {0x4c0056, 0x4})
                	/usr/local/go/src/runtime/map_faststr.go:12 +0x5c
                example.com/shop/cart.(*Store).Get(0xc000010250, {0x4c0056, 0x4})
                	/src/cart/store.go:41 +0x5c
                created by main.main in goroutine 1
                	/src/main.go:12 +0x5c

                goroutine 19 [runnable]:
                example.com/shop/cart.(*Store).Put(0xc000010250, {0x4c0056, 0x4})
                	/src/cart/store.go:57 +0x5c
                created by main.main in goroutine 1
                	/src/main.go:13 +0x5c
                """);
        for (int i = 0; i < others; i++) {
            text.append("\ngoroutine ").append(100 + i).append(" [chan receive]:\n")
                    .append("example.com/shop/pool.(*Pool).work(0xc000010250)\n")
                    .append("\t/src/pool/pool.go:9 +0x1\n");
        }
        return text.toString();
    }

    /// The diagnosis of [#text].
    static Diagnosis readWrite(int others) {
        List<StackGroup> groups = new ArrayList<>();
        groups.add(new StackGroup(1, "running", List.of(18L), STORE + ".Get", 3, 11, 0, List.of()));
        groups.add(new StackGroup(1, "runnable", List.of(19L), STORE + ".Put", 13, 17, 0, List.of()));
        if (others > 0) {
            groups.add(new StackGroup(others, "chan receive", List.of(100L), "example.com/shop/pool.(*Pool).work", 19,
                    21, 3, ranges(others)));
        }
        return diagnosis(List.copyOf(groups), others + 2, 17 + 4 * others);
    }

    private static List<Integer> ranges(int others) {
        List<Integer> ranges = new ArrayList<>();
        for (int i = 1; i < others; i++) {
            ranges.add(19 + 4 * i);
            ranges.add(21 + 4 * i);
        }
        return ranges;
    }

    private static Diagnosis diagnosis(List<StackGroup> groups, int goroutines, int lastLine) {
        return new Diagnosis(Category.CONCURRENT_WRITE, Kind.READ_WRITE, Source.FATAL_ERROR,
                "concurrent map read and map write",
                new Operation(OperationType.READ, "runtime.mapaccess1_faststr", KeyKind.FASTSTR, false),
                new Counterpart(OperationType.WRITE, false, null), null,
                new CodePoint(STORE + ".Get", "/src/cart/store.go", 41, 18L, 8), null,
                List.of(new Suspect(19L, STORE + ".Put", "/src/cart/store.go", 57, 13, 0.91,
                        List.of(Phrase.of("same receiver 0xc000010250"), Phrase.of("it could run at that moment")))),
                false, 0.99, false, List.of(Phrase.of("The other side is not named.")), MapImplementation.SWISS,
                new GoVersionRange(null, "1.24", null),
                List.of(new Evidence(1, 1, "fatal-message", Phrase.of("the runtime's own message")),
                        new Evidence(6, 7, "map-frame", Phrase.of("a map function of the runtime"))),
                List.of(new Advice(Phrase.of("Guard the map of Store with a lock"), Phrase.of("It costs little."),
                        "s.mu.RLock()\ndefer s.mu.RUnlock()\nreturn s.items[key]", "go"),
                        new Advice(Phrase.of("Use sync.Map"), Phrase.of("Where keys are mostly read."), null, null)),
                "v1:00", 1, lastLine, goroutines, groups, groups.size(), parties(), List.of());
    }

    private static List<Party> parties() {
        return List.of(
                new Party(Party.Role.FAILING, 18L, "running", OperationType.READ,
                        List.of(frame("runtime.fatal", "/usr/local/go/src/runtime/panic.go", 1123, 4, false),
                                frame("runtime.mapaccess1_faststr", "/usr/local/go/src/runtime/map_faststr.go", 12, 6,
                                        false),
                                frame(STORE + ".Get", "/src/cart/store.go", 41, 8, true)),
                        frame("main.main", "/src/main.go", 12, 10, true), 3, 11),
                new Party(Party.Role.SUSPECT, 19L, "runnable", OperationType.WRITE,
                        List.of(frame(STORE + ".Put", "/src/cart/store.go", 57, 14, true)),
                        frame("main.main", "/src/main.go", 13, 16, true), 13, 17));
    }

    private static StackLine frame(String function, String file, int line, int textLine, boolean user) {
        return new StackLine(function, file, line, textLine, user, null);
    }

    static IncidentFacts facts(Diagnosis diagnosis) {
        return new IncidentFacts("0192", diagnosis, new SourceLabels("cart", "prod", "v1.8.2", null, null, null),
                Rendering.NOW.minusSeconds(180), 4.12, List.of());
    }
}
