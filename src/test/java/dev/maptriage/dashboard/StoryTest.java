package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Contention;
import dev.maptriage.diagnosis.Counterpart;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.GoVersionRange;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.Operation;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Source;
import dev.maptriage.diagnosis.Suspect;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoryTest {
    private static final CodePoint GET = new CodePoint("example.com/cart.(*Store).Get", "/src/store.go", 41, 18L, 8);
    private static final CodePoint PUT = new CodePoint("example.com/cart.(*Store).Put", "/src/store.go", 57, 19L, 14);

    private static Diagnosis diagnosis(Kind kind, Source source, String message, Operation operation,
            Counterpart counterpart, @Nullable Contention contention, @Nullable CodePoint culprit,
            List<Suspect> suspects, boolean insufficient) {
        return new Diagnosis(kind.category(), kind, source, message, operation, counterpart, contention, culprit, null,
                suspects, false, 0.9, insufficient, List.of(), MapImplementation.UNKNOWN, GoVersionRange.ANY,
                List.of(), List.of(), "v1:0", 1, 20, 2, List.of(), 0, List.of(), List.of());
    }

    private static Diagnosis concurrent(Source source, Counterpart counterpart, List<Suspect> suspects) {
        return diagnosis(Kind.READ_WRITE, source, "concurrent map read and map write",
                new Operation(OperationType.READ, null, KeyKind.FASTSTR, false), counterpart, null, GET, suspects,
                false);
    }

    private static String tell(Diagnosis diagnosis) {
        return Story.of(diagnosis, Rendering.words(), line -> "#L" + line).stream().map(Span::text)
                .collect(Collectors.joining());
    }

    @Test
    void aKnownOtherSideIsNamed() {
        assertThat(tell(concurrent(Source.FATAL_ERROR, new Counterpart(OperationType.ASSIGN, true, PUT), List.of())))
                .isEqualTo("goroutine 18 read a map[string]… in cart.(*Store).Get (store.go:41) while goroutine 19 was "
                        + "assigning to it in cart.(*Store).Put (store.go:57).");
    }

    @Test
    void aRaceReportSaysWhoSawIt() {
        assertThat(tell(concurrent(Source.RACE_REPORT, new Counterpart(OperationType.ASSIGN, true, PUT), List.of())))
                .startsWith("The race detector saw that goroutine 18 read a map[string]…")
                .endsWith("(store.go:57), with nothing that orders the two.");
    }

    @Test
    void anUnknownOtherSideIsNamedAsUnknown() {
        assertThat(tell(concurrent(Source.FATAL_ERROR, new Counterpart(OperationType.WRITE, false, null), List.of())))
                .endsWith("while another goroutine was writing to it; the text does not show it.");
    }

    @Test
    void aGoodSuspectIsNamedAsTheLikelyOne() {
        Suspect suspect = new Suspect(19L, PUT.function(), PUT.file(), PUT.line(), 14, 0.91, List.of());
        assertThat(tell(concurrent(Source.FATAL_ERROR, new Counterpart(OperationType.WRITE, false, null),
                List.of(suspect)))).endsWith("the text does not say which one, most likely goroutine 19 in "
                        + "cart.(*Store).Put (store.go:57).");
    }

    @Test
    void aWeakSuspectIsNotNamed() {
        Suspect suspect = new Suspect(19L, PUT.function(), PUT.file(), PUT.line(), 14, 0.4, List.of());
        assertThat(tell(concurrent(Source.FATAL_ERROR, new Counterpart(OperationType.WRITE, false, null),
                List.of(suspect)))).endsWith("the text does not say which one, the suspects are below.");
    }

    @Test
    void claimsLinkToTheirLines() {
        List<Span> spans = Story.of(
                concurrent(Source.FATAL_ERROR, new Counterpart(OperationType.ASSIGN, true, PUT), List.of()),
                Rendering.words(), line -> "#L" + line);
        assertThat(spans).filteredOn(span -> span.href() != null).extracting(Span::href).containsExactly("#L8",
                "#L14");
    }

    @Test
    void aNilWriteNamesPlaceAndMap() {
        Diagnosis diagnosis = diagnosis(Kind.NIL_MAP_ASSIGN, Source.PANIC, "assignment to entry in nil map",
                new Operation(OperationType.ASSIGN, null, KeyKind.UNKNOWN, false), Counterpart.NONE, null, PUT,
                List.of(), false);
        assertThat(tell(diagnosis)).isEqualTo("goroutine 19 assigned to an entry of a map that was never made, in "
                + "cart.(*Store).Put (store.go:57).");
    }

    @Test
    void aConvoyNamesWaitersLockAndHolder() {
        Diagnosis diagnosis = diagnosis(Kind.LOCK_CONVOY, Source.GOROUTINE_DUMP, "",
                new Operation(OperationType.GROW, null, KeyKind.FAST64, true), Counterpart.NONE,
                new Contention(1L, 41, "0xc000082020"), PUT, List.of(), false);
        assertThat(tell(diagnosis)).isEqualTo("41 goroutines wait for the lock 0xc000082020 while goroutine 1, which "
                + "holds it, grows a map with keys of 64 bits in cart.(*Store).Put (store.go:57).");
    }

    @Test
    void whatTheTextDoesNotDecideIsNotTold() {
        Diagnosis diagnosis = diagnosis(Kind.UNKNOWN, Source.STACK_ONLY, "", Operation.NONE, Counterpart.NONE, null,
                null, List.of(), true);
        assertThat(tell(diagnosis)).isEqualTo(
                "The text does not decide what failed in a place that the text does not show: no message of the "
                        + "runtime.");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindHasASentence(Kind kind) {
        String story = tell(diagnosis(kind, Source.PANIC, "message", Operation.NONE, Counterpart.NONE, null, null,
                List.of(), false));
        assertThat(story).endsWith(".").doesNotContain("{", "story.", "null");
        if (kind.category() == Category.OTHER) {
            assertThat(story).doesNotContain("never made", "race detector saw that");
        }
    }
}
