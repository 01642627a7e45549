package dev.maptriage;

import java.nio.charset.StandardCharsets;

/// Crash texts for tests, as Go prints them.
public final class Crashes {
    private Crashes() {}

    /// A fatal error of its own bug per function.
    public static String concurrentWrites(String function) {
        return """
                fatal error: concurrent map writes

                goroutine 18 [running]:
                example.com/shop/cart.(*Store).%s(0xc000010250, {0x4b1f6e, 0x3}, 0x7)
                \t/src/cart/store.go:57 +0x65
                created by main.main in goroutine 1
                \t/src/main.go:12 +0x2f
                """.formatted(function);
    }

    /// A report of the race detector that names both sides.
    public static String race(String reader, String writer) {
        return """
                ==================
                WARNING: DATA RACE
                Read at 0x00c00011e0c0 by goroutine 8:
                  runtime.mapaccess1_faststr()
                      /usr/local/go/src/runtime/map_faststr.go:13 +0x0
                  example.com/shop/cart.(*Store).%1$s()
                      /src/cart/store.go:41 +0x44
                  main.main.func1()
                      /src/main.go:11 +0x30

                Previous write at 0x00c00011e0c0 by goroutine 7:
                  runtime.mapassign_faststr()
                      /usr/local/go/src/runtime/map_faststr.go:223 +0x0
                  example.com/shop/cart.(*Store).%2$s()
                      /src/cart/store.go:57 +0x65
                  main.main.func2()
                      /src/main.go:12 +0x30

                Goroutine 8 (running) created at:
                  main.main()
                      /src/main.go:11 +0x90

                Goroutine 7 (finished) created at:
                  main.main()
                      /src/main.go:12 +0xa0
                ==================
                """.formatted(reader, writer);
    }

    public static String nilMapWrite(String function) {
        return """
                panic: assignment to entry in nil map

                goroutine 1 [running]:
                example.com/shop/stock.(*Shelf).%s(...)
                \t/src/stock/shelf.go:20
                main.main()
                \t/src/main.go:9 +0x2f
                exit status 2
                """.formatted(function);
    }

    /// The crash, followed by other lines until the text is at least so large.
    public static byte[] padded(String crash, int bytes) {
        StringBuilder text = new StringBuilder(bytes + 100).append(crash).append('\n');
        for (int line = 0; text.length() < bytes; line++) {
            text.append("2026/11/23 06:00:00 request ").append(line).append(" served in ").append(line % 97)
                    .append(" ms\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
