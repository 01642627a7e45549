package dev.maptriage.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # printed                                          | path                  | receiver | pointer | name    | closure | spoken
            main.main                                          | main                  | -        | false   | main    | false   | main.main
            example.com/shop/cart.(*Store).Get                 | example.com/shop/cart | Store    | true    | Get     | false   | cart.(*Store).Get
            example.com/shop/cart.Store.Get                    | example.com/shop/cart | Store    | false   | Get     | false   | cart.Store.Get
            main.(*Tally[go.shape.uint32]).Inc                 | main                  | Tally    | true    | Inc     | false   | main.(*Tally).Inc
            main.Pair[...].Swap                                | main                  | Pair     | false   | Swap    | false   | main.Pair.Swap
            main.Sum[...]                                      | main                  | -        | false   | Sum     | false   | main.Sum
            main.main.func1.2                                  | main                  | -        | false   | main    | true    | main.main
            main.(*Store).Walk.func2                           | main                  | Store    | true    | Walk    | true    | main.(*Store).Walk
            main.(*Store).Put-fm                               | main                  | Store    | true    | Put     | false   | main.(*Store).Put
            main.walk-range1                                   | main                  | -        | false   | walk    | true    | main.walk
            gopkg.example/kv%2ev2.Open.gowrap1                 | gopkg.example/kv.v2   | -        | false   | Open    | true    | kv.v2.Open
            gopkg.example/kv%2ev2.(*Multi[...]).Add            | gopkg.example/kv.v2   | Multi    | true    | Add     | false   | kv.v2.(*Multi).Add
            main.init.0                                        | main                  | -        | false   | init    | true    | main.init
            main.init                                          | main                  | -        | false   | init    | false   | main.init
            main.glob..func1                                   | main                  | -        | false   | init    | true    | main.init
            main.func·005                                      | main                  | -        | false   | init    | true    | main.init
            main.main.Recover.func2.1                          | main                  | -        | false   | Recover | true    | main.main.Recover
            main.serve.deferwrap2                              | main                  | -        | false   | serve   | true    | main.serve
            aeshashbody                                        | -                     | -        | false   | aeshashbody | false | aeshashbody
            """)
    void takesANameApart(String printed, String path, String receiver, boolean pointer, String name, boolean closure,
            String spoken) {
        FunctionName parsed = FunctionName.parse(printed);

        assertThat(parsed.path()).isEqualTo(path == null ? "" : path);
        assertThat(parsed.receiver()).isEqualTo(receiver == null ? "" : receiver);
        assertThat(parsed.pointer()).isEqualTo(pointer);
        assertThat(parsed.name()).isEqualTo(name);
        assertThat(parsed.closure()).isEqualTo(closure);
        assertThat(parsed.spoken()).isEqualTo(spoken);
    }

    @Test
    void namesTheTypeOfAMethodWithItsPackage() {
        assertThat(FunctionName.parse("example.com/a.(*S).F").type()).isEqualTo("example.com/a.S");
        assertThat(FunctionName.parse("example.com/a.F").type()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            main.f                                               | main.f
            main.f[...]                                          | main.f
            main.(*T[go.shape.struct { A [3]int }]).f[go.shape.int] | main.(*T).f
            main.f[                                              | main.f
            main.f]                                              | main.f]
            """)
    void leavesTypeArgumentsOut(String printed, String plain) {
        assertThat(FunctionName.withoutTypeArguments(printed)).isEqualTo(plain);
    }
}
