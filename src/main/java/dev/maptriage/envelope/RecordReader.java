package dev.maptriage.envelope;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads records of log streams, one by one, each with its time and its source. Where an upload is one text and its
/// wrappings are guessed, a stream says what its records are.
public final class RecordReader {
    /// What tells one process or stream from another; of names that mean the same the first one found counts.
    private static final List<List<String>> SOURCES = List.of(
            List.of("k8s.pod.uid", "pod_id", "pod.uid"), List.of("k8s.namespace.name", "namespace_name", "namespace"),
            List.of("k8s.pod.name", "pod_name", "pod.name", "pod"),
            List.of("container.id", "container_id", "docker.container_id"),
            List.of("k8s.container.name", "container_name", "container.name", "container"),
            List.of("host.name", "_hostname", "hostname", "host", "node_name", "instance"),
            List.of("service.name", "service", "syslog_identifier", "app", "job"),
            List.of("service.instance.id", "_boot_id"), List.of("process.pid", "_pid", "syslog_pid", "pid"),
            List.of("_stream_id", "log.iostream", "stream"), List.of("loggroup"), List.of("logstream"),
            List.of("log.file.path", "filename", "source_file"), List.of("package"), List.of("test"));
    private static final List<String> TIMES = List.of("_source_realtime_timestamp", "timeunixnano", "time",
            "timestamp", "@timestamp", "ts", "__realtime_timestamp", "eventtime", "date", "_time",
            "observedtimeunixnano");
    private static final List<String> IDS = List.of("__cursor", "insertid", "event.id");
    private static final List<String> LABELS = List.of("service", "host", "environment", "release", "title");
    private static final int LONGEST_LABEL = 300;

    private RecordReader() {}

    /// Records of JSON: an array, an object, several in a row, or objects that hold lists of them.
    ///
    /// @return null when it is no JSON
    public static @Nullable List<CollectedRecord> json(byte[] body) {
        List<CollectedRecord> found = new ArrayList<>();
        boolean whole = read(body, record -> add(record, found));
        return whole ? found : null;
    }

    /// Like [#json], for senders that pass on what a log agent wrote: a text that is such a record of its own is opened, too.
    /// A record that the program itself wrote stays as it is, since its text and its stack are for the reader of texts.
    ///
    /// @return null when it is no JSON
    public static @Nullable List<CollectedRecord> nestedJson(byte[] body) {
        List<CollectedRecord> found = new ArrayList<>();
        boolean whole = read(body, record -> {
            if (!opened(record, found)) {
                add(record, found);
            }
        });
        return whole ? found : null;
    }

    private static boolean opened(LogRecord record, List<CollectedRecord> found) {
        String text = record.text("");
        String inside = text == null ? "" : text.strip();
        if (!inside.startsWith("{") || !inside.endsWith("}")) {
            return false;
        }
        List<LogRecord> inner = new ArrayList<>();
        boolean whole = read(inside.getBytes(StandardCharsets.UTF_8), inner::add);
        if (!whole || inner.isEmpty() || !inner.stream().allMatch(LogRecord::isWrapping)) {
            return false;
        }
        inner.forEach(nested -> {
            nested.wrappedIn(record);
            add(nested, found);
        });
        return true;
    }

    private static boolean read(byte[] body, Consumer<LogRecord> sink) {
        return new JsonRecords(sink).read(JsonRecords.parser(body, 0, body.length), 1);
    }

    /// Entries of journald's export format: a field per line, or name, eight bytes of length and the bytes; an empty line
    /// behind each entry.
    ///
    /// @return null when it is no such export
    public static @Nullable List<CollectedRecord> journal(byte[] body) {
        List<CollectedRecord> found = new ArrayList<>();
        LogRecord entry = new LogRecord();
        int at = 0;
        while (at < body.length) {
            int end = lineEnd(body, at);
            int equals = Chars.indexOf(body, at, end, '=');
            if (at == end) {
                add(entry, found);
                entry = new LogRecord();
                at = end + 1;
            } else if (equals > at) {
                entry.add(Chars.text(body, at, equals), Chars.text(body, equals + 1, end));
                at = end + 1;
            } else {
                long size = end + 9 <= body.length ? length(body, end + 1) : -1;
                if (size < 0 || end + 9 + size > body.length) {
                    return null;
                }
                int from = end + 9;
                entry.add(Chars.text(body, at, end), Chars.text(body, from, from + (int) size));
                at = from + (int) size + 1;
            }
        }
        add(entry, found);
        return found;
    }

    private static int lineEnd(byte[] body, int from) {
        int end = Chars.indexOf(body, from, body.length, '\n');
        return end < 0 ? body.length : end;
    }

    private static long length(byte[] body, int at) {
        long length = 0;
        for (int i = 7; i >= 0; i--) {
            length = length << 8 | (body[at + i] & 0xff);
        }
        return length;
    }

    private static void add(LogRecord record, List<CollectedRecord> found) {
        String text = record.text("");
        if (text != null) {
            found.add(new CollectedRecord(source(record), time(record), text, "P".equals(record.get("logtag")),
                    id(record), labels(record)));
        }
    }

    private static long time(LogRecord record) {
        for (String name : TIMES) {
            String value = record.get(name);
            long nanos = value == null ? 0 : RecordTime.nanos(value);
            if (nanos != 0) {
                return nanos;
            }
        }
        return 0;
    }

    private static @Nullable String id(LogRecord record) {
        for (String name : IDS) {
            String value = record.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return record.get("loggroup") == null ? null : record.get("id");
    }

    private static String source(LogRecord record) {
        StringBuilder key = new StringBuilder();
        for (List<String> names : SOURCES) {
            key.append(first(record, names)).append('\n');
        }
        return key.toString().isBlank() ? "" : key.toString();
    }

    private static String first(LogRecord record, List<String> names) {
        for (String name : names) {
            String value = record.get(name);
            if (value != null && !value.isEmpty() && value.length() < LONGEST_LABEL) {
                return value;
            }
        }
        return "";
    }

    private static Map<String, String> labels(LogRecord record) {
        return named(record.lastingLabels());
    }

    /// What a stream says of itself, by the names of the OpenTelemetry and of log agents.
    public static Map<String, String> labels(Map<String, String> attributes) {
        LogRecord record = new LogRecord();
        attributes.forEach(record::add);
        return labels(record);
    }

    /// The source that attributes name, as it is read from records that hold them themselves.
    public static String source(Map<String, String> attributes) {
        LogRecord record = new LogRecord();
        attributes.forEach(record::add);
        return source(record);
    }

    private static Map<String, String> named(Map<String, String> found) {
        Map<String, String> labels = new HashMap<>(found);
        String pod = labels.get("pod");
        if (pod != null) {
            labels.putIfAbsent("host", pod);
        }
        labels.keySet().retainAll(LABELS);
        return labels;
    }
}
