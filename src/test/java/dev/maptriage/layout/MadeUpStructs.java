package dev.maptriage.layout;

import java.util.List;
import java.util.Random;

/// Random structs of built-in types, arrays, references, nested and earlier structs.
final class MadeUpStructs {
    private static final List<String> BASIC = List.of("bool", "int8", "uint8", "byte", "int16", "uint16", "int32",
            "uint32", "rune", "float32", "int64", "uint64", "float64", "complex64", "complex128", "int", "uint",
            "uintptr", "string", "error", "unsafe.Pointer");
    private static final List<String> REFERENCES = List.of("*int", "[]byte", "map[string]bool", "chan int",
            "func(int) error", "interface{}", "<-chan struct{}");

    private final Random random;
    private int made;

    MadeUpStructs(Random random) {
        this.random = random;
    }

    String source(int structs) {
        StringBuilder source = new StringBuilder();
        for (made = 0; made < structs; made++) {
            source.append("type S").append(made).append(" struct {\n").append(fields(0)).append("}\n");
        }
        return source.toString();
    }

    private String fields(int depth) {
        StringBuilder fields = new StringBuilder();
        int n = random.nextInt(9);
        for (int i = 0; i < n; i++) {
            String name = random.nextInt(10) == 0 ? "_" : "f" + i;
            fields.append(name).append(' ').append(type(depth)).append('\n');
        }
        return fields.toString();
    }

    private String type(int depth) {
        int kind = random.nextInt(20);
        if (kind == 0 && made > 0) {
            return "S" + random.nextInt(made);
        }
        if (kind <= 2 && depth < 3) {
            return "struct {\n" + fields(depth + 1) + "}";
        }
        if (kind <= 5 && depth < 4) {
            return "[" + random.nextInt(5) + "]" + type(depth + 1);
        }
        return kind <= 8
                ? REFERENCES.get(random.nextInt(REFERENCES.size()))
                : BASIC.get(random.nextInt(BASIC.size()));
    }
}
