package dev.maptriage.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what Go printed. Never throws on any text, runs in linear time, keeps whatever it could read and says in notes
/// what it could not.
///
/// ```text
/// text  ──▶ line by line ─┬─ panic: / fatal error: / SIG…    HeadBlock       opens a crash
///                         ├─ goroutine N […]:                GoroutineBlock  joins the open crash, or opens a dump
///                         ├─ WARNING: DATA RACE              RaceBlock       a report of its own
///                         ├─ --- mutex: / goroutine profile: ProfileBlock    a report of its own
///                         ├─ gc N @… / SCHED …               RuntimeLog      one report for all of them, the last
///                         ├─ runtime: … / runtime stack:     kept for the crash around it
///                         └─ anything else                   context of the next crash
/// ```
public final class TraceParser {
    private final TraceLimits limits;
    private final int processors;

    public TraceParser() {
        this(TraceLimits.DEFAULT);
    }

    public TraceParser(TraceLimits limits) {
        this(limits, Runtime.getRuntime().availableProcessors());
    }

    /// @param processors on how many a large text is read
    TraceParser(TraceLimits limits, int processors) {
        this.limits = limits;
        this.processors = processors;
    }

    /// Reads a whole text.
    public ParsedTrace parse(TraceText text) {
        return new Pass(text, limits, ReadAhead.of(text, limits, processors)).run();
    }

    /// One pass over one text.
    private static final class Pass {
        private static final byte[] SYSTEM_STACK = Ascii.bytes("runtime stack:");
        private static final byte[] DASHES = Ascii.bytes("-----");
        private static final byte[] GC = Ascii.bytes("gc ");
        private static final byte[] SCHED = Ascii.bytes("SCHED ");
        private static final int CONTEXT = 3;

        private final TraceText text;
        private final TraceLimits limits;
        private final LineReader reader;
        private final FrameTable table = new FrameTable(1 << 10);
        private final Notes notes;
        private final GoroutineBlock goroutineBlock;
        private final List<ReadAhead> ahead;
        private final List<TraceReport> reports = new ArrayList<>();
        private final Deque<TextLine> context = new ArrayDeque<>();
        private final List<TextLine> runtimeNotes = new ArrayList<>();

        private @Nullable Open open;
        private int goroutines;
        private int bar;
        private boolean foreign;
        private boolean dashes;
        private int gcLines;
        private int schedLines;
        private int firstLogLine;
        private int lastLogLine;

        Pass(TraceText text, TraceLimits limits, List<ReadAhead> ahead) {
            this.text = text;
            this.limits = limits;
            reader = new LineReader(text);
            notes = new Notes(limits.notes());
            goroutineBlock = new GoroutineBlock(text, table, notes, limits);
            this.ahead = ahead;
        }

        /// A crash or dump that is still being read.
        private static final class Open {
            final @Nullable HeadBlock head;
            final List<TextLine> context;
            final List<TextLine> runtimeNotes;
            final List<Call> systemStack = new ArrayList<>();
            final List<Goroutine> goroutines = new ArrayList<>();
            final Set<Long> ids = new HashSet<>();
            int firstLine;
            int lastLine;

            Open(@Nullable HeadBlock head, List<TextLine> context, List<TextLine> runtimeNotes, int firstLine) {
                this.head = head;
                this.context = context;
                this.runtimeNotes = runtimeNotes;
                this.firstLine = firstLine;
                this.lastLine = head == null ? firstLine : head.lastLine;
            }
        }

        ParsedTrace run() {
            while (!reader.atEnd()) {
                block();
            }
            ahead.forEach(ReadAhead::drop);
            close();
            if (gcLines + schedLines > 0) {
                reports.add(new RuntimeLog(new LineRange(firstLogLine, lastLogLine), gcLines, schedLines));
            }
            return new ParsedTrace(text, reports, notes.list());
        }

        private void block() {
            switch (reader.bytes[reader.start]) {
                case '\n', '\r' -> reader.next();
                case 'g' -> {
                    if (GoroutineHeader.isHeader(reader)) {
                        goroutine();
                    } else {
                        other();
                    }
                }
                case 'p', 'f', 'S', '\t' -> {
                    if (HeadBlock.isHead(reader)) {
                        head();
                    } else {
                        other();
                    }
                }
                case '=' -> {
                    if (RaceBlock.isBar(reader)) {
                        bar = reader.line;
                        reader.next();
                    } else {
                        other();
                    }
                }
                case 'W', 'R', 'P' -> {
                    if (RaceBlock.isBanner(reader) || RaceBlock.isAccess(reader)) {
                        race();
                    } else {
                        other();
                    }
                }
                default -> other();
            }
        }

        private void head() {
            HeadBlock head = new HeadBlock(limits, notes);
            List<TextLine> before = List.copyOf(context);
            head.read(reader);
            Open current = open;
            if (current != null && continues(current, head)) {
                current.lastLine = Math.max(current.lastLine, head.lastLine);
                if (current.head != null) {
                    current.head.fatals.addAll(head.fatals);
                }
                return;
            }
            close();
            open = new Open(head, before, List.copyOf(runtimeNotes),
                    runtimeNotes.isEmpty() ? head.firstLine : runtimeNotes.getFirst().line());
            runtimeNotes.clear();
            context.clear();
            foreign = false;
        }

