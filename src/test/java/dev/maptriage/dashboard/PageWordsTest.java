package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.Kind;
import dev.maptriage.diagnosis.MapImplementation;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

class PageWordsTest {

    static Stream<String> keysOfEnums() {
        return Stream.of(keys("category.", Category.values()), keys("kind.", Kind.values()),
                keys("deed.", OperationType.values()), keys("deed.while.", OperationType.values()),
                keys("deed.label.", OperationType.values()), keys("map.", KeyKind.values()),
                keys("role.", Party.Role.values()),
                Stream.of(MapImplementation.CLASSIC, MapImplementation.SWISS).map(i -> "map.implementation." + i))
                .flatMap(s -> s);
    }

    private static Stream<String> keys(String prefix, Object[] values) {
        return Stream.of(values).map(v -> prefix + v);
    }

    @ParameterizedTest
    @MethodSource("keysOfEnums")
    void everyConstantHasAWord(String key) {
        assertThat(Rendering.words().text(key)).isNotEqualTo(key).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"0,just now", "59,just now", "60,1 minute ago", "7199,1 hour ago", "7200,2 hours ago",
        "86400,yesterday", "259200,3 days ago", "-600,in the future"})
    void timesAreRelative(long seconds, String words) {
        Instant then = Rendering.NOW.minus(Duration.ofSeconds(seconds));
        assertThat(Rendering.words().time(then).relative()).isEqualTo(words);
    }

    @Test
    void theExactTimeNamesItsZone() {
        assertThat(Rendering.words().time(Rendering.NOW).exact()).isEqualToNormalizingWhitespace(
                "Nov 20, 2026, 12:00:00 PM UTC");
    }

    @Test
    void aSentenceKeepsItsPiecesApart() {
        List<Span> spans = Rendering.words().sentence("story.while",
                List.of(List.of(Span.words("goroutine 7")), List.of(Span.words("reading it")),
                        List.of(new Span("f", true, "#L3", null))));
        assertThat(spans).extracting(Span::text).containsExactly("while goroutine 7 was reading it in ", "f");
        assertThat(spans.getLast().href()).isEqualTo("#L3");
    }
}
