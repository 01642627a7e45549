package dev.maptriage.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one goroutine: its header, frames, creator and ancestors.
///
/// | state | sample line | next |
/// |---|---|---|
/// | header | `goroutine 18 [running]:` | frames |
/// | frames | `main.feed(0xc00003a008, 0x5, 0x0?)` + TAB `/app/main.go:22 +0x7a` | frames |
/// | frames | `...23 frames elided...` or `...additional frames elided...` | frames |
/// | frames | TAB `goroutine running on other thread; stack unavailable` | frames |
/// | frames | `created by main.main in goroutine 1` + TAB file | created |
/// | created, frames | `[originating from goroutine 1]:` | ancestor |
/// | ancestor | `main.main(...)` + TAB file, `created by …` | ancestor |
/// | any | blank line, another header, `-----`, end of text | done |
/// | any | anything else | frames, when frames go on within [#NOISE] lines; else done |
final class GoroutineBlock {
    /// How many foreign lines in a row may stand inside a goroutine: other writers share the stream.
    static final int NOISE = 4;

    private static final byte[] CREATED_BY = Ascii.bytes("created by ");
    private static final byte[] IN_GOROUTINE = Ascii.bytes(" in goroutine ");
    private static final byte[] ELIDED = Ascii.bytes("frames elided...");
    private static final byte[] UNAVAILABLE = Ascii.bytes("\tgoroutine running on other thread; stack unavailable");
    private static final byte[] ORIGINATING = Ascii.bytes("[originating from goroutine ");
    private static final byte[] DASHES = Ascii.bytes("-----");
    private static final byte[] NOTHING = new byte[0];
    private static final GoroutineStatus CUT = new GoroutineStatus("", 0, false, false, false, false, "", "", false,
            "");

    private final TraceText text;
    private final FrameTable table;
    private final Notes notes;
    private final TraceLimits limits;
    private final GoroutineHeader header = new GoroutineHeader();

    private FrameTable.Node node;
    private int frames;
    private long creatorId;
    private int lastLine;
    private boolean headless;
    private int enough = Integer.MAX_VALUE;
    private @Nullable Details details;
    private List<Frame> known = List.of();
    private @Nullable List<Call> ancestorCalls;

    /// What a second reading yields.
    static final class Details {
        private final List<Call> calls = new ArrayList<>();
        private final List<Goroutine.Ancestor> ancestors = new ArrayList<>();
        private @Nullable Creator creator;

        List<Call> calls() {
            return calls;
        }

        List<Goroutine.Ancestor> ancestors() {
            return ancestors;
        }

        @Nullable
        Creator creator() {
            return creator;
        }
    }

    GoroutineBlock(TraceText text, FrameTable table, Notes notes, TraceLimits limits) {
        this.text = text;
        this.table = table;
        this.notes = notes;
        this.limits = limits;
        this.node = table.root();
    }

    /// Reads the goroutine whose header is the current line.
    Goroutine read(LineReader reader) {
        LineReader.Mark mark = reader.mark();
        GoroutineStatus status = header.read(reader);
        if (status == null) {
            notes.add(reader.line, "note.header-cut-off");
            status = CUT;
        }
        long id = header.id;
        body(reader);
        return new Goroutine(text, mark, id, status, node, creatorId, lastLine);
    }

    /// Reads it again, with arguments and lines.
    ///
    /// @param frames its frames as they were read the first time, so that equal places stay one object
    /// @param wanted how many frames are enough
    Details details(LineReader reader, List<Frame> frames, int wanted) {
        known = frames;
        headless = !GoroutineHeader.isHeader(reader);
        enough = wanted;
        return details(reader);
    }

    /// Reads frames without a header, as below `runtime stack:`; the current line is the one above them.
    List<Call> bare(LineReader reader) {
        return details(reader).calls();
    }

    private Details details(LineReader reader) {
        Details found = new Details();
        details = found;
        body(reader);
        return found;
    }

    /// Reads frames whose header is cut off; the current line is the first of them.
    Goroutine headless(LineReader reader) {
        LineReader.Mark mark = reader.mark();
        notes.add(reader.line, "note.header-cut-off");
        headless = true;
        body(reader);
        headless = false;
        return new Goroutine(text, mark, Goroutine.NO_ID, CUT, node, creatorId, lastLine);
    }

    /// Whether the current line is a frame's function and the next one its file.
    static boolean isFrame(LineReader reader) {
        if (FrameLines.argumentsOf(reader.bytes, reader.start, reader.end()) < 0) {
            return false;
        }
        LineReader.Mark mark = reader.mark();
        reader.next();
        boolean frame = !reader.atEnd() && FrameLines.locationOf(reader.bytes, reader.start, reader.end()) >= 0;
        reader.reset(mark);
        return frame;
    }

    private void body(LineReader reader) {
        node = table.root();
        frames = 0;
        creatorId = -1;
        lastLine = reader.line;
        if (!headless) {
            reader.next();
        }
        while (!reader.atEnd() && frames < enough) {
            if (details == null && (follow(reader) || followCreator(reader))) {
                continue;
            }
            if (!step(reader)) {
                return;
            }
        }
    }

