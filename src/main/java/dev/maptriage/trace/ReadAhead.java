package dev.maptriage.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Goroutines of a later part of a large text, read on another processor while the parser is still before them.
///
/// A part begins at a header below a blank line and goes on while there are goroutines and blank lines. The parser takes
/// it over when it comes to exactly that header; if it does not, for what looked like a goroutine was something else, or
/// nobody had time to read ahead, nothing is lost but time.
final class ReadAhead {
    /// From how many blocks on a second processor pays.
    private static final int BLOCKS = 4;
    /// Lines looked at to find where a part can begin.
    private static final int LOOKED_AT = 10_000;

    private final TraceText text;
    private final TraceLimits limits;
    private final LineReader.Mark start;
    private final LineReader.@Nullable Mark stop;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean unwanted;
    private final ForkJoinTask<Part> task;

    /// What was read.
    ///
    /// @param end   where the next line stands that was not read
    /// @param notes in the order of the text
    record Part(List<Goroutine> goroutines, LineReader.Mark end, Notes notes) {}

    private ReadAhead(TraceText text, TraceLimits limits, LineReader.Mark start, LineReader.@Nullable Mark stop) {
        this.text = text;
        this.limits = limits;
        this.start = start;
        this.stop = stop;
        task = ForkJoinTask.adapt(this::readUnlessTaken);
    }

    /// Starts reading all parts of a text but the first, one for each processor.
    static List<ReadAhead> of(TraceText text, TraceLimits limits, int processors) {
        int blocks = text.blocks().size();
        int parts = blocks <= BLOCKS ? 1 : Math.min(processors, blocks / 2);
        List<LineReader.Mark> starts = new ArrayList<>();
        for (int i = 1; i < parts; i++) {
            LineReader.Mark start = firstGoroutine(text, (int) ((long) blocks * i / parts));
            // Two blocks may have to look as far as one and the same header.
            if (start != null && (starts.isEmpty() || starts.getLast().line() < start.line())) {
                starts.add(start);
            }
        }
        List<ReadAhead> all = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            all.add(new ReadAhead(text, limits, starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : null));
        }
        all.forEach(part -> ForkJoinPool.commonPool().execute(part.task));
        return all;
    }

    private static LineReader.@Nullable Mark firstGoroutine(TraceText text, int block) {
        LineReader reader = new LineReader(text);
        reader.reset(new LineReader.Mark(block, 0, text.blocks().get(block).firstLine));
        boolean blank = false;
        for (int i = 0; i < LOOKED_AT && !reader.atEnd(); i++) {
            if (blank && GoroutineHeader.isHeader(reader)) {
                return reader.mark();
            }
            blank = reader.isBlank();
            reader.next();
        }
        return null;
    }

    boolean startsAt(LineReader reader) {
        return reader.isAt(start);
    }

    /// What was read, once it is read; null when nobody has begun.
    @Nullable
    Part take() {
        return begun.compareAndSet(false, true) ? null : task.join();
    }

    /// Nobody will take it.
    void drop() {
        begun.set(true);
        unwanted = true;
    }

    private @Nullable Part readUnlessTaken() {
        return begun.compareAndSet(false, true) ? read() : null;
    }

    private Part read() {
        Notes notes = new Notes(limits.notes());
        GoroutineBlock block = new GoroutineBlock(text, new FrameTable(1 << 10), notes, limits);
        List<Goroutine> goroutines = new ArrayList<>();
        LineReader reader = new LineReader(text);
        reader.reset(start);
        while (!unwanted && !reader.atEnd() && !reader.isBehind(stop)) {
            byte first = reader.bytes[reader.start];
            if (first == '\n' || first == '\r') {
                reader.next();
            } else if (GoroutineHeader.isHeader(reader)) {
                goroutines.add(block.read(reader));
            } else {
                break;
            }
        }
        return new Part(goroutines, reader.mark(), notes);
    }
}
