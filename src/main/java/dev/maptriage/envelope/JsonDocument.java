package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// JSON over many lines, or many records in one value: exports of Google Cloud, Elasticsearch and CloudWatch, pushes of
/// Loki and OTLP, an object around a text.
///
/// ```text
/// [
///  {
///   "textPayload": "panic: assignment to entry in nil map",
///   "timestamp": "2024-05-14T10:05:02.123623754Z",
/// ```
final class JsonDocument implements Wrapping {

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        int first = 0;
        while (first < lines.size() && lines.isEmpty(first)) {
            first++;
        }
        if (first == lines.size() || !isDocument(lines, first)) {
            return null;
        }
        RecordLines out = new RecordLines();
        JsonRecords json = new JsonRecords(record -> {
            int line = Math.min(record.origin() - 1, lines.size() - 1);
            record.origin(lines.origin(line));
            out.add(record, "");
        });
        boolean whole = json.read(JsonRecords.parser(new LinesStream(lines, first)), first + 1);
        return out.records() == 0 ? null : out.unwrapped(whole, whole);
    }

    /// An array, or an object that does not end on its line.
    private static boolean isDocument(Lines lines, int i) {
        byte[] bytes = lines.bytes(i);
        int to = Chars.trimEnd(bytes, lines.from(i), lines.to(i));
        int from = Chars.skipBlanks(bytes, lines.from(i), to);
        if (bytes[from] == '[') {
            int next = Chars.skipBlanks(bytes, from + 1, to);
            return next == to || bytes[next] == '{' || bytes[next] == '"' || bytes[next] == '[';
        }
        return bytes[from] == '{' && (to == from + 1 || bytes[to - 1] != '}' || lines.size() == i + 1);
    }
}