    /// The fast way: a frame that came here lately comes again.
    private boolean follow(LineReader reader) {
        FrameTable.Node next = node.last;
        if (next == null || frames >= limits.frames()) {
            return false;
        }
        int end = follows(reader, next.entry);
        for (int i = 0; end < 0; i++) {
            next = node.earlier(i);
            if (next == null) {
                return false;
            }
            end = follows(reader, next.entry);
        }
        node.follow(next);
        lastLine = reader.line + 1;
        reader.moveTo(end, 2);
        node = next;
        frames++;
        return true;
    }

    /// The fast way for `created by`: a stack is nearly always started at one place.
    private boolean followCreator(LineReader reader) {
        FrameTable.Node next = node.lastCreated;
        if (next == null || next.entry == null || !reader.startsWithUnread(CREATED_BY)) {
            return false;
        }
        byte[] bytes = reader.bytes;
        int limit = reader.limit();
        byte[] function = next.entry.function;
        byte[] location = next.entry.location;
        int from = reader.start + CREATED_BY.length;
        int to = from + function.length;
        if (location.length == 0 || to > limit || !Ascii.equal(bytes, from, to, function)) {
            return false;
        }
        long parent = -1;
        if (Ascii.startsWith(bytes, to, limit, IN_GOROUTINE)) {
            int digits = to + IN_GOROUTINE.length;
            to = Ascii.digitsEnd(bytes, digits, limit);
            parent = Ascii.number(bytes, digits, to);
        }
        int file = to + 2;
        int fileEnd = file + location.length;
        if (fileEnd > limit || bytes[to] != '\n' || bytes[to + 1] != '\t'
                || !Ascii.equal(bytes, file, fileEnd, location)) {
            return false;
        }
        int end = FrameLines.locationLineEnd(bytes, fileEnd, limit);
        if (end < 0) {
            return false;
        }
        lastLine = reader.line + 1;
        reader.moveTo(end, 2);
        creatorId = parent;
        node = next;
        return true;
    }

    /// Where the line after the two lines of `entry` starts, or -1 when something else stands there.
    private static int follows(LineReader reader, FrameTable.@Nullable Entry entry) {
        if (entry == null) {
            return -1;
        }
        byte[] bytes = reader.bytes;
        int limit = reader.limit();
        byte[] location = entry.location;
        int open = reader.start + entry.function.length;
        if (location.length == 0 || open + location.length + 5 > limit || bytes[open] != '(' || bytes[open + 1] == '*'
                || !Ascii.equal(bytes, reader.start, open, entry.function)) {
            return -1;
        }
        int close = FrameLines.argumentsEnd(bytes, open + 1, limit);
        if (close + 2 >= limit || bytes[close] != ')' || isDots(bytes, open + 1, close) != entry.frame.inlined()) {
            return -1;
        }
        int line = bytes[close + 1] == '\r' ? close + 2 : close + 1;
        int from = line + 2;
        int to = from + location.length;
        if (to > limit || bytes[line] != '\n' || bytes[line + 1] != '\t' || !Ascii.equal(bytes, from, to, location)) {
            return -1;
        }
        return FrameLines.locationLineEnd(bytes, to, limit);
    }

    private static boolean isDots(byte[] bytes, int from, int to) {
        return to - from == 3 && bytes[from] == '.' && bytes[from + 1] == '.' && bytes[from + 2] == '.';
    }

    /// Reads one piece of a goroutine; false when the current line does not belong to it any more.
    private boolean step(LineReader reader) {
        if (reader.isBlank()) {
            return false;
        }
        byte[] bytes = reader.bytes;
        int start = reader.start;
        int end = reader.end();
        switch (bytes[start]) {
            case '\t' -> {
                if (Ascii.startsWith(bytes, start, end, UNAVAILABLE)) {
                    node = node.child(FrameTable.Edge.UNAVAILABLE, null);
                    return consume(reader);
                }
            }
            case '.' -> {
                if (Ascii.endsWith(bytes, start, end, ELIDED)) {
                    node = node.child(FrameTable.Edge.ELIDED, null);
                    return consume(reader);
                }
            }
            case '[' -> {
                if (Ascii.startsWith(bytes, start, end, ORIGINATING)) {
                    return ancestor(reader);
                }
            }
            case '-' -> {
                if (Ascii.equal(bytes, start, end, DASHES)) {
                    return false;
                }
            }
            case 'g' -> {
                if (GoroutineHeader.isHeader(reader)) {
                    return false;
                }
            }
            case 'c' -> {
                if (Ascii.startsWith(bytes, start, end, CREATED_BY)) {
                    return createdBy(reader);
                }
            }
            default -> {
            }
        }
        int open = FrameLines.argumentsOf(bytes, start, end);
        return open >= 0 ? frame(reader, open, end) : noise(reader);
    }

    private boolean consume(LineReader reader) {
        lastLine = reader.line;
        reader.next();
        return true;
    }

