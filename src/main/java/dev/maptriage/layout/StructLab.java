package dev.maptriage.layout;

import dev.maptriage.layout.GoParser.Declarations;
import dev.maptriage.layout.GoParser.Declared;
import dev.maptriage.layout.GoType.Field;
import dev.maptriage.layout.GoType.Named;
import dev.maptriage.layout.GoType.Struct;
import dev.maptriage.layout.Layouts.Laid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The struct laboratory: Go source of structs in, their layouts out.
public final class StructLab {
    /// Longer sources are refused.
    public static final int MAX_SOURCE = 65_536;
    private static final int MAX_STRUCTS = 250;
    private static final int MAX_FIELDS = 2_000;
    private static final int LINE = 64;
    private static final int LONG_LINE = 128;
    private static final int HEADERS_SINCE = 22;

    private StructLab() {}

    /// The structs of a source.
    ///
    /// @param structs in the order of the source
    /// @param generic types that have no layout until somebody says what their parameters are
    public record StructReport(String goVersion, List<StructLayouts> structs, List<String> generic) {}

    /// A struct on every processor.
    public record StructLayouts(String name, int line, List<StructLayout> layouts) {}

    /// A struct on one processor.
    ///
    /// @param architecture     GOARCH
    /// @param padding          bytes that hold nothing, between fields and at the end; blank fields are counted as fields
    /// @param tailPadding      those of them at the end
    /// @param pointerBytes     how far the garbage collector has to look
    /// @param sizeClass        bytes that an object of its own takes on the heap
    /// @param tiny             whether several such objects share one block of 16 bytes
    /// @param best             an order without needless padding
    /// @param withoutBlankSize the size of the best order without blank fields; null if there are none
    /// @param neighbours       who shares cache lines with whom, for lines of 64 and of 128 bytes
    public record StructLayout(String architecture, long size, int align, long padding, long tailPadding,
            long pointerBytes, long sizeClass, boolean tiny, List<FieldLayout> fields, BestOrder best,
            @Nullable Long withoutBlankSize, List<Neighbours> neighbours, List<Hint> hints) {}

    /// A field at its place.
    ///
    /// @param paddingBefore bytes between the field before and this one
    /// @param firstLine64   cache line of its first byte, in an object that begins with a line
    /// @param lastLine64    cache line of its last byte
    public record FieldLayout(String name, String type, boolean embedded, long offset, long size, int align,
            long paddingBefore, long firstLine64, long lastLine64, long firstLine128, long lastLine128, int line) {}

    /// Fields in an order without needless padding.
    ///
    /// @param order  names, or types of embedded and blank fields
    /// @param saved  bytes, against the order of the source
    public record BestOrder(List<String> order, long size, long saved, long sizeClass, long pointerBytes) {}

    /// Who shares cache lines with whom.
    ///
    /// @param line          bytes of a cache line
    /// @param lines         that one object touches, if it begins with a line
    /// @param sliceShares   whether neighbouring elements of a slice share a line
    /// @param heapShares    whether neighbouring objects of the size class can share a line
    public record Neighbours(int line, long lines, boolean sliceShares, boolean heapShares) {}

    /// Something to know about a layout.
    ///
    /// @param id   names its sentence
    /// @param args fields, lines, bytes
    public record Hint(String id, List<Object> args) {}

    /// Lays out every struct of a source, on every processor.
    ///
    /// @param minor the release of Go is 1.minor
    /// @throws LayoutException if the source is not Go, or names a type that is not known
    public static StructReport analyze(String text, int minor) {
        if (text.length() > MAX_SOURCE) {
            throw new LayoutException(1, "too-long", MAX_SOURCE);
        }
        Declarations source = GoParser.parse(text);
        List<StructLayouts> structs = new ArrayList<>();
        List<String> generic = new ArrayList<>();
        int firstGeneric = 0;
        for (Declared declared : source.types().values()) {
            if (!declared.parameters().isEmpty()) {
                firstGeneric = generic.isEmpty() ? declared.line() : firstGeneric;
                generic.add(declared.name());
                continue;
            }
            Struct struct = underlying(source, declared.type(), 0);
            if (struct != null) {
                structs.add(layouts(source, declared, struct, minor));
            }
        }
        if (structs.isEmpty()) {
            throw generic.isEmpty()
                    ? new LayoutException(1, "no-struct")
                    : new LayoutException(firstGeneric, "only-generic", generic.getFirst());
        }
        if (structs.size() > MAX_STRUCTS) {
            throw new LayoutException(structs.get(MAX_STRUCTS).line, "too-many-structs", MAX_STRUCTS);
        }
        return new StructReport("1." + minor, List.copyOf(structs), List.copyOf(generic));
    }

