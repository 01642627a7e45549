package dev.maptriage.intake.collector;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Pushes to Loki: protobuf in snappy, or JSON. All labels of a stream together name its source, but for those that a
/// pipeline reads off the line itself.
///
/// ```text
/// {"streams":[{"stream":{"app":"cart","pod":"cart-5d9f"},"values":[["1715763724124060000","panic: assignment to entry in nil map"]]}]}
/// ```
final class LokiProtocol implements Protocol {
    private static final List<String> OF_THE_LINE = List.of("level", "detected_level", "severity", "__error__",
            "trace_id", "span_id");
    private static final long SECOND = 1_000_000_000L;

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        boolean json = sent.isJson() || (sent.type().isEmpty() && Bodies.looksLikeJson(sent.body()));
        return Batch.of(json ? json(sent.body()) : protobuf(sent.body()));
    }

    private static List<CollectedRecord> json(byte[] body) throws UnreadableException {
        JsonNode streams = Bodies.json(body).path("streams");
        if (!streams.isArray()) {
            throw new UnreadableException("it has no streams");
        }
        List<CollectedRecord> found = new ArrayList<>();
        for (JsonNode one : streams) {
            Map<String, String> labels = new TreeMap<>();
            one.path("stream").properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
            Stream stream = new Stream(labels);
            for (JsonNode value : one.path("values")) {
                if (!value.isArray() || value.size() < 2 || !value.get(1).isString()) {
                    throw new UnreadableException("a value is no pair of time and line");
                }
                found.add(stream.record(nanos(value.get(0).asString("")), value.get(1).stringValue()));
            }
        }
        return found;
    }

    private static long nanos(String digits) throws UnreadableException {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new UnreadableException("a time is no number of nanoseconds");
        }
    }

    /// `logproto.PushRequest`, field by field; what is not known is skipped.
    private static List<CollectedRecord> protobuf(byte[] body) throws UnreadableException {
        List<CollectedRecord> found = new ArrayList<>();
        try {
            CodedInputStream in = CodedInputStream.newInstance(body);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == 1) {
                    stream(CodedInputStream.newInstance(in.readByteArray()), found);
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new UnreadableException("it is no push request of Loki");
        }
        return found;
    }

    private static void stream(CodedInputStream in, List<CollectedRecord> found) throws IOException {
        String labels = "";
        List<byte[]> entries = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> labels = in.readString();
                case 2 -> entries.add(in.readByteArray());
                default -> in.skipField(tag);
            }
        }
        Stream stream = new Stream(parse(labels));
        for (byte[] entry : entries) {
            found.add(entry(stream, CodedInputStream.newInstance(entry)));
        }
    }

    private static CollectedRecord entry(Stream stream, CodedInputStream in) throws IOException {
        long nanos = 0;
        String line = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> nanos = timestamp(CodedInputStream.newInstance(in.readByteArray()));
                case 2 -> line = in.readString();
                default -> in.skipField(tag);
            }
        }
        return stream.record(nanos, line);
    }

    private static long timestamp(CodedInputStream in) throws IOException {
        long seconds = 0;
        long nanos = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> seconds = in.readInt64();
                case 2 -> nanos = in.readInt32();
                default -> in.skipField(tag);
            }
        }
        return seconds * SECOND + nanos;
    }

    /// `{app="cart", pod="cart-5d9f"}`.
    static Map<String, String> parse(String text) {
        Map<String, String> labels = new TreeMap<>();
        int at = text.indexOf('{') + 1;
        while (at < text.length()) {
            int equals = text.indexOf("=\"", at);
            if (equals < 0) {
                break;
            }
            String name = text.substring(at, equals).replace(",", "").strip();
            StringBuilder value = new StringBuilder();
            int i = equals + 2;
            for (; i < text.length() && text.charAt(i) != '"'; i++) {
                char c = text.charAt(i);
                if (c == '\\' && i + 1 < text.length()) {
                    i++;
                    c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 't' ? '\t' : text.charAt(i);
                }
                value.append(c);
            }
            labels.put(name, value.toString());
            at = i + 1;
        }
        return labels;
    }

    /// What all records of a stream share.
    private static final class Stream {
        private final String source;
        private final Map<String, String> labels;

        Stream(Map<String, String> all) {
            Map<String, String> naming = new TreeMap<>(all);
            naming.keySet().removeAll(OF_THE_LINE);
            source = naming.isEmpty() ? "" : naming.toString();
            labels = RecordReader.labels(all);
        }

        CollectedRecord record(long nanos, String line) {
            return new CollectedRecord(source, nanos, line, false, null, labels);
        }
    }
}
