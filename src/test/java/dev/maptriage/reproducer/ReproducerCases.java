package dev.maptriage.reproducer;

import java.util.LinkedHashMap;
import java.util.Map;

/// Crash texts whose reproducers must be right: one for each shape, and names that Go makes difficult.
final class ReproducerCases {
    private final Map<String, String> texts = new LinkedHashMap<>();

    private ReproducerCases() {
        fatal("write-write", "concurrent map writes", "example.com/shop/cart.(*Store).Put(0xc00001, {0x4b, 0x3}, 0x7)");
        fatal("read-write", "concurrent map read and map write", "example.com/shop/cart.(*Store).Get(0xc00001, 0x7)");
        fatal("iterate-write", "concurrent map iteration and map write", "example.com/shop/cart.Store.dump(...)");
        fatal("clone-write", "concurrent map clone and map write", "maps.clone({0x1, 0x2})", "maps.Clone[...](...)",
                "example.com/conf.Snapshot(0x1)");
        fatal("literal-of-main", "concurrent map writes", "main.main.func1()");
        fatal("literal-of-method", "concurrent map writes", "example.com/p.(*Pool).run.func2.1(0x1)");
        fatal("literal-of-function", "concurrent map read and map write", "example.com/p.walk.func1()");
        fatal("literal-of-init", "concurrent map writes", "example.com/p.init.0.func1()");
        fatal("literal-of-test", "concurrent map writes", "example.com/p.TestPut.func1()");
        fatal("main-itself", "concurrent map read and map write", "main.main()");
        fatal("main-writes", "concurrent map writes", "main.main()");
        fatal("benchmark", "concurrent map writes", "example.com/p.BenchmarkPut(0x1)");
        fatal("generic", "concurrent map writes", "example.com/p.(*Tally[...]).Inc(0x1, 0x2)");
        fatal("generic-function", "concurrent map iteration and map write", "example.com/p.Merge[...](0x1)");
        fatal("unicode", "concurrent map writes", "example.com/lager.(*Größe).füge(0x1)");
        fatal("predeclared", "concurrent map writes", "example.com/p.(*string).len(0x1)");
        fatal("shadowed-function", "concurrent map read and map write", "example.com/p.delete(0x1)");
        fatal("imported-name", "concurrent map writes", "example.com/p.sync(0x1)");
        fatal("our-own-names", "concurrent map read and map write", "example.com/p.(*shared).items(0x1)");
        fatal("operations", "concurrent map writes", "example.com/p.operations(0x1)");
        fatal("type-main", "concurrent map writes", "example.com/p.(*main).init(0x1)");
        fatal("stringer", "concurrent map writes", "example.com/p.Set.String(0x1)");
        fatal("no-identifier", "concurrent map writes", "example.com/p.(*a-b).c$d(0x1)");
        fatal("keys-of-32-bit", "concurrent map writes", "runtime.fatal({0x1, 0x15})",
                "runtime.mapassign_fast32(0x1, 0x2, 0x3)", "example.com/p.(*Ids).add(0x1)");
        fatal("keys-of-64-bit", "concurrent map read and map write", "runtime.fatal({0x1, 0x15})",
                "runtime.mapaccess2_fast64(0x1, 0x2, 0x3)", "example.com/p.(*Ids).has(0x1)");
        fatal("pointers", "concurrent map writes", "runtime.fatal({0x1, 0x15})",
                "runtime.mapassign_fast64ptr(0x1, 0x2, 0x3)", "example.com/p.(*Nodes).add(0x1)");
        fatal("structs", "concurrent map writes", "runtime.fatal({0x1, 0x15})", "runtime.mapassign(0x1, 0x2, 0x3)",
                "example.com/p.(*Pairs).add(0x1)");
        fatal("delete", "concurrent map writes", "runtime.fatal({0x1, 0x15})",
                "runtime.mapdelete_faststr(0x1, 0x2, 0x3)", "example.com/p.(*Cache).evict(0x1)");
        fatal("clear", "concurrent map writes", "runtime.fatal({0x1, 0x15})", "runtime.mapclear(0x1, 0x2)",
                "example.com/p.(*Cache).reset(0x1)");

        race("race-read-write", "runtime.mapaccess1_faststr", "Read", "example.com/p.(*Room).has",
                "runtime.mapassign_faststr", "write", "example.com/p.(*Room).join");
        race("race-one-function", "runtime.mapaccess1_fast64", "Read", "example.com/p.(*Cache).get",
                "runtime.mapassign_fast64", "write", "example.com/p.(*Cache).get");
        race("race-iterate-one-function", "runtime.mapIterNext", "Read", "example.com/p.render",
                "runtime.mapassign_fast64", "write", "example.com/p.render");
        race("race-writer-first", "runtime.mapassign_faststr", "Write", "example.com/p.(*Room).join",
                "runtime.mapIterNext", "read", "example.com/p.(*Room).each");
        race("race-delete-assign", "runtime.mapdelete_fast64", "Write", "example.com/graph.(*Set).prune",
                "runtime.mapassign_fast64ptr", "write", "example.com/graph.(*Set).add");
        race("race-assign-delete", "runtime.mapassign_fast32", "Write", "example.com/p.(*Set).add",
                "runtime.mapdelete_fast32", "write", "example.com/q.(*Set).add");
        race("race-literals", "runtime.mapaccess1_fast64", "Read", "main.main.func1", "runtime.mapassign_fast64",
                "write", "main.main.func2");
        race("race-literals-of-method", "runtime.mapIterNext", "Read", "example.com/p.(*Pool).run.func1",
                "runtime.mapdelete_fast64", "write", "example.com/p.(*Pool).run.func2");
        race("race-function-and-method", "runtime.mapaccess1_fast64", "Read", "example.com/p.lookup",
                "runtime.mapassign_fast64", "write", "example.com/p.(*Filler).fill");
        race("race-read-clear", "runtime.mapaccess1_fast64", "Read", "example.com/p.(*Cache).get", "runtime.mapclear",
                "write", "example.com/p.(*Cache).reset");

        nil("nil-field", "example.com/shop/stock.(*Shelf).Add(0xc000012345, {0x4b, 0x3})");
        nil("nil-receiver", "example.com/p.Headers.Set(0x0, {0x4b, 0x3}, {0x4c, 0x2})");
        nil("nil-struct-value", "example.com/p.Config.set({0x0}, {0x4b, 0x3})");
        nil("nil-parameter", "example.com/p.apply(0x0, {0x4b, 0x3})");
        nil("nil-variable", "example.com/p.Register({0x4b, 0x3}, 0xc000012345)");
        nil("nil-literal", "example.com/p.Load.func1(...)");
        nil("nil-literal-of-method", "example.com/p.(*Loader).Load.func1(...)");
        nil("nil-main", "main.main()");
        nil("nil-literal-of-main", "main.main.func1()");
        nil("nil-init", "example.com/p.init.0()");
        nil("nil-test", "example.com/p.TestPut(0xc000012345)");
        nil("nil-generic", "example.com/p.(*Counter[...]).Inc(0xc000012345, 0x1)");
        nil("nil-generic-function", "example.com/p.Fill[...](0x1)");
        nil("nil-header", "net/textproto.MIMEHeader.Set(...)", "net/http.Header.Set(0x0, {0x4b, 0x3})",
                "example.com/p.(*Client).sign(0xc000012345)");
        nil("nil-values", "net/url.Values.Add(...)", "example.com/p.query(0x0)");
        nil("nil-copy", "maps.Copy[...](...)", "example.com/p.defaults(0x0)");
        nil("nil-reflect", "reflect.mapassign_faststr0(0x1, 0x0)", "reflect.Value.SetMapIndex({0x1, 0x2})",
                "example.com/p.decode(0x1)");
        nil("nil-close", "example.com/p.close(0x1)");
        nil("nil-pointers", "runtime.mapassign_fast64ptr(0x1, 0x0, 0x2)", "example.com/p.(*Graph).link(0xc000012345)");
    }

