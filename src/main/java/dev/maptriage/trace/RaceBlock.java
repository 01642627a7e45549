package dev.maptriage.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one report of the race detector, from `WARNING: DATA RACE` to the closing bar.
///
/// | state | sample line | next |
/// |---|---|---|
/// | banner | `WARNING: DATA RACE` | sections |
/// | sections | `Write at 0x00c000064180 by goroutine 8:` | frames of an access |
/// | sections | `Previous read at 0x00c000064180 by main goroutine:` | frames of an access |
/// | sections | `Read by goroutine 7:` (up to Go 1.4) | frames of an access |
/// | sections | `Goroutine 8 (running) created at:` | frames of a creation |
/// | frames | `  runtime.mapassign_faststr()` + `      /go/src/runtime/map.go:203 +0x0` | frames |
/// | frames | `  [failed to restore the stack]` | frames |
/// | any | `==================` | done |
final class RaceBlock {
    private static final Pattern ACCESS = Pattern
            .compile("(Read|Write|Previous read|Previous write) (at 0x[0-9a-f]+ )?by (goroutine \\d+|main goroutine):");
    private static final byte[] WARNING = Ascii.bytes("WARNING: DATA RACE");
    private static final byte[] BAR = Ascii.bytes("==================");
    private static final byte[] LOST = Ascii.bytes("[failed to restore the stack]");
    private static final byte[] NOTHING = new byte[0];
    /// Foreign lines in a row that end a report that has no closing bar.
    private static final int PATIENCE = 6;

    private final FrameTable table;
    private final Notes notes;
    private final List<RaceAccess> accesses = new ArrayList<>();
    private final List<RaceGoroutine> created = new ArrayList<>();
    private @Nullable Section open;

    /// A part of the report: an access or a creation, with the frames that follow.
    private static final class Section {
        final String title;
        final int firstLine;
        final List<Call> calls = new ArrayList<>();
        boolean stackLost;
        int lastLine;

        Section(String title, int firstLine) {
            this.title = title;
            this.firstLine = firstLine;
            this.lastLine = firstLine;
        }
    }

    RaceBlock(FrameTable table, Notes notes) {
        this.table = table;
        this.notes = notes;
    }

    static boolean isBanner(LineReader reader) {
        return reader.startsWith(WARNING);
    }

    /// An access line whose banner is cut off: `Write at 0x00c000064180 by goroutine 8:`.
    static boolean isAccess(LineReader reader) {
        int end = reader.end();
        if (end - reader.start < 20 || end - reader.start > 200 || reader.bytes[end - 1] != ':') {
            return false;
        }
        String line = reader.text();
        return ACCESS.matcher(line).matches();
    }

    static boolean isBar(LineReader reader) {
        return reader.startsWith(BAR);
    }

    /// Reads the report whose banner is the current line.
    ///
    /// @param firstLine line of the opening bar, or of the banner when there is none
    RaceReport read(LineReader reader, int firstLine) {
        int last = reader.line;
        int foreign = 0;
        if (isBanner(reader)) {
            reader.next();
        } else {
            notes.add(reader.line, "note.race-head-cut-off");
        }
        while (!reader.atEnd() && foreign <= PATIENCE) {
            if (isBar(reader)) {
                last = reader.line;
                reader.next();
                break;
            }
            if (isBanner(reader) || GoroutineHeader.isHeader(reader) || HeadBlock.isHead(reader)) {
                break;
            }
            if (reader.isBlank()) {
                reader.next();
                continue;
            }
            int line = reader.line;
            if (section(reader) || frame(reader)) {
                last = Math.max(last, open == null ? line : open.lastLine);
                foreign = 0;
            } else {
                notes.add(line, "note.foreign-line");
                foreign++;
                reader.next();
            }
        }
        close();
        if (accesses.size() < 2) {
            notes.add(firstLine, "note.race-cut-off");
        }
        return new RaceReport(new LineRange(firstLine, last), accesses, created);
    }

    private boolean section(LineReader reader) {
        byte[] bytes = reader.bytes;
        int start = reader.start;
        int end = reader.end();
        if (end - start < 12 || bytes[end - 1] != ':' || end - start > 200) {
            return false;
        }
        String line = Ascii.text(bytes, start, end - 1);
        boolean access = line.startsWith("Read ") || line.startsWith("Write ") || line.startsWith("Previous ");
        boolean creation = line.startsWith("Goroutine ") && line.endsWith(" created at");
        if (!access && !creation) {
            return false;
        }
        close();
        open = new Section(line, reader.line);
        reader.next();
        return true;
    }

    private boolean frame(LineReader reader) {
        Section section = open;
        if (section == null) {
            return false;
        }
        byte[] bytes = reader.bytes;
        int from = reader.start;
        int end = reader.end();
        while (from < end && (bytes[from] == ' ' || bytes[from] == '\t')) {
            from++;
        }
        if (from == reader.start) {
            return false;
        }
        if (Ascii.startsWith(bytes, from, end, LOST)) {
            section.stackLost = true;
            section.lastLine = reader.line;
            reader.next();
            return true;
        }
        int arguments = FrameLines.argumentsOf(bytes, from, end);
        if (arguments < 0) {
            return false;
        }
        int line = reader.line;
        section.lastLine = line;
        reader.next();
        int location = reader.atEnd() ? -1 : FrameLines.locationOf(reader.bytes, reader.start, reader.end());
        FrameTable.Entry entry;
        if (location < 0) {
            notes.add(line, "note.frame-without-file");
            entry = table.intern(bytes, from, arguments, NOTHING, 0, 0, false);
        } else {
            int locationEnd = FrameLines.locationEnd(reader.bytes, location, reader.end());
            entry = table.intern(bytes, from, arguments, reader.bytes, location, locationEnd, false);
            section.lastLine = reader.line;
            reader.next();
        }
        section.calls.add(new Call(entry.frame, "", line));
        return true;
    }

    private void close() {
        Section section = open;
        open = null;
        if (section == null) {
            return;
        }
        LineRange lines = new LineRange(section.firstLine, section.lastLine);
        String title = section.title;
        if (title.startsWith("Goroutine ")) {
            int state = title.indexOf(" (");
            int stateEnd = title.indexOf(')', Math.max(state, 0));
            Long id = id(title, "Goroutine ");
            created.add(new RaceGoroutine(id == null ? 0 : id,
                    state > 0 && stateEnd > 0 ? title.substring(state + 2, stateEnd) : "", section.calls, lines));
            return;
        }
        boolean previous = title.startsWith("Previous ");
        boolean write = title.startsWith("Write") || title.startsWith("Previous write");
        int at = title.indexOf(" at 0x");
        int by = title.indexOf(" by ");
        String address = at > 0 && by > at ? title.substring(at + 4, by) : null;
        Long id = title.endsWith("by main goroutine") ? Long.valueOf(1) : id(title, " by goroutine ");
        accesses.add(new RaceAccess(write, previous, address, id, section.calls, section.stackLost, lines));
    }

    private static @Nullable Long id(String title, String before) {
        int from = title.indexOf(before);
        if (from < 0) {
            return null;
        }
        byte[] bytes = Ascii.bytes(title.substring(from + before.length()));
        long id = Ascii.number(bytes, 0, Ascii.digitsEnd(bytes, 0, bytes.length));
        return id < 0 ? null : id;
    }
}
