package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLinksTest {
    private static final String HUB = "https://hub.example.com/shop/blob/{release}/{path}#L{line}";
    private static final Map<String, String> LABELS = Map.of("release", "v1.8.2", "service", "cart");
    private final SourceLinks links = new SourceLinks(List.of(rule("example.com/shop", HUB),
            rule("/build/src/", "https://hub.example.com/tools/{path}#L{line}"),
            rule("example.com/shop/vendored", "https://elsewhere.example.com/{version}/{path}?line={line}")));

    private static SourceProperties.Rule rule(String prefix, String template) {
        return new SourceProperties.Rule(prefix, template, null);
    }

    private @Nullable String href(String function, String file) {
        return links.href(function, file, 57, LABELS);
    }

    @ParameterizedTest
    @CsvSource({"example.com/shop/cart.(*Store).Put,/home/ci/src/cart/store.go,cart/store.go",
        "example.com/shop/cart.(*Set[...]).Add,C:\\build\\cart\\set.go,cart/set.go",
        "example.com/shop/cart.Map[example.com/other/x.T].Add,/w/cart/map.go,cart/map.go",
        "example.com/shop.Run,/w/run.go,run.go", "main.main,example.com/shop/cmd/shop/main.go,cmd/shop/main.go",
        "main.main,example.com/shop@v1.2.3/cmd/main.go,cmd/main.go",
        "example.com/shop/cart_test.TestPut,/w/cart/store_test.go,cart/store_test.go",
        "example.com/shop/gopkg%2ein.X,/w/gopkg.in/x.go,gopkg.in/x.go"})
    void aModuleIsFoundWhereverTheProgramWasBuilt(String function, String file, String path) {
        assertThat(href(function, file)).isEqualTo("https://hub.example.com/shop/blob/v1.8.2/" + path + "#L57");
    }

    @Test
    void packageMainIsFoundByItsDirectory() {
        assertThat(href("main.(*cache).fill", "/build/src/cmd/app/main.go"))
                .isEqualTo("https://hub.example.com/tools/cmd/app/main.go#L57");
    }

    @Test
    void theLongestPrefixWinsAndTheVersionComesFromTheFile() {
        assertThat(href("example.com/shop/vendored/kv.Get",
                "/go/pkg/mod/example.com/shop/vendored@v0.0.0-20240102030405-0123456789ab/kv/kv.go"))
                .isEqualTo("https://elsewhere.example.com/0123456789ab/kv/kv.go?line=57");
        assertThat(
                href("example.com/shop/vendored/kv.Get", "/m/example.com/shop/vendored@v2.0.0+incompatible/kv/kv.go"))
                .isEqualTo("https://elsewhere.example.com/v2.0.0/kv/kv.go?line=57");
    }

    @ParameterizedTest
    @CsvSource({"example.com/shopping/cart.Put,/w/cart.go", "runtime.throw,/usr/local/go/src/runtime/panic.go",
        "main.main,/build/srcs/main.go", "main.main,/build/src/../../etc/passwd", "main.main,/build/src//etc/x.go"})
    void elsewhereAndUpwardsThereIsNoLink(String function, String file) {
        assertThat(href(function, file)).isNull();
    }

    @Test
    void whatComesFromATextIsEscaped() {
        assertThat(href("main.main", "/build/src/a b/\"><script>?x=1&y#z%2f{line}.go")).isEqualTo(
                "https://hub.example.com/tools/a%20b/%22%3E%3Cscript%3E%3Fx%3D1%26y%23z%252f%7Bline%7D.go#L57");
        assertThat(links.href("example.com/shop.Run", "/w/run.go", 1, Map.of("release", "release/1.2\u202e")))
                .isEqualTo("https://hub.example.com/shop/blob/release/1.2%E2%80%AE/run.go#L1");
        assertThat(links.href("example.com/shop.Run", "/w/run.go", 1, Map.of("release", "../../evil"))).isNull();
    }

    @Test
    void withoutWhatTheTemplateAsksForThereIsNoLinkButWithoutALineThereIs() {
        assertThat(links.href("example.com/shop.Run", "/w/run.go", 1, Map.of())).isNull();
        assertThat(links.href("example.com/shop.Run", "/w/run.go", null, LABELS))
                .isEqualTo("https://hub.example.com/shop/blob/v1.8.2/run.go");
        assertThat(links.href("example.com/shop.Run", null, 1, LABELS)).isNull();
    }

    @Test
    void aRuleMayBeForOneService() {
        SourceLinks some = new SourceLinks(
                List.of(new SourceProperties.Rule("/src/", "https://a.example/{path}", "cart"),
                        new SourceProperties.Rule("/src/", "https://b.example/{path}", "till")));
        assertThat(some.href("main.main", "/src/x.go", 1, Map.of("service", "till")))
                .isEqualTo("https://b.example/x.go");
        assertThat(some.href("main.main", "/src/x.go", 1, Map.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://hub.example.com/{path}", "javascript:alert(1)//{path}", "https://{release}.evil/x",
        "https://hub.example.com", "https://hub.example.com/{file}", "https://hub.example.com/a b",
        "//hub.example.com/x"})
    void templatesThatAreNoAddressAreRefusedAtStart(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> rule("example.com", template))
                .withMessageContaining("maptriage.sources");
    }
}
