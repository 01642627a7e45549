package dev.maptriage.dashboard;

import dev.maptriage.layout.StructLab.FieldLayout;
import dev.maptriage.layout.StructLab.Neighbours;
import dev.maptriage.layout.StructLab.StructLayout;
import dev.maptriage.layout.StructLab.StructLayouts;
import dev.maptriage.layout.StructLab.StructReport;
import java.util.ArrayList;
import java.util.List;

/// One struct on the page of layouts.
///
/// @param tiles  the figures
/// @param drawing the struct to scale, 64 bytes a row
/// @param fields one row per field and gap
/// @param sizes  size on every processor
record StructView(String name, int line, List<LabView.Tile> tiles, List<LabView.Tile> sizes, Drawing drawing,
        LabView.Table fields, String best, List<String> hints, List<String> neighbours) {
    static final List<String> ARCHITECTURES = List.of("amd64", "arm64", "386");
    private static final int LINE = 64;
    private static final int CELL = 11;
    private static final int ROW = 30;
    private static final int ROWS = 24;
    private static final int SHADES = 4;
    private static final int LETTER = 8;

    /// @param more bytes that are not drawn
    record Drawing(int width, int height, String label, List<Block> blocks, List<LabView.Choice> rows, long more) {}

    /// @param shade neighbours differ; 0 is padding
    /// @param text  the field's name, where it fits
    record Block(double x, double y, double width, double height, int shade, String title, String text) {}

    static List<StructView> of(StructReport report, String arch, LabWords words) {
        return report.structs().stream().map(s -> of(s, arch, words)).toList();
    }

    private static StructView of(StructLayouts struct, String arch, LabWords words) {
        StructLayout l = struct.layouts().stream().filter(x -> x.architecture().equals(arch)).findFirst().orElseThrow();
        List<LabView.Tile> sizes = struct.layouts().stream().map(x -> new LabView.Tile(x.architecture(),
                words.text("unit.bytes", words.count(x.size())), "")).toList();
        return new StructView(struct.name(), struct.line(), tiles(l, words), sizes, drawing(struct.name(), l, words),
                fields(struct.name(), l, words), best(l, words),
                l.hints().stream().map(h -> words.words().text("layout.hint." + h.id(), h.args().toArray())).toList(),
                l.neighbours().stream().map(n -> neighbours(n, words)).toList());
    }

    private static List<LabView.Tile> tiles(StructLayout l, LabWords words) {
        Long without = l.withoutBlankSize();
        return List.of(
                new LabView.Tile(words.text("struct.size"), words.text("unit.bytes", words.count(l.size())),
                        words.text("struct.size.note", words.count(l.align()))),
                new LabView.Tile(words.text("struct.padding"), words.text("unit.bytes", words.count(l.padding())),
                        words.text("struct.padding.note", words.count(l.tailPadding()))),
                new LabView.Tile(words.text("struct.best"), words.text("unit.bytes", words.count(l.best().size())),
                        without == null
                                ? words.text("struct.best.note", words.count(l.best().saved()))
                                : words.text(
                                        "struct.best.blank", words.count(l.best().saved()), words.count(without))),
                new LabView.Tile(words.text("struct.class"), words.text("unit.bytes", words.count(l.sizeClass())),
                        l.tiny()
                                ? words.text("struct.class.tiny")
                                : words.text("struct.class.note",
                                        words.count(l.sizeClass() - l.size()))),
                new LabView.Tile(words.text("struct.pointers"), words.text("unit.bytes", words.count(l.pointerBytes())),
                        words.text("struct.pointers.note")));
    }

    private static LabView.Table fields(String name, StructLayout l, LabWords words) {
        List<List<String>> rows = new ArrayList<>();
        for (FieldLayout f : l.fields()) {
            if (f.paddingBefore() > 0) {
                rows.add(gap(f.offset() - f.paddingBefore(), f.paddingBefore(), words));
            }
            rows.add(List.of(f.name(), f.embedded() ? words.text("struct.embedded", f.type()) : f.type(),
                    words.count(f.offset()), words.count(f.size()), words.count(f.align()),
                    lines(f.firstLine64(), f.lastLine64(), words), lines(f.firstLine128(), f.lastLine128(), words)));
        }
        if (l.tailPadding() > 0) {
            rows.add(gap(l.size() - l.tailPadding(), l.tailPadding(), words));
        }
        return words.table(words.text("struct.caption", name), List.of("field", "type", "offset", "size-bytes",
                "align", "line64", "line128"), rows, 2);
    }

    private static List<String> gap(long offset, long bytes, LabWords words) {
        return List.of(words.text("struct.gap"), "", words.count(offset), words.count(bytes), "", "", "");
    }

    private static String lines(long first, long last, LabWords words) {
        return first == last ? words.count(first) : words.text("struct.lines", words.count(first), words.count(last));
    }

    private static String best(StructLayout l, LabWords words) {
        return l.best().saved() == 0
                ? words.text("struct.order.none")
                : words.text("struct.order", String.join(", ", l.best().order()), words.count(l.best().size()));
    }

    private static String neighbours(Neighbours n, LabWords words) {
        return words.text("struct.neighbours", n.line(), words.count(n.lines()),
                words.text(n.sliceShares() ? "struct.share" : "struct.apart"),
                words.text(n.heapShares() ? "struct.share" : "struct.apart"));
    }

    private static Drawing drawing(String name, StructLayout l, LabWords words) {
        List<Block> blocks = new ArrayList<>();
        long end = 0;
        int shade = 0;
        for (FieldLayout f : l.fields()) {
            draw(blocks, end, f.offset(), 0, words.text("struct.gap"), "", words);
            if (f.size() > 0) {
                shade = shade % SHADES + 1;
                draw(blocks, f.offset(), f.offset() + f.size(), shade, f.name() + " " + f.type(), f.name(), words);
            }
            end = f.offset() + f.size();
        }
        draw(blocks, end, l.size(), 0, words.text("struct.gap"), "", words);
        int rows = (int) Math.min(ROWS, Math.max(1, (l.size() + LINE - 1) / LINE));
        List<LabView.Choice> labels = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels.add(new LabView.Choice(words.count((long) row * LINE), Integer.toString(row * ROW + 19), false));
        }
        return new Drawing(LINE * CELL + 40, rows * ROW + 4, words.text("struct.drawing", name, words.count(l.size())),
                List.copyOf(blocks), labels, Math.max(0, l.size() - (long) rows * LINE));
    }

    /// A field is cut where a cache line ends.
    private static void draw(List<Block> blocks, long from, long to, int shade, String title, String text,
            LabWords words) {
        boolean named = false;
        for (long at = from; at < to && at / LINE < ROWS;) {
            long stop = Math.min(to, (at / LINE + 1) * LINE);
            double width = (stop - at) * CELL;
            boolean fits = !named && text.length() * LETTER <= width - 4;
            blocks.add(new Block(40 + at % LINE * CELL, at / LINE * ROW + 2, width, ROW - 4, shade,
                    words.text("struct.block", title, words.count(from), words.count(to - from)), fits ? text : ""));
            named |= fits;
            at = stop;
        }
    }
}
