package dev.maptriage.layout;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Go compiler of this machine, asked for numbers without running anything.
final class RealGo {
    private static final Pattern SYMBOL = Pattern.compile("([^\\t]*?) S[A-Z]+(?: \\w+)* size=(\\d+).*");
    private static final Pattern DATA = Pattern.compile("\\t0x([0-9a-f]{4,}) ((?:[0-9a-f]{2} )+).*");

    private RealGo() {}

    static Optional<Path> command() {
        Stream<Path> path = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(d -> Path.of(d, "go"));
        Stream<Path> usual = Stream.of("1.27", "1.26", "1.24", "1.23", "1.22", "1.21", "1.19")
                .map(v -> Path.of("/usr/lib/go-" + v + "/bin/go"));
        return Stream.concat(path, Stream.concat(usual, Stream.of(Path.of("/usr/local/go/bin/go"))))
                .filter(Files::isExecutable).findFirst();
    }

    /// The values of an array of unsigned 64-bit numbers named `Table`.
    static List<Long> table(Path go, Architecture architecture, String source, Path scratch)
            throws IOException, InterruptedException {
        Path file = Files.writeString(scratch.resolve("p.go"), source);
        Path out = scratch.resolve("listing");
        ProcessBuilder builder = new ProcessBuilder(go.toString(), "tool", "compile", "-S", "-p", "p", "-o",
                scratch.resolve("p.o").toString(), file.toString()).redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(Map.of("GOARCH", architecture.label(), "GOOS", "linux", "GOTOOLCHAIN", "local",
                "GOCACHE", scratch.resolve("cache").toString()));
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the compiler did not end");
        }
        String listing = Files.readString(out);
        if (process.exitValue() != 0) {
            throw new AssertionError(listing);
        }
        Map<String, byte[]> symbols = symbols(listing);
        byte[] data = symbols.get("p.Table");
        if (data == null) {
            throw new AssertionError("no p.Table in " + symbols.keySet());
        }
        List<Long> values = new ArrayList<>();
        for (int at = 0; at < data.length; at += 8) {
            long value = 0;
            for (int i = 7; i >= 0; i--) {
                value = (value << 8) | (data[at + i] & 0xff);
            }
            values.add(value);
        }
        return values;
    }

    private static Map<String, byte[]> symbols(String listing) {
        Map<String, byte[]> symbols = new HashMap<>();
        byte[] current = new byte[0];
        for (String line : listing.lines().toList()) {
            Matcher symbol = SYMBOL.matcher(line);
            Matcher data = DATA.matcher(line);
            if (symbol.matches()) {
                current = new byte[Integer.parseInt(symbol.group(2))];
                symbols.put(symbol.group(1), current);
            } else if (data.matches()) {
                byte[] bytes = HexFormat.of().parseHex(data.group(2).replace(" ", ""));
                int at = Integer.parseInt(data.group(1), 16);
                System.arraycopy(bytes, 0, current, at, Math.max(0, Math.min(bytes.length, current.length - at)));
            }
        }
        return symbols;
    }
}
