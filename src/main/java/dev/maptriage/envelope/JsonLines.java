package dev.maptriage.envelope;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One JSON object per line: docker's json-file, journald's JSON, `go test -json`, slog, zap, zerolog, logrus, ECS. A
/// text may stand before the object, as zap's console encoder writes it.
///
/// ```text
/// {"log":"panic: assignment to entry in nil map\n","stream":"stderr","time":"2024-05-15T08:53:43.123729198Z"}
/// {"level":"error","msg":"job panicked","error":"assignment to entry in nil map","stacktrace":"goroutine 1 [running]:\n…"}
/// ```
final class JsonLines implements Wrapping {
    private static final int MOST_VOTES = 64;

    private final List<LogRecord> found = new ArrayList<>();
    private final JsonRecords json = new JsonRecords(found::add);

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int anchored = count(lines, sample.anchors());
        int spread = count(lines, sample.spread());
        boolean most = 2 * spread >= sample.spread().length;
        if (anchored == 0 && !(most && spread > 0)) {
            return null;
        }
        RecordLines out = new RecordLines(textPath(lines, sample));
        for (int i = 0; i < lines.size(); i++) {
            int start = start(lines, i);
            boolean wanted = start >= 0 && (most || Sample.hasAnchor(lines.bytes(i), start, lines.to(i)));
            if (!wanted || !parse(lines, i, start)) {
                out.plain(lines, i);
                continue;
            }
            String before = Chars.text(lines.bytes(i), lines.from(i), start).strip();
            found.forEach(record -> out.add(record, before));
        }
        return out.records() == 0 ? null : out.unwrapped(most, bare(lines, sample.spread()));
    }

    private @Nullable String textPath(Lines lines, Sample sample) {
        TextVote vote = new TextVote();
        int[] anchors = sample.anchors();
        int step = Math.max(1, anchors.length / MOST_VOTES);
        for (int k = 0; k < anchors.length; k += step) {
            int start = start(lines, anchors[k]);
            if (start >= 0 && parse(lines, anchors[k], start)) {
                found.forEach(vote::add);
            }
        }
        return vote.winner();
    }

    /// Whether nothing stands before the objects.
    private static boolean bare(Lines lines, int[] numbers) {
        for (int i : numbers) {
            if (start(lines, i) != lines.from(i)) {
                return false;
            }
        }
        return true;
    }

    private int count(Lines lines, int[] numbers) {
        int count = 0;
        for (int i : numbers) {
            count += start(lines, i) >= 0 ? 1 : 0;
        }
        return count;
    }

    /// Whether a line ends with a whole object, so that its strings are read as JSON and not by their escapes.
    static boolean isRecord(byte[] bytes, int from, int to) {
        int start = start(bytes, from, to);
        if (start < 0 || bytes[Chars.trimEnd(bytes, start, to) - 1] != CLOSE[0]) {
            return false;
        }
        List<LogRecord> records = new ArrayList<>();
        return new JsonRecords(records::add).readOne(JsonRecords.parser(bytes, start, to), 1) > 0
                && records.stream().anyMatch(LogRecord::isGo);
    }

    private static int start(Lines lines, int i) {
        return start(lines.bytes(i), lines.from(i), lines.to(i));
    }

    /// Where the object of a line may start: its first `{` with a name behind it.
    private static int start(byte[] bytes, int from, int end) {
        int to = Chars.trimEnd(bytes, from, end);
        if (to - from < 2 || Chars.lastIndexOf(bytes, Math.max(from, to - 600), to, CLOSE) < 0) {
            return -1;
        }
        int at = Chars.indexOf(bytes, from, Math.min(to, from + 600), OBJECT);
        int spaced = Chars.indexOf(bytes, from, Math.min(to, from + 600), SPACED);
        int start = at < 0 || (spaced >= 0 && spaced < at) ? spaced : at;
        return start > from && bytes[start - 1] == '[' ? start - 1 : start;
    }

    private static final byte[] OBJECT = Chars.ascii("{\"");
    private static final byte[] SPACED = Chars.ascii("{ \"");

    /// Reads the object that starts there. What is behind it may be the end of another wrapping, but nothing of Go's.
    private boolean parse(Lines lines, int i, int start) {
        found.clear();
        byte[] bytes = lines.bytes(i);
        int to = lines.to(i);
        int end = json.readOne(JsonRecords.parser(bytes, start, to), lines.origin(i));
        found.forEach(record -> record.origin(lines.origin(i)));
        return end > 0 && !Sample.hasAnchor(bytes, start + end, to) && to - start - end < 600;
    }

    private static final byte[] CLOSE = {'}'};
}