        /// Whether a second head is the same crash seen by another thread: the same fatal error before any goroutine,
        /// or the next thread of a dump at crash level.
        private boolean continues(Open current, HeadBlock head) {
            HeadBlock first = current.head;
            if (first == null) {
                return false;
            }
            if (dashes) {
                dashes = false;
                return head.dumpSignal != null || (head.panics.isEmpty() && !head.fatals.isEmpty());
            }
            return current.goroutines.isEmpty() && !foreign && !first.fatals.isEmpty() && !head.fatals.isEmpty()
                    && head.panics.isEmpty() && first.fatals.getFirst().text().equals(head.fatals.getFirst().text());
        }

        private void goroutine() {
            for (ReadAhead one : ahead) {
                ReadAhead.Part part = one.startsAt(reader) ? one.take() : null;
                if (part != null) {
                    reader.reset(part.end());
                    notes.addAll(part.notes());
                    part.goroutines().forEach(goroutine -> {
                        goroutine.settle(table);
                        counted(goroutine);
                    });
                    return;
                }
            }
            counted(goroutineBlock.read(reader));
        }

        private void counted(Goroutine goroutine) {
            if (goroutines++ == limits.goroutines()) {
                notes.add(goroutine.lines().first(), "note.too-many-goroutines", limits.goroutines());
            }
            if (goroutines <= limits.goroutines()) {
                add(goroutine);
            }
        }

        private void add(Goroutine goroutine) {
            Open current = open;
            if (current == null || startsAnew(current, goroutine)) {
                close();
                current = new Open(null, List.copyOf(context), List.of(), goroutine.lines().first());
                open = current;
            }
            current.goroutines.add(goroutine);
            current.ids.add(goroutine.id());
            current.lastLine = goroutine.lines().last();
            context.clear();
            foreign = false;
        }

        /// Whether a goroutine opens another dump: a stack that a logger printed, or an id that was there already.
        private boolean startsAnew(Open current, Goroutine goroutine) {
            if (current.goroutines.isEmpty()) {
                return false;
            }
            if (foreign && isLogged(goroutine)) {
                return true;
            }
            boolean known = goroutine.id() > 0 && current.ids.contains(goroutine.id());
            return known && (foreign || current.head == null);
        }

        private static boolean isLogged(Goroutine goroutine) {
            List<Frame> frames = goroutine.stack().frames();
            return !frames.isEmpty() && frames.getFirst().function().equals("runtime/debug.Stack");
        }

        private void race() {
            close();
            int first = bar > 0 && bar == reader.line - 1 ? bar : reader.line;
            RaceReport report = new RaceBlock(table, notes).read(reader, first);
            add(report);
            context.clear();
        }

        private void other() {
            ProfileReport.Type profile = ProfileBlock.typeOf(reader);
            if (profile != null) {
                close();
                add(ProfileBlock.read(reader, profile));
                context.clear();
                return;
            }
            if (HeadBlock.isServedPanic(reader)) {
                head();
                return;
            }
            if (GoroutineBlock.isFrame(reader)) {
                add(goroutineBlock.headless(reader));
                return;
            }
            if (reader.startsWith(SYSTEM_STACK) && open != null) {
                open.systemStack.addAll(goroutineBlock().bare(reader));
                open.lastLine = reader.line - 1;
                return;
            }
            if (reader.startsWith(DASHES)) {
                dashes = open != null;
            } else if (HeadBlock.isRuntimeNote(reader)) {
                runtimeNotes.add(new TextLine(bounded(), reader.line));
            } else if (!reader.isBlank()) {
                foreignLine();
            }
            reader.next();
        }

        /// A block of its own: the shared one must not keep what it read for others.
        private GoroutineBlock goroutineBlock() {
            return new GoroutineBlock(text, table, notes, limits);
        }

        private void foreignLine() {
            if (Registers.isRegister(reader)) {
                if (open != null) {
                    open.lastLine = reader.line;
                }
                return;
            }
            foreign = true;
            if (!runtimeNotes.isEmpty() && runtimeNotes.size() > 8) {
                runtimeNotes.clear();
            }
            log();
            if (context.size() == CONTEXT) {
                context.removeFirst();
            }
            context.addLast(new TextLine(bounded(), reader.line));
        }

        private void log() {
            boolean gc = reader.startsWith(GC) && Ascii.indexOf(reader.bytes, reader.start, reader.end(), '@') > 0;
            boolean sched = reader.startsWith(SCHED);
            if (!gc && !sched) {
                return;
            }
            gcLines += gc ? 1 : 0;
            schedLines += sched ? 1 : 0;
            firstLogLine = firstLogLine == 0 ? reader.line : firstLogLine;
            lastLogLine = reader.line;
        }

        private String bounded() {
            return Ascii.text(reader.bytes, reader.start,
                    Math.min(reader.end(), reader.start + limits.messageBytes()));
        }

        private void add(TraceReport report) {
            if (reports.size() < limits.reports()) {
                reports.add(report);
            } else {
                notes.add(report.lines().first(), "note.too-many-reports", limits.reports());
            }
        }

        private void close() {
            Open done = open;
            open = null;
            dashes = false;
            if (done == null) {
                return;
            }
            LineRange lines = new LineRange(done.firstLine, Math.max(done.firstLine, done.lastLine));
            HeadBlock head = done.head;
            if (head == null) {
                add(new GoroutineDump(lines, done.context, done.goroutines));
            } else if (!head.fatals.isEmpty()) {
                add(new FatalErrorReport(lines, head.fatals, head.panics, head.signal, done.runtimeNotes,
                        done.systemStack, done.context, done.goroutines));
            } else if (head.dumpSignal != null) {
                if (head.counter || !done.goroutines.isEmpty()) {
                    add(new SignalReport(lines, head.dumpSignal, done.goroutines));
                }
            } else {
                add(new PanicReport(lines, head.panics, head.signal, head.served, done.context, done.goroutines));
            }
        }
    }
}