    /// The struct behind a name; null if there is something else.
    private static @Nullable Struct underlying(Declarations source, GoType type, int depth) {
        if (type instanceof Struct struct) {
            return struct;
        }
        if (!(type instanceof Named named) || depth > source.types().size()) {
            return null;
        }
        Declared declared = source.types().get(named.name());
        return declared == null ? null : underlying(source, Layouts.instantiate(declared, named), depth + 1);
    }

    private static StructLayouts layouts(Declarations source, Declared declared, Struct struct, int minor) {
        if (struct.fields().size() > MAX_FIELDS) {
            throw new LayoutException(declared.line(), "too-many-fields", MAX_FIELDS);
        }
        List<StructLayout> layouts = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            Layouts rules = new Layouts(source, architecture, minor);
            // A struct that contains itself is found by its name.
            rules.shape(new Named(declared.name(), List.of(), declared.line()));
            layouts.add(layout(rules, struct.fields(), architecture, minor >= HEADERS_SINCE));
        }
        return new StructLayouts(declared.name(), declared.line(), List.copyOf(layouts));
    }

    private static StructLayout layout(Layouts rules, List<Field> fields, Architecture architecture, boolean headers) {
        Laid laid = rules.lay(fields);
        Shape shape = laid.shape();
        List<FieldLayout> rows = new ArrayList<>();
        long end = 0;
        long padding = 0;
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            Shape f = laid.fields().get(i);
            long offset = laid.offsets().get(i);
            long last = offset + Math.max(0, f.size() - 1);
            rows.add(new FieldLayout(field.name(), field.type().shown(), field.embedded(), offset, f.size(), f.align(),
                    offset - end, offset / LINE, last / LINE, offset / LONG_LINE, last / LONG_LINE, field.line()));
            padding += offset - end;
            end = offset + f.size();
        }
        long tail = shape.size() - end;
        long heap = sizeClass(shape, headers, architecture);
        List<Field> named = fields.stream().filter(f -> !f.blank()).toList();
        return new StructLayout(architecture.label(), shape.size(), shape.align(), padding + tail, tail,
                shape.pointerBytes(), heap, SizeClasses.tiny(shape.size(), shape.pointerBytes() > 0),
                List.copyOf(rows), best(rules, fields, laid, architecture, headers),
                named.size() == fields.size() ? null : rules.lay(ordered(rules, named)).shape().size(),
                neighbours(shape, heap), Hints.of(rows, laid, architecture, heap));
    }

    private static long sizeClass(Shape shape, boolean headers, Architecture architecture) {
        return SizeClasses.of(shape.size(), shape.pointerBytes() > 0, headers, architecture.word());
    }

    private static BestOrder best(Layouts rules, List<Field> fields, Laid laid, Architecture architecture,
            boolean headers) {
        List<Field> order = ordered(rules, fields);
        Shape best = rules.lay(order).shape();
        if (best.size() >= laid.shape().size()) {
            // What cannot be made smaller stays as its author wrote it.
            order = fields;
            best = laid.shape();
        }
        return new BestOrder(order.stream().map(StructLab::label).toList(), best.size(),
                laid.shape().size() - best.size(), sizeClass(best, headers, architecture), best.pointerBytes());
    }

    private static String label(Field field) {
        return field.embedded() || field.blank() ? field.type().shown() : field.name();
    }

    /// Every size is a multiple of its alignment, so falling alignments leave no gaps: no order is smaller. Fields of no
    /// size come first, because the last place would cost a byte. Pointers come before what has none.
    private static List<Field> ordered(Layouts rules, List<Field> fields) {
        List<Shape> shapes = fields.stream().map(f -> rules.shape(f.type())).toList();
        return IntStream.range(0, fields.size()).boxed().sorted(Comparator
                .comparingInt((Integer i) -> shapes.get(i).size() == 0 ? 0 : 1)
                .thenComparingInt(i -> -shapes.get(i).align())
                .thenComparingInt(i -> shapes.get(i).pointerBytes() > 0 ? 0 : 1)
                .thenComparingLong(i -> shapes.get(i).size() - shapes.get(i).pointerBytes())).map(fields::get).toList();
    }

    private static List<Neighbours> neighbours(Shape shape, long heap) {
        return IntStream.of(LINE, LONG_LINE).mapToObj(line -> new Neighbours(line, (shape.size() + line - 1) / line,
                shape.size() % line != 0, heap % line != 0)).toList();
    }
}
