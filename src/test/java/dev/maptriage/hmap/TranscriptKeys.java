package dev.maptriage.hmap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The keys of one kind of transcript: as text, as engine keys, and as the bytes that go into digests.
enum TranscriptKeys {

    U64(KeyKind.UINT64, 8),
    U32(KeyKind.UINT32, 4),
    STR(KeyKind.STRING, 0),
    A3(KeyKind.STRUCT, 24),
    F64(KeyKind.FLOAT64,
            8),
    PTR(KeyKind.POINTER, 8);

    /// The engine key of `[3]uint64`.
    record Triple(long a, long b, long c) {}

    final KeyKind kind;
    private final int size;

    TranscriptKeys(KeyKind kind, int size) {
        this.kind = kind;
        this.size = size;
    }

    static TranscriptKeys of(String label) {
        return switch (label) {
            case "u64" -> U64;
            case "u32" -> U32;
            case "str" -> STR;
            case "a3" -> A3;
            case "f64" -> F64;
            case "ptr" -> PTR;
            default -> throw new IllegalArgumentException("unknown kind of keys: " + label);
        };
    }

    /// A Long, a String or a Triple.
    Object parse(String text) {
        return switch (this) {
            case U64, U32, PTR -> Long.parseUnsignedLong(text);
            case F64 -> Long.parseUnsignedLong(text, 16);
            case STR -> text;
            case A3 -> {
                String[] parts = text.split(":", -1);
                yield new Triple(Long.parseUnsignedLong(parts[0]), Long.parseUnsignedLong(parts[1]),
                        Long.parseUnsignedLong(parts[2]));
            }
        };
    }

    String text(Object key) {
        return switch (this) {
            case U64, U32, PTR -> Long.toUnsignedString((Long) key);
            case F64 -> String.format("%016x", (Long) key);
            case STR -> (String) key;
            case A3 -> {
                Triple t = (Triple) key;
                yield Long.toUnsignedString(t.a) + ":" + Long.toUnsignedString(t.b) + ":" + Long.toUnsignedString(t.c);
            }
        };
    }

    void digest(Object key, ByteArrayOutputStream out) {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case STR -> {
                byte[] text = ((String) key).getBytes(StandardCharsets.UTF_8);
                bytes.putInt(text.length);
                out.write(bytes.array(), 0, 4);
                out.writeBytes(text);
            }
            case A3 -> {
                Triple t = (Triple) key;
                out.writeBytes(bytes.putLong(t.a).putLong(t.b).putLong(t.c).array());
            }
            default -> {
                bytes.putLong((Long) key);
                out.write(bytes.array(), 0, size);
            }
        }
    }

    /// What a hash is known under: both zeros have one.
    Object hashKey(Object key) {
        return this == F64 && Objects.equals(key, Long.MIN_VALUE) ? (Object) 0L : key;
    }

    boolean isNan(Object key) {
        return this == F64 && Double.isNaN(Double.longBitsToDouble((Long) key));
    }
}
