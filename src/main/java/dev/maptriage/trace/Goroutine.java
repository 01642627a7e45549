package dev.maptriage.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One goroutine of a dump.
///
/// It remembers where it stands in the text, not its words: a dump of 100 000 goroutines repeats a few hundred stacks,
/// and only a handful of goroutines is ever looked at closely. [#calls()] reads the lines again.
public final class Goroutine {
    /// The id of a goroutine whose header is cut off.
    public static final long NO_ID = -1;

    private final TraceText text;
    private final LineReader.Mark mark;
    private final long id;
    private final GoroutineStatus status;
    private FrameTable.Node node;
    private final long creatorId;
    private final int lastLine;

    Goroutine(TraceText text, LineReader.Mark mark, long id, GoroutineStatus status, FrameTable.Node node,
            long creatorId, int lastLine) {
        this.text = text;
        this.mark = mark;
        this.id = id;
        this.status = status;
        this.node = node;
        this.creatorId = creatorId;
        this.lastLine = lastLine;
    }

    /// Moves it from the table of the reader that was ahead to the one of its text.
    void settle(FrameTable table) {
        node = table.adopt(node);
    }

    /// The number in its header, [#NO_ID] when that is cut off.
    public long id() {
        return id;
    }

    public GoroutineStatus status() {
        return status;
    }

    /// Its frames; the same object for every goroutine of the text with equal frames.
    public Stack stack() {
        return node.stack();
    }

    /// Id of the goroutine that started it; null when not printed.
    public @Nullable Long creatorId() {
        return creatorId < 0 ? null : creatorId;
    }

    /// From the header to the last line that belongs to it.
    public LineRange lines() {
        return new LineRange(mark.line(), lastLine);
    }

    /// Its frames with the arguments and the lines of the text, read anew; innermost first.
    public List<Call> calls() {
        return reread(Integer.MAX_VALUE).calls();
    }

    /// The innermost `count` of its frames, or fewer when it has fewer.
    public List<Call> calls(int count) {
        return reread(count).calls();
    }

    /// Where it was started, with the line of the text; null when not printed.
    public @Nullable Creator creator() {
        return node.stack().creator() == null ? null : reread(Integer.MAX_VALUE).creator();
    }

    /// Stacks of the goroutines that started it, nearest first (`GODEBUG=tracebackancestors=N`).
    public List<Ancestor> ancestors() {
        return reread(Integer.MAX_VALUE).ancestors();
    }

    /// A goroutine that started this one or one of its ancestors.
    ///
    /// @param id    its number
    /// @param calls its frames at that moment; arguments are never printed
    public record Ancestor(long id, List<Call> calls) {

        public Ancestor {
            calls = List.copyOf(calls);
        }
    }

    private GoroutineBlock.Details reread(int frames) {
        LineReader reader = new LineReader(text);
        reader.reset(mark);
        return new GoroutineBlock(text, new FrameTable(64), new Notes(0), TraceLimits.DEFAULT).details(reader,
                node.stack().frames(), frames);
    }

    @Override
    public String toString() {
        return "goroutine " + id + " [" + status.state() + "] lines " + mark.line() + "-" + lastLine;
    }
}
