package dev.maptriage.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks over the lines of a text. There is always one current line until [#atEnd()]; its end is looked for only when
/// somebody asks, so that a recogniser that knows what comes can step over it unread.
final class LineReader {
    private final List<TraceText.Block> blocks;
    private int blockIndex;
    private int limit;
    private int rawEnd;

    /// The bytes that hold the current line.
    byte[] bytes;
    /// Where the current line starts in [#bytes].
    int start;
    /// Number of the current line, counted from 1.
    int line;

    LineReader(TraceText text) {
        blocks = text.blocks();
        bytes = blocks.get(0).bytes;
        limit = blocks.get(0).length;
        line = 1;
        rawEnd = -1;
        skipEmptyBlocks();
    }

    boolean atEnd() {
        return start >= limit;
    }

    /// End of the current line, before its line break and before a carriage return.
    int end() {
        if (rawEnd < 0) {
            rawEnd = Ascii.lineEnd(bytes, start, limit);
        }
        return rawEnd > start && bytes[rawEnd - 1] == '\r' ? rawEnd - 1 : rawEnd;
    }

    boolean isBlank() {
        int end = end();
        for (int i = start; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /// Steps to the next line.
    void next() {
        if (rawEnd < 0) {
            rawEnd = Ascii.lineEnd(bytes, start, limit);
        }
        moveTo(rawEnd + 1, 1);
    }

    /// Steps to `position` in the same bytes, which is the start of a line, `lines` lines further on.
    void moveTo(int position, int lines) {
        start = position;
        line += lines;
        rawEnd = -1;
        if (start >= limit) {
            skipEmptyBlocks();
        }
    }

    /// End of the bytes that follow the current line without a gap.
    int limit() {
        return limit;
    }

    String text() {
        return Ascii.text(bytes, start, end());
    }

    boolean startsWith(byte[] prefix) {
        return Ascii.startsWith(bytes, start, end(), prefix);
    }

    /// Like [#startsWith], without looking for the end of the line; `prefix` must not hold a line break.
    boolean startsWithUnread(byte[] prefix) {
        return Ascii.startsWith(bytes, start, limit, prefix);
    }

    /// Where the reader is, to come back to.
    record Mark(int block, int start, int line) {}

    Mark mark() {
        return new Mark(blockIndex, start, line);
    }

    boolean isAt(Mark mark) {
        return start == mark.start && blockIndex == mark.block;
    }

    /// Whether the current line is the one at the mark or a later one; never when there is no mark.
    boolean isBehind(@Nullable Mark mark) {
        return mark != null && line >= mark.line;
    }

    void reset(Mark mark) {
        blockIndex = mark.block;
        bytes = blocks.get(blockIndex).bytes;
        limit = blocks.get(blockIndex).length;
        start = mark.start;
        line = mark.line;
        rawEnd = -1;
    }

    int blockIndex() {
        return blockIndex;
    }

    private void skipEmptyBlocks() {
        while (start >= limit && blockIndex + 1 < blocks.size()) {
            blockIndex++;
            bytes = blocks.get(blockIndex).bytes;
            limit = blocks.get(blockIndex).length;
            start = 0;
        }
    }
}
