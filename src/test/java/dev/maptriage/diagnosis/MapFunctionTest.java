package dev.maptriage.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapFunctionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # function                                         | operation | key       | growth | map
            runtime.mapassign                                  | ASSIGN    | GENERIC   | false  | UNKNOWN
            runtime.mapassign_faststr                          | ASSIGN    | FASTSTR   | false  | UNKNOWN
            runtime.mapassign_fast32                           | ASSIGN    | FAST32    | false  | UNKNOWN
            runtime.mapassign_fast32ptr                        | ASSIGN    | FAST64PTR | false  | UNKNOWN
            runtime.mapassign_fast64                           | ASSIGN    | FAST64    | false  | UNKNOWN
            runtime.mapassign_fast64ptr                        | ASSIGN    | FAST64PTR | false  | UNKNOWN
            runtime.mapaccess1                                 | READ      | GENERIC   | false  | UNKNOWN
            runtime.mapaccess1_fast64                          | READ      | FAST64    | false  | UNKNOWN
            runtime.mapaccess2_faststr                         | READ      | FASTSTR   | false  | UNKNOWN
            runtime.mapdelete                                  | DELETE    | GENERIC   | false  | UNKNOWN
            runtime.mapdelete_fast32                           | DELETE    | FAST32    | false  | UNKNOWN
            runtime.mapiterinit                                | ITERATE   | UNKNOWN   | false  | UNKNOWN
            runtime.mapiternext                                | ITERATE   | UNKNOWN   | false  | UNKNOWN
            runtime.mapIterStart                               | ITERATE   | UNKNOWN   | false  | SWISS
            runtime.mapIterNext                                | ITERATE   | UNKNOWN   | false  | SWISS
            runtime.mapclear                                   | CLEAR     | UNKNOWN   | false  | UNKNOWN
            runtime.mapclone2                                  | CLONE     | UNKNOWN   | false  | UNKNOWN
            runtime.hashGrow                                   | GROW      | UNKNOWN   | true   | CLASSIC
            runtime.makeBucketArray                            | GROW      | UNKNOWN   | true   | CLASSIC
            runtime.growWork_faststr                           | GROW      | FASTSTR   | true   | CLASSIC
            runtime.evacuate                                   | GROW      | UNKNOWN   | true   | CLASSIC
            runtime.evacuate_fast64                            | GROW      | FAST64    | true   | CLASSIC
            runtime.advanceEvacuationMark                      | GROW      | UNKNOWN   | true   | CLASSIC
            runtime.(*hmap).newoverflow                        | GROW      | UNKNOWN   | true   | CLASSIC
            internal/runtime/maps.fatal                        | UNKNOWN   | UNKNOWN   | false  | SWISS
            internal/runtime/maps.(*Iter).Next                 | ITERATE   | UNKNOWN   | false  | SWISS
            internal/runtime/maps.(*Map).Delete                | DELETE    | UNKNOWN   | false  | SWISS
            internal/runtime/maps.(*Map).Clear                 | CLEAR     | UNKNOWN   | false  | SWISS
            internal/runtime/maps.(*Map).Clone                 | CLONE     | UNKNOWN   | false  | SWISS
            internal/runtime/maps.(*table).rehash              | GROW      | UNKNOWN   | true   | SWISS
            internal/runtime/maps.(*table).grow                | GROW      | UNKNOWN   | true   | SWISS
            internal/runtime/maps.(*table).split               | GROW      | UNKNOWN   | true   | SWISS
            internal/runtime/maps.newTable                     | GROW      | UNKNOWN   | true   | SWISS
            internal/runtime/maps.(*Map).growToTable           | GROW      | UNKNOWN   | true   | SWISS
            internal/runtime/maps.(*Map).putSlotSmallFast64    | ASSIGN    | FAST64    | false  | SWISS
            internal/runtime/maps.(*Map).putSlotSmallFastPtr   | ASSIGN    | FAST64PTR | false  | SWISS
            internal/runtime/maps.(*Map).putSlotSmallFastStr   | ASSIGN    | FASTSTR   | false  | SWISS
            reflect.mapassign_faststr                          | ASSIGN    | FASTSTR   | false  | UNKNOWN
            reflect.mapassign_faststr0                         | ASSIGN    | FASTSTR   | false  | UNKNOWN
            reflect.Value.SetMapIndex                          | ASSIGN    | UNKNOWN   | false  | UNKNOWN
            reflect.(*MapIter).Next                            | ITERATE   | UNKNOWN   | false  | UNKNOWN
            reflect.maplen                                     | LEN       | UNKNOWN   | false  | UNKNOWN
            maps.clone                                         | CLONE     | UNKNOWN   | false  | UNKNOWN
            maps.Copy[...]                                     | ASSIGN    | UNKNOWN   | false  | UNKNOWN
            net/http.Header.Set                                | ASSIGN    | UNKNOWN   | false  | UNKNOWN
            net/url.Values.Get                                 | READ      | UNKNOWN   | false  | UNKNOWN
            """)
    void knowsWhatAFrameDoes(String function, OperationType operation, KeyKind key, boolean growth,
            MapImplementation implementation) {
        MapFunction known = Objects.requireNonNull(MapFunction.of(function));

        assertThat(known.operation()).isEqualTo(operation);
        assertThat(known.keyKind()).isEqualTo(key);
        assertThat(known.growth()).isEqualTo(growth);
        assertThat(known.implementation()).isEqualTo(implementation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main.mapassign_faststr", "main.hashGrow", "example.com/maps.(*table).rehash",
        "example.com/runtime.evacuate", "runtime.main", "runtime.gopanic", "runtime.mallocgc", "maps.Keys",
        "main.(*hmap).newoverflow", "internal/runtime/mapsx.fatal", "example.com/internal/runtime/maps.fatal"})
    void takesNoOtherFunctionForOne(String function) {
        assertThat(MapFunction.of(function)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            runtime.mapassign_faststr | 0x48a760, 0xc000012345, {0x4b, 0x1} | c000012345
            runtime.mapassign_faststr | 0x48a760, 0xc000012345?, 0x1        | 0
            runtime.mapassign_faststr | 0x48a760                            | 0
            runtime.mapassign_faststr | 0x48a760, 0x12                      | 0
            runtime.mapassign_faststr | {0x1, 0x12345678}, 0x1              | 12345678
            runtime.mapassign_faststr | 0x1, 0x11112222333344445555         | 0
            runtime.mapassign_faststr | 0x1, 0x12_45678                     | 0
            runtime.mapassign_faststr | ...                                 | 0
            main.mapassign_faststr    | 0x48a760, 0xc000012345              | 0
            runtime.mallocgc          | 0x48a760, 0xc000012345              | 0
            """)
    void readsTheMapsAddressWhereTheTextShowsIt(String function, String arguments, String address) {
        Call call = new Call(new Frame(function, "/x.go", 1, false), arguments, 1);

        assertThat(Long.toHexString(MapFunction.mapOf(call))).isEqualTo(address);
    }
}
