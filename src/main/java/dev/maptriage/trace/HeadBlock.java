package dev.maptriage.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the lines above the first goroutine of a crash.
///
/// | state | sample line | next |
/// |---|---|---|
/// | start | `panic: TEXT [recovered]` | panic |
/// | start | `fatal error: TEXT` | fatal |
/// | start | `SIGQUIT: quit` | signal |
/// | start | `2026/01/02 http: panic serving 127.0.0.1:41532: TEXT` | panic |
/// | panic | TAB `panic: TEXT` (newer panic), TAB `TEXT` or `TEXT` (its further lines) | panic |
/// | panic, fatal | TAB `fatal error: TEXT` (from Go 1.25) | fatal |
/// | panic, fatal | `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45a]` | same |
/// | signal | `PC=0x46fdc3 m=1 sigcode=0` | signal |
/// | any | blank line, goroutine header, end of text | done |
final class HeadBlock {
    private static final byte[] PANIC = Ascii.bytes("panic: ");
    private static final byte[] FATAL = Ascii.bytes("fatal error: ");
    private static final byte[] NESTED_PANIC = Ascii.bytes("\tpanic: ");
    private static final byte[] NESTED_FATAL = Ascii.bytes("\tfatal error: ");
    private static final byte[] SIGNAL = Ascii.bytes("[signal ");
    private static final byte[] SIG = Ascii.bytes("SIG");
    private static final byte[] PC = Ascii.bytes("PC=0x");
    private static final byte[] SERVING = Ascii.bytes("http: panic serving ");
    private static final byte[] RUNTIME = Ascii.bytes("runtime: ");
    private static final byte[] FAULT = Ascii.bytes("unexpected fault address ");
    private static final byte[] EXIT = Ascii.bytes("exit status ");
    private static final String FATAL_TEXT = "fatal error: ";

    private final TraceLimits limits;
    private final Notes notes;

    final List<PanicLine> panics = new ArrayList<>();
    final List<TextLine> fatals = new ArrayList<>();
    @Nullable
    SignalLine signal;
    /// The head of a dump by signal, e.g. `SIGQUIT: quit`.
    @Nullable
    SignalLine dumpSignal;
    /// Whether the signal's program counter follows, as it always does: log lines begin with a signal's name, too.
    boolean counter;
    boolean served;
    private boolean tooLong;
    int firstLine;
    int lastLine;

    HeadBlock(TraceLimits limits, Notes notes) {
        this.limits = limits;
        this.notes = notes;
    }

    /// Whether the current line opens a crash.
    static boolean isHead(LineReader reader) {
        byte[] bytes = reader.bytes;
        return switch (bytes[reader.start]) {
            case 'p' -> reader.startsWith(PANIC);
            case 'f' -> reader.startsWith(FATAL);
            case 'S' -> isDumpSignal(reader);
            case '\t' -> reader.startsWith(NESTED_PANIC) || reader.startsWith(NESTED_FATAL);
            default -> false;
        };
    }

    /// Whether the runtime says something that belongs to a fatal error further down.
    static boolean isRuntimeNote(LineReader reader) {
        return reader.startsWith(RUNTIME) || reader.startsWith(FAULT);
    }

    /// Whether net/http logs a panic that it recovered. Any logger's prefix may stand before it.
    static boolean isServedPanic(LineReader reader) {
        int end = Math.min(reader.end(), reader.start + 512);
        return Ascii.indexOf(reader.bytes, reader.start, end, SERVING) >= 0;
    }

    private static boolean isDumpSignal(LineReader reader) {
        if (!reader.startsWith(SIG)) {
            return false;
        }
        byte[] bytes = reader.bytes;
        int end = reader.end();
        int i = reader.start;
        while (i < end && ((bytes[i] >= 'A' && bytes[i] <= 'Z') || Ascii.isDigit(bytes[i]))) {
            i++;
        }
        return i - reader.start > 3 && i + 2 < end && bytes[i] == ':' && bytes[i + 1] == ' ' && end - i < 60;
    }

    /// Reads from the current line, which [#isHead] or [#isServedPanic] has accepted, to the end of the head.
    void read(LineReader reader) {
        firstLine = reader.line;
        lastLine = reader.line;
        while (!reader.atEnd() && !GoroutineHeader.isHeader(reader) && !RaceBlock.isBar(reader)) {
            if (reader.isBlank() && !continuesBehind(reader)) {
                return;
            }
            if (!line(reader)) {
                return;
            }
            lastLine = reader.line;
            reader.next();
        }
    }

    /// From Go 1.23 an empty line inside a panic's text holds a TAB.
    private boolean continuesBehind(LineReader reader) {
        return reader.end() > reader.start && reader.bytes[reader.start] == '\t' && !panics.isEmpty()
                && fatals.isEmpty();
    }

