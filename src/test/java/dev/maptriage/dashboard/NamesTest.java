package dev.maptriage.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"main.main | main.main",
        "example.com/shop/cart.(*Store).Put | cart.(*Store).Put",
        "example.com/worker/v2.(*Pool).Run.func1 | worker/v2.(*Pool).Run.func1",
        "gopkg.in/yaml%2ev3.(*Decoder).Decode | yaml.v3.(*Decoder).Decode",
        "example.com/x/cache.(*Cache[example.com/y.Key,int]).Get | cache.(*Cache[example.com/y.Key,int]).Get",
        "runtime.mapassign_faststr | runtime.mapassign_faststr", "v2.Run | v2.Run"})
    void functionsKeepTheirPackageAndLoseItsPath(String full, String name) {
        assertThat(Names.function(full)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"/src/cart/store.go,store.go", "C:/Users/x/main.go,main.go", "C:\\x\\main.go,main.go",
        "main.go,main.go"})
    void filesLoseTheirPath(String path, String name) {
        assertThat(Names.file(path)).isEqualTo(name);
    }
}
