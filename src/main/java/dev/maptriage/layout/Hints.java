package dev.maptriage.layout;

import dev.maptriage.layout.Layouts.Laid;
import dev.maptriage.layout.StructLab.FieldLayout;
import dev.maptriage.layout.StructLab.Hint;
import java.util.ArrayList;
import java.util.List;

/// What a layout means for goroutines that share it, and what surprises in it.
final class Hints {
    private static final int LINE = 64;

    private final List<FieldLayout> fields;
    private final Laid laid;
    private final Architecture architecture;
    private final List<Hint> hints = new ArrayList<>();

    private Hints(List<FieldLayout> fields, Laid laid, Architecture architecture) {
        this.fields = fields;
        this.laid = laid;
        this.architecture = architecture;
    }

    static List<Hint> of(List<FieldLayout> fields, Laid laid, Architecture architecture, long heap) {
        Hints hints = new Hints(fields, laid, architecture);
        hints.sharedLines();
        hints.neighbours(heap);
        hints.unaligned();
        hints.emptyEnd();
        return List.copyOf(hints.hints);
    }

    private Shape.Sync sync(int i) {
        return laid.fields().get(i).sync();
    }

    /// Fields of `sync` and `sync/atomic` are written by several processors; whatever lies in the same line goes with
    /// it. A lock beside the data that it guards is meant to be there, so only two of them, or an atomic beside data.
    private void sharedLines() {
        for (long line = 0; line * LINE < laid.shape().size(); line++) {
            List<String> synced = new ArrayList<>();
            List<String> plain = new ArrayList<>();
            boolean atomic = false;
            for (int i = 0; i < fields.size(); i++) {
                FieldLayout f = fields.get(i);
                if (f.size() == 0 || f.firstLine64() > line || f.lastLine64() < line || f.name().equals("_")) {
                    continue;
                }
                (sync(i) == Shape.Sync.NONE ? plain : synced).add(f.name());
                atomic |= sync(i) == Shape.Sync.ATOMIC;
            }
            if (synced.size() > 1) {
                hints.add(new Hint("shared-line", List.of(String.join(", ", synced), line)));
            }
            if (atomic && !plain.isEmpty()) {
                hints.add(new Hint("atomic-beside-data", List.of(String.join(", ", synced), String.join(", ", plain),
                        line)));
            }
        }
    }

    private void neighbours(long heap) {
        if (laid.shape().sync() == Shape.Sync.NONE || laid.shape().size() == 0) {
            return;
        }
        long size = laid.shape().size();
        if (size % LINE != 0) {
            hints.add(new Hint("slice-neighbours", List.of(size, LINE, Shape.up(size, LINE))));
        }
        if (heap % LINE != 0) {
            hints.add(new Hint("heap-neighbours", List.of(heap, LINE)));
        }
    }

    /// On 386 a plain 64-bit field may lie at a multiple of 4; the functions of `sync/atomic` panic on it.
    private void unaligned() {
        if (architecture != Architecture.I386) {
            return;
        }
        for (FieldLayout f : fields) {
            boolean wide = f.type().equals("int64") || f.type().equals("uint64");
            if (wide && f.offset() % 8 != 0) {
                hints.add(new Hint("unaligned-64", List.of(f.name(), f.offset())));
            }
        }
    }

    private void emptyEnd() {
        if (fields.size() > 1 && fields.getLast().size() == 0 && laid.shape().size() > 0) {
            hints.add(new Hint("empty-end", List.of(fields.getLast().name())));
        }
    }
}