    private boolean line(LineReader reader) {
        byte[] bytes = reader.bytes;
        int start = reader.start;
        int end = reader.end();
        boolean first = panics.isEmpty() && fatals.isEmpty() && dumpSignal == null;
        if (Ascii.startsWith(bytes, start, end, NESTED_FATAL) && (first || !fatals.isEmpty() || !panics.isEmpty())
                && !isQuoted(reader)) {
            fatal(bytes, start + NESTED_FATAL.length, end, reader.line);
        } else if (Ascii.startsWith(bytes, start, end, NESTED_PANIC)) {
            panic(bytes, start + NESTED_PANIC.length, end, reader.line);
        } else if (first && Ascii.startsWith(bytes, start, end, PANIC)) {
            panic(bytes, start + PANIC.length, end, reader.line);
        } else if (panics.isEmpty() && Ascii.startsWith(bytes, start, end, FATAL)) {
            fatal(bytes, start + FATAL.length, end, reader.line);
        } else if (!fatals.isEmpty() && Ascii.startsWith(bytes, start, end, PANIC)) {
            return false;
        } else if (!first && Ascii.startsWith(bytes, start, end, SIGNAL)) {
            signal = signal(Ascii.text(bytes, start + SIGNAL.length, bound(start + SIGNAL.length, end)), reader.line);
        } else if (first && isDumpSignal(reader)) {
            dumpSignal = signal(Ascii.text(bytes, start, bound(start, end)), reader.line);
        } else if (first) {
            servedPanic(reader);
        } else if (dumpSignal != null) {
            counter |= Ascii.startsWith(bytes, start, end, PC);
            return Ascii.startsWith(bytes, start, end, PC)
                    || Ascii.startsWith(bytes, start, end, Ascii.bytes("signal "))
                    || Ascii.startsWith(bytes, start, end, Ascii.bytes("r0 ")) || !isHead(reader);
        } else if (!panics.isEmpty() && fatals.isEmpty()) {
            return more(reader);
        } else {
            return fatalNoise(reader);
        }
        return true;
    }

    /// A TAB `fatal error: ` inside the text of a custom panic is a quotation: from Go 1.23 all further lines of a text
    /// are marked by a TAB, and a real one is followed by the blank line that ends the head.
    private boolean isQuoted(LineReader reader) {
        if (panics.isEmpty() || !panics.getLast().more().isEmpty()) {
            return !panics.isEmpty();
        }
        LineReader.Mark mark = reader.mark();
        reader.next();
        boolean quoted = !reader.atEnd() && reader.end() > reader.start && reader.bytes[reader.start] == '\t'
                && !reader.startsWith(NESTED_PANIC) && !reader.startsWith(NESTED_FATAL);
        reader.reset(mark);
        return quoted;
    }

    private boolean fatalNoise(LineReader reader) {
        if (reader.startsWith(EXIT) || isHead(reader)) {
            return false;
        }
        notes.add(reader.line, "note.foreign-line");
        return true;
    }

    private int bound(int from, int to) {
        return Math.min(to, from + limits.messageBytes());
    }

    /// `concurrent map writesfatal error: concurrent map writes`: two threads wrote at once.
    private void fatal(byte[] bytes, int from, int to, int line) {
        String text = Ascii.text(bytes, from, bound(from, to));
        int at = 0;
        while (at <= text.length()) {
            int joined = text.indexOf(FATAL_TEXT, at);
            String part = (joined < 0 ? text.substring(at) : text.substring(at, joined)).strip();
            if (!part.isEmpty() || (joined < 0 && fatals.isEmpty())) {
                fatals.add(new TextLine(part, line));
            }
            if (joined < 0) {
                break;
            }
            at = joined + FATAL_TEXT.length();
        }
    }

    private void panic(byte[] bytes, int from, int to, int line) {
        tooLong = false;
        panics.add(panicLine(Ascii.text(bytes, from, bound(from, to)), line));
    }

    private static PanicLine panicLine(String text, int line) {
        boolean repanicked = text.endsWith(" [recovered, repanicked]");
        boolean recovered = repanicked || text.endsWith(" [recovered]");
        boolean goexit = text.endsWith(" [goexit]");
        String value = repanicked || recovered || goexit ? text.substring(0, text.lastIndexOf(" [")) : text;
        return new PanicLine(value, List.of(), false, recovered, repanicked, goexit, LineRange.of(line));
    }

    private void servedPanic(LineReader reader) {
        int end = reader.end();
        int from = Ascii.indexOf(reader.bytes, reader.start, end, SERVING);
        String rest = Ascii.text(reader.bytes, from + SERVING.length, bound(from + SERVING.length, end));
        int colon = rest.indexOf(": ");
        served = true;
        panics.add(panicLine(colon < 0 ? rest : rest.substring(colon + 2), reader.line));
    }

    /// A further line of a panic's text; up to Go 1.22 it starts at the first column.
    private boolean more(LineReader reader) {
        if (reader.startsWith(EXIT)) {
            return false;
        }
        PanicLine last = panics.getLast();
        if (last.more().size() >= limits.messageLines()) {
            if (!tooLong) {
                tooLong = true;
                notes.add(reader.line, "note.panic-text-too-long", limits.messageLines());
            }
            return !isHead(reader);
        }
        int start = reader.start;
        int end = reader.end();
        boolean tab = end > start && reader.bytes[start] == '\t';
        String text = Ascii.text(reader.bytes, tab ? start + 1 : start, bound(start, end));
        List<String> lines = new ArrayList<>(last.more());
        boolean recovered = text.endsWith(" [recovered]") || text.endsWith(" [recovered, repanicked]");
        lines.add(recovered ? text.substring(0, text.lastIndexOf(" [")) : text);
        panics.set(panics.size() - 1,
                new PanicLine(last.text(), lines, last.indented() || tab, last.recovered() || recovered,
                        last.repanicked() || text.endsWith(" [recovered, repanicked]"), last.goexit(),
                        new LineRange(last.lines().first(), reader.line)));
        return true;
    }

    /// @param text `SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45a9f5]` or `SIGQUIT: quit`
    private static SignalLine signal(String text, int line) {
        int colon = text.indexOf(": ");
        String name = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 2);
        int code = rest.indexOf(" code=");
        String description = code < 0 ? rest : rest.substring(0, code);
        String address = null;
        int addr = rest.indexOf(" addr=");
        if (addr >= 0) {
            int end = rest.indexOf(' ', addr + 6);
            address = rest.substring(addr + 6, end < 0 ? rest.length() : end).replace("]", "");
        }
        return new SignalLine(name, description.replace("]", ""), address, line);
    }
}