    private boolean frame(LineReader reader, int open, int end) {
        byte[] bytes = reader.bytes;
        int from = reader.start;
        int line = reader.line;
        boolean inlined = isDots(bytes, open + 1, end - 1);
        reader.next();
        lastLine = line;
        int location = location(reader);
        if (details != null && ancestorCalls == null && frames < known.size()) {
            details.calls.add(new Call(known.get(frames++), Ascii.text(bytes, open + 1, end - 1), line));
            return location < 0 || consume(reader);
        }
        FrameTable.Entry entry;
        if (location < 0) {
            notes.add(line, "note.frame-without-file");
            entry = table.intern(bytes, from, open, NOTHING, 0, 0, inlined);
        } else {
            int locationEnd = FrameLines.locationEnd(reader.bytes, location, reader.end());
            entry = table.intern(bytes, from, open, reader.bytes, location, locationEnd, inlined);
            consume(reader);
        }
        add(entry, bytes, open, end, line);
        return true;
    }

    private void add(FrameTable.Entry entry, byte[] bytes, int open, int end, int line) {
        if (ancestorCalls != null) {
            ancestorCalls.add(new Call(entry.frame, "", line));
            return;
        }
        if (++frames > limits.frames()) {
            if (frames == limits.frames() + 1) {
                notes.add(line, "note.too-many-frames", limits.frames());
            }
            return;
        }
        if (details == null) {
            node = node.child(entry);
        } else if (known.isEmpty()) {
            details.calls.add(new Call(entry.frame, Ascii.text(bytes, open + 1, end - 1), line));
        }
    }

    /// Where `path:line` starts in the current line, or in the one after a foreign line that came between; -1 when
    /// there is none. Steps to the line it found.
    private int location(LineReader reader) {
        if (reader.atEnd()) {
            return -1;
        }
        int found = FrameLines.locationOf(reader.bytes, reader.start, reader.end());
        if (found >= 0 || reader.isBlank() || endsFrames(reader)
                || FrameLines.argumentsOf(reader.bytes, reader.start, reader.end()) >= 0) {
            return found;
        }
        LineReader.Mark mark = reader.mark();
        reader.next();
        if (!reader.atEnd()) {
            found = FrameLines.locationOf(reader.bytes, reader.start, reader.end());
            if (found >= 0) {
                notes.add(mark.line(), "note.foreign-line");
                return found;
            }
        }
        reader.reset(mark);
        return -1;
    }

    private boolean endsFrames(LineReader reader) {
        return GoroutineHeader.isHeader(reader) || reader.startsWith(CREATED_BY) || reader.startsWith(DASHES);
    }

    private boolean createdBy(LineReader reader) {
        byte[] bytes = reader.bytes;
        int end = reader.end();
        int from = reader.start + CREATED_BY.length;
        int name = end;
        long parent = -1;
        int in = Ascii.indexOf(bytes, from, end, IN_GOROUTINE);
        if (in > 0) {
            name = in;
            parent = Ascii.number(bytes, in + IN_GOROUTINE.length, end);
        }
        int line = reader.line;
        consume(reader);
        int location = location(reader);
        FrameTable.Entry entry;
        if (location < 0) {
            entry = table.intern(bytes, from, name, NOTHING, 0, 0, false);
        } else {
            int locationEnd = FrameLines.locationEnd(reader.bytes, location, reader.end());
            entry = table.intern(bytes, from, name, reader.bytes, location, locationEnd, false);
            consume(reader);
        }
        if (ancestorCalls != null) {
            return true;
        }
        creatorId = parent;
        node = node.child(FrameTable.Edge.CREATED_BY, entry);
        if (details != null) {
            details.creator = new Creator(entry.frame, parent < 0 ? null : parent, line);
        }
        return true;
    }

    private boolean ancestor(LineReader reader) {
        byte[] bytes = reader.bytes;
        int from = reader.start + ORIGINATING.length;
        long id = Ascii.number(bytes, from, Ascii.digitsEnd(bytes, from, reader.end()));
        consume(reader);
        List<Call> calls = new ArrayList<>();
        ancestorCalls = calls;
        boolean goesOn = true;
        while (goesOn && !reader.atEnd() && !reader.startsWith(ORIGINATING)) {
            goesOn = step(reader);
        }
        ancestorCalls = null;
        if (details != null) {
            details.ancestors.add(new Goroutine.Ancestor(id, calls));
        }
        return true;
    }

    /// Steps over foreign lines when frames go on behind them.
    private boolean noise(LineReader reader) {
        LineReader.Mark mark = reader.mark();
        for (int i = 0; i < NOISE && !reader.atEnd(); i++) {
            reader.next();
            if (reader.atEnd() || reader.isBlank() || GoroutineHeader.isHeader(reader)) {
                break;
            }
            if (resumes(reader)) {
                for (int line = mark.line(); line < reader.line; line++) {
                    notes.add(line, "note.foreign-line");
                }
                return true;
            }
        }
        reader.reset(mark);
        return false;
    }

    private boolean resumes(LineReader reader) {
        if (reader.startsWith(CREATED_BY)) {
            return true;
        }
        return isFrame(reader);
    }
}
