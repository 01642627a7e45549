package dev.maptriage.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Types of the standard library, as real compilers lay them out: recorded, see `src/test/go/layout`.
final class KnownTypes {
    private static final KnownTypes ALL = read();

    private final Map<String, List<Row>> rows = new HashMap<>();

    private KnownTypes() {}

    private record Row(int since, Shape shape) {}

    static KnownTypes all() {
        return ALL;
    }

    /// The shape in a release of Go; null if the type is not known there.
    ///
    /// @param minor the release is 1.minor
    @Nullable
    Shape find(String name, Architecture architecture, int minor) {
        Shape found = null;
        for (Row row : rows.getOrDefault(key(name, architecture.label()), List.of())) {
            if (row.since <= minor) {
                found = row.shape;
            }
        }
        return found;
    }

    private static String key(String name, String architecture) {
        return name + " " + architecture;
    }

    private static KnownTypes read() {
        String file = "/layout/known-types.csv";
        try (InputStream in = Objects.requireNonNull(KnownTypes.class.getResourceAsStream(file), file)) {
            KnownTypes known = new KnownTypes();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).skip(1)
                    .forEach(known::add);
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] f = line.split(",", -1);
        Shape.Sync sync = switch (f[6]) {
            case "sync" -> Shape.Sync.LOCK;
            case "atomic" -> Shape.Sync.ATOMIC;
            default -> Shape.Sync.NONE;
        };
        rows.computeIfAbsent(key(f[0], f[1]), k -> new ArrayList<>())
                .add(new Row(Integer.parseInt(f[2].substring(2)), new Shape(Long.parseLong(f[3]),
                        Integer.parseInt(f[4]), Long.parseLong(f[5]), sync)));
    }
}
