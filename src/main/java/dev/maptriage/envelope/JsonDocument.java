package dev.maptriage.envelope;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON over many lines, or many records in one value: exports of Google Cloud, Elasticsearch and CloudWatch, pushes of
/// Loki and OTLP, an object around a text. Other lines may stand before and behind it.
///
/// ```text
/// [
///  {
///   "textPayload": "panic: assignment to entry in nil map",
///   "timestamp": "2024-05-14T10:05:02.123623754Z",
/// ```
final class JsonDocument implements Wrapping {
    /// Openings that turned out to be none; each may have been read to the end of the text.
    private static final int MOST_MISTAKES = 8;
    /// Characters before an object, such as `}, {`.
    private static final int MOST_CLOSING = 40;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        if (!sample.hasAnchors()) {
            return null;
        }
        Pass look = new Pass(lines, null, false);
        Unwrapped first = look.run();
        String textPath = look.vote.winner();
        // records without a word of Go's between others are lines of the same text
        return textPath == null ? first : new Pass(lines, textPath, look.documents > 1).run();
    }

    private static final class Pass {
        private final Lines lines;
        private final TextVote vote = new TextVote();
        private final RecordLines out;
        /// Whether documents without a word of Go's count, too.
        private final boolean all;
        /// Documents with such a word.
        private int documents;
        private int mistakes;
        private boolean whole = true;
        private boolean any;
        private int line;
        private int column;

        Pass(Lines lines, @Nullable String textPath, boolean all) {
            this.lines = lines;
            this.all = all;
            out = new RecordLines(textPath);
        }

        @Nullable
        Unwrapped run() {
            start(0);
            while (line < lines.size()) {
                int open = mistakes < MOST_MISTAKES ? opening(lines, line, column) : -1;
                if (open < 0 || !document(open)) {
                    rest();
                }
            }
            return any && out.records() > 0 ? out.unwrapped(true, whole && mistakes == 0) : null;
        }

        private void start(int next) {
            line = next;
            column = line < lines.size() ? lines.from(line) : 0;
        }

        /// The rest of a line is no document.
        private void rest() {
            int to = lines.to(line);
            boolean all = column == lines.from(line);
            boolean filled = Chars.skipBlanks(lines.bytes(line), column, to) < to;
            whole &= !filled;
            if (all) {
                out.plain(lines, line);
            } else if (filled) {
                Lines rest = new Lines(1);
                rest.add(lines.bytes(line), column, to, lines.origin(line));
                out.plain(rest, 0);
            }
            start(line + 1);
        }

        /// Reads the document that opens there. Of one that is cut or damaged the records before the damage count.
        private boolean document(int open) {
            Records records = new Records(lines);
            JsonRecords json = new JsonRecords(records::add);
            int first = line;
            int length = json.readOne(JsonRecords.parser(new LinesStream(lines, line, open)), line + 1);
            if (length < 0) {
                mistakes++;
                if (!records.anchored || records.list.size() < 2) {
                    return false;
                }
                start(Math.max(line, records.last) + 1);
            } else {
                moveBehind(open, length);
                if (!records.anchored && !all) {
                    plain(first);
                    return true;
                }
            }
            any = true;
            documents++;
            records.list.forEach(vote::add);
            records.list.forEach(record -> out.add(record, ""));
            return true;
        }

        private void moveBehind(int open, int length) {
            long left = length;
            int at = open;
            while (line < lines.size() && left > lines.to(line) - at) {
                left -= lines.to(line) - at + 1;
                start(line + 1);
                at = column;
            }
            if (line < lines.size()) {
                column = Math.min(lines.to(line), at + (int) left);
                int next = Chars.skipBlanks(lines.bytes(line), column, lines.to(line));
                if (next == lines.to(line)) {
                    start(line + 1);
                } else if (lines.bytes(line)[next] == ',') {
                    column = next + 1;
                }
            }
        }

        /// A document that holds nothing of Go's stays as it is.
        private void plain(int first) {
            whole = false;
            for (int i = first; i < Math.min(line, lines.size()); i++) {
                out.plain(lines, i);
            }
            if (first == line) {
                out.plain(lines, line);
                start(line + 1);
            }
        }
    }

    /// The records of one document, each with its line.
    private static final class Records {
        private final Lines lines;
        final List<LogRecord> list = new ArrayList<>();
        boolean anchored;
        int last;

        Records(Lines lines) {
            this.lines = lines;
        }

        void add(LogRecord record) {
            last = Math.min(record.origin() - 1, lines.size() - 1);
            anchored |= record.isGo();
            record.origin(lines.origin(last));
            list.add(record);
        }
    }

    /// Where an array opens, or an object that does not end on its line; also behind what ends the record before, where the
    /// head of a document was cut off. -1 when none does.
    private static int opening(Lines lines, int line, int column) {
        byte[] bytes = lines.bytes(line);
        int to = Chars.trimEnd(bytes, column, lines.to(line));
        int from = Chars.skipBlanks(bytes, column, to);
        if (from == to) {
            return -1;
        }
        if (bytes[from] == '[') {
            int next = Chars.skipBlanks(bytes, from + 1, to);
            return next == to || bytes[next] == '{' || bytes[next] == '"' || bytes[next] == '[' ? from : -1;
        }
        if (bytes[from] == '{') {
            return to == from + 1 || bytes[to - 1] != '}' || lines.size() == line + 1 ? from : -1;
        }
        if (bytes[to - 1] != '{' || to - from > MOST_CLOSING) {
            return -1;
        }
        for (int i = from; i < to - 1; i++) {
            byte b = bytes[i];
            if (b != '}' && b != ']' && b != ',' && !Chars.isBlank(b)) {
                return -1;
            }
        }
        return to - 1;
    }
}
