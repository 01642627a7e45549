package dev.maptriage.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.incident.Search.Field;
import dev.maptriage.incident.Search.Term;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class SearchTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static List<Term> parse(String query) {
        return Search.parse(query, NOW).terms();
    }

    private static Term words(boolean exact, boolean negated, String... words) {
        return new Term(null, List.of(words), exact, negated, null);
    }

    @Test
    void takesFieldsAndWordsApart() {
        assertThat(parse("kind:read-write service:cart,shop  put -env:no \"Map Writes\" -service:x").subList(0, 3))
                .containsExactly(new Term(Field.KIND, List.of("READ_WRITE"), true, false, null),
                        new Term(Field.SERVICE, List.of("cart", "shop"), true, false, null),
                        words(false, false, "put"));
    }

    @Test
    void knowsQuotesAndMinusSigns() {
        assertThat(parse("-service:\"my cart, old\" -\"Map Writes\" \"open")).containsExactly(
                new Term(Field.SERVICE, List.of("my cart, old"), true, true, null),
                words(true, true, "map", "writes"), words(true, false, "open"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "fatal error: concurrent map writes | fatal,error,concurrent,map,writes",
        "example.com/shop/cart.(*Store).Put | example,com,shop,cart,store,put", "http://a.b/c | http,a,b,c",
        "runtime.mapassign_faststr | runtime,mapassign_faststr", "store.go:57 | store,go,57", "- | ''",
        "Überlauf 日志 | überlauf,日志", "'; drop table issue; -- | drop,table,issue"})
    void takesEverythingElseForWords(String query, String words) {
        assertThat(String.join(",", parse(query).stream().flatMap(term -> term.values().stream()).toList()))
                .isEqualTo(words.replace("''", ""));
    }

    @ParameterizedTest
    @CsvSource({"since:7d, 2026-11-16T12:00:00Z", "since:2026-11-01, 2026-11-01T00:00:00Z",
        "until:2026-11-01T10:00:00+02:00, 2026-11-01T08:00:00Z", "age:<90m, 2026-11-23T10:30:00Z",
        "age:>2w, 2026-11-09T12:00:00Z"})
    void readsTimes(String query, Instant time) {
        assertThat(parse(query).getFirst().time()).isEqualTo(time);
    }

    @Test
    void readsNamesAsTheyAreKept() {
        assertThat(parse("function:cart.(*Store[go.shape.int]).Put* module:example.com/Shop file:store.go"))
                .containsExactly(new Term(Field.FUNCTION, List.of("f:cart.(*store).put"), false, false, null),
                        new Term(Field.MODULE, List.of("m:example.com/shop"), true, false, null),
                        new Term(Field.FILE, List.of("p:store.go"), true, false, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"severity:high|problem.search-field", "kind:SLOW|problem.search-value",
        "status:closed|problem.search-value", "is:green|problem.search-value", "age:7|problem.search-age",
        "since:yesterday|problem.search-time"})
    void saysWhatThereIsInstead(String query, String key) {
        assertThatThrownBy(() -> parse(query)).isInstanceOfSatisfying(Problem.class,
                problem -> assertThat(problem.getDetailMessageCode()).isEqualTo(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"", "\"\"", "-", "--", ":", "a:", "-\"", "service:", "\0", ":::", "\\", "%_"})
    void readsAnything(String query) {
        assertThat(parse(query)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void cutsGoNamesIntoTheirWords() {
        SearchTokens tokens = new SearchTokens();
        tokens.addFunction("example.com/shop/cart.(*Store[go.shape.int]).PutAll");
        tokens.addFile("/src/cart/HTTPStore.go");
        assertThat(tokens.all()).contains("example", "shop", "cart", "store", "putall", "put", "all", "http",
                "httpstore", "f:example.com/shop/cart.(*store).putall", "f:cart.(*store).putall", "f:putall",
                "m:example.com/shop/cart", "m:example.com/shop", "m:example.com", "m:cart", "p:httpstore.go")
                .doesNotContain("shape", "go.shape.int");
    }
}