    /// Name and crash text of each.
    static Map<String, String> all() {
        return new ReproducerCases().texts;
    }

    static String text(String name) {
        String text = all().get(name);
        if (text == null) {
            throw new IllegalArgumentException(name);
        }
        return text;
    }

    private void fatal(String name, String message, String... calls) {
        texts.put(name, "fatal error: " + message + "\n\n" + goroutine(calls));
    }

    private void nil(String name, String... calls) {
        texts.put(name, "panic: assignment to entry in nil map\n\n" + goroutine(calls));
    }

    private static String goroutine(String... calls) {
        StringBuilder text = new StringBuilder("goroutine 18 [running]:\n");
        int line = 10;
        for (String call : calls) {
            boolean own = call.startsWith("example.com") || call.startsWith("main.");
            text.append(call).append("\n\t").append(own ? "/src/app/app.go:" : "/usr/local/go/src/lib.go:")
                    .append(++line)
                    .append(call.endsWith("(...)") ? "\n" : " +0x1d\n");
        }
        return text.append("exit status 2\n").toString();
    }

    private void race(String name, String map, String access, String function, String otherMap, String otherAccess,
            String other) {
        texts.put(name, """
                ==================
                WARNING: DATA RACE
                %s at 0x00c000064180 by goroutine 8:
                  %s()
                      /usr/local/go/src/runtime/map.go:203 +0x0
                  %s()
                      /src/app/app.go:63 +0x76

                Previous %s at 0x00c000064180 by goroutine 7:
                  %s()
                      /usr/local/go/src/runtime/map.go:203 +0x0
                  %s()
                      /src/app/app.go:71 +0x76

                Goroutine 8 (running) created at:
                  main.main()
                      /src/app/main.go:12 +0x2f

                Goroutine 7 (running) created at:
                  main.main()
                      /src/app/main.go:11 +0x2f
                ==================
                Found 1 data race(s)
                exit status 66
                """.formatted(access, map, function, otherAccess, otherMap, other));
    }
}
