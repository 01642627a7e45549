package dev.maptriage.layout;

import dev.maptriage.layout.GoParser.Declarations;
import dev.maptriage.layout.GoParser.Declared;
import dev.maptriage.layout.GoType.Array;
import dev.maptriage.layout.GoType.Constant;
import dev.maptriage.layout.GoType.Field;
import dev.maptriage.layout.GoType.Named;
import dev.maptriage.layout.GoType.Reference;
import dev.maptriage.layout.GoType.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The compiler's rules for one processor and release of Go.
final class Layouts {
    private static final long LARGEST = 1L << 40;
    private static final int MAX_DEPTH = 100;

    private final Declarations source;
    private final Architecture architecture;
    private final int minor;
    private final Map<String, Shape> done = new HashMap<>();
    private final Set<String> open = new LinkedHashSet<>();

    Layouts(Declarations source, Architecture architecture, int minor) {
        this.source = source;
        this.architecture = architecture;
        this.minor = minor;
    }

    Shape shape(GoType type) {
        return switch (type) {
            case Reference r -> new Shape((long) r.words() * architecture.word(), architecture.word(),
                    (long) r.pointers() * architecture.word(), Shape.Sync.NONE);
            case Array array -> array(array);
            case Struct struct -> struct(struct);
            case Named named -> named(named);
        };
    }

    private Shape array(Array array) {
        long length = value(array.length(), 0);
        if (length < 0) {
            throw new LayoutException(array.line(), "not-a-length", array.length().shown());
        }
        Shape elem = shape(array.elem());
        long size = checked(array, elem.size() == 0 ? 0 : (double) length * elem.size());
        long pointers = length == 0 || elem.pointerBytes() == 0 ? 0 : size - elem.size() + elem.pointerBytes();
        return new Shape(size, elem.align(), pointers, elem.sync());
    }

    private static long checked(GoType type, double size) {
        if (size > LARGEST) {
            throw new LayoutException(type.line(), "too-large", type.shown());
        }
        return (long) size;
    }

    private Shape struct(Struct struct) {
        return lay(struct.fields()).shape;
    }

    /// Fields at their offsets.
    ///
    /// @param shape   of the whole
    /// @param fields  shapes, one per field
    /// @param offsets one per field
    record Laid(Shape shape, List<Shape> fields, List<Long> offsets) {}

    /// Lays fields out one after the other, each at the next multiple of its alignment. A struct that ends in a field of
    /// no size gets a byte more, so that a pointer to that field does not point behind the struct.
    Laid lay(List<Field> fields) {
        List<Shape> shapes = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        long end = 0;
        int align = 1;
        long pointers = 0;
        Shape.Sync sync = Shape.Sync.NONE;
        for (Field field : fields) {
            Shape shape = shape(field.type());
            long offset = Shape.up(end, shape.align());
            shapes.add(shape);
            offsets.add(offset);
            end = checked(field.type(), (double) offset + shape.size());
            align = Math.max(align, shape.align());
            pointers = shape.pointerBytes() > 0 ? offset + shape.pointerBytes() : pointers;
            sync = shape.sync() != Shape.Sync.NONE ? shape.sync() : sync;
        }
        if (end > 0 && !shapes.isEmpty() && shapes.getLast().size() == 0) {
            end++;
        }
        return new Laid(new Shape(Shape.up(end, align), align, pointers, sync), List.copyOf(shapes),
                List.copyOf(offsets));
    }

    private Shape named(Named named) {
        String key = named.shown();
        Shape known = done.get(key);
        if (known != null) {
            return known;
        }
        if (open.size() >= MAX_DEPTH) {
            throw new LayoutException(named.line(), "too-deep", MAX_DEPTH);
        }
        if (!open.add(key)) {
            throw new LayoutException(named.line(), "contains-itself", key);
        }
        Shape shape = find(named);
        open.remove(key);
        done.put(key, shape);
        return shape;
    }

    private Shape find(Named named) {
        Declared declared = source.types().get(named.name());
        if (declared != null) {
            return shape(instantiate(declared, named));
        }
        Shape found = named.name().contains(".")
                ? KnownTypes.all().find(named.name(), architecture, minor)
                : predeclared(named.name());
        if (found == null) {
            throw new LayoutException(named.line(), "unknown-type", named.shown());
        }
        return found;
    }

    private @Nullable Shape predeclared(String name) {
        int word = architecture.word();
        return switch (name) {
            case "bool", "int8", "uint8", "byte" -> Shape.data(1, 1);
            case "int16", "uint16" -> Shape.data(2, 2);
            case "int32", "uint32", "rune", "float32" -> Shape.data(4, 4);
            case "int64", "uint64", "float64" -> Shape.data(8, word);
            case "complex64" -> Shape.data(8, 4);
            case "complex128" -> Shape.data(16, word);
            case "int", "uint", "uintptr" -> Shape.data(word, word);
            case "string" -> new Shape(2L * word, word, word, Shape.Sync.NONE);
            case "error", "any" -> new Shape(2L * word, word, 2L * word, Shape.Sync.NONE);
            default -> null;
        };
    }

    /// The type with its arguments in place of its parameters.
    static GoType instantiate(Declared declared, Named use) {
        if (declared.parameters().size() != use.args().size()) {
            throw new LayoutException(use.line(), use.args().isEmpty() ? "needs-arguments" : "wrong-arguments",
                    use.shown(), declared.parameters().size());
        }
        Map<String, GoType> args = new HashMap<>();
        for (int i = 0; i < use.args().size(); i++) {
            args.put(declared.parameters().get(i), use.args().get(i));
        }
        return args.isEmpty() ? declared.type() : replace(declared.type(), args);
    }

    private static GoType replace(GoType type, Map<String, GoType> args) {
        return switch (type) {
            case Reference r -> r;
            case Array a -> new Array(a.length(), replace(a.elem(), args), a.line());
            case Struct s -> new Struct(s.fields().stream().map(f -> new Field(f.name(), replace(f.type(), args),
                    f.embedded(), f.line())).toList(), s.line());
            case Named n -> {
                GoType arg = n.args().isEmpty() ? args.get(n.name()) : null;
                yield arg != null
                        ? arg
                        : new Named(n.name(), n.args().stream().map(a -> replace(a, args)).toList(),
                                n.line());
            }
        };
    }

    private long value(Constant constant, int depth) {
        if (depth > MAX_DEPTH) {
            throw new LayoutException(1, "too-deep", MAX_DEPTH);
        }
        return switch (constant) {
            case Constant.Literal literal -> literal.value();
            case Constant.Name name -> {
                Constant named = source.constants().get(name.shown());
                if (named == null) {
                    throw new LayoutException(name.line(), "unknown-constant", name.shown());
                }
                yield value(named, depth + 1);
            }
            case Constant.Binary binary -> compute(binary, value(binary.left(), depth + 1),
                    value(binary.right(), depth + 1));
        };
    }

    private static long compute(Constant.Binary binary, long left, long right) {
        boolean division = binary.mark().equals("/") || binary.mark().equals("%");
        boolean shift = binary.mark().equals("<<") || binary.mark().equals(">>");
        if ((division && right == 0) || (shift && (right < 0 || right > 40))) {
            throw new LayoutException(binary.line(), "not-a-length", binary.shown());
        }
        return switch (binary.mark()) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "%" -> left % right;
            case "<<" -> left << right;
            case ">>" -> left >> right;
            case "|" -> left | right;
            case "^" -> left ^ right;
            case "&" -> left & right;
            default -> left & ~right;
        };
    }
}
