package dev.maptriage.envelope;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One record of a structured log: its fields, the innermost name of each in lower case.
final class LogRecord {
    /// Fields kept of one record; what is beyond is no log record.
    private static final int MOST_FIELDS = 500;
    private static final List<String> TEXTS = List.of("log", "message", "msg", "textpayload", "output", "line", "text",
            "@message", "body", "stringvalue", "original", "content", "event", "data");
    private static final Set<String> CAUSES = Set.of("error", "err", "panic", "reason", "cause", "exception",
            "recovered",
            "recover", "panicvalue", "panic_value", "error.message", "exception.message", "exception.value");
    private static final List<String> TIMES = List.of("time", "timestamp", "ts", "@timestamp", "__realtime_timestamp",
            "timeunixnano", "eventtime", "date", "_time");
    private static final List<String> SOURCES = List.of("pod_name", "pod", "container_name", "container_id",
            "container",
            "_hostname", "hostname", "host", "syslog_identifier", "_pid", "stream", "package", "logstream");
    private static final Map<String, List<String>> LABELS = Map.of("service",
            List.of("service.name", "service", "syslog_identifier", "labels.app", "servicecontext.service",
                    "container_name",
                    "app"),
            "host", List.of("host.name", "_hostname", "hostname", "host", "kubernetes.host", "node_name"),
            "environment",
            List.of("deployment.environment.name", "deployment.environment", "service.environment", "environment",
                    "env"),
            "release", List.of("service.version", "servicecontext.version", "release", "version"), "pod",
            List.of("pod_name", "k8s.pod.name", "pod.name", "pod"), "container",
            List.of("container_name", "k8s.container.name", "container.name"), "namespace",
            List.of("namespace_name", "k8s.namespace.name"), "stream", List.of("stream"));

    /// What only log agents and log stores write around a line; of those that end in a dot anything below.
    private static final List<String> AGENTS = List.of("kubernetes.", "k8s.", "docker.", "agent.ephemeral_id",
            "agent.type", "resource.labels.", "logname", "insertid", "textpayload", "loggroup", "logstream",
            "ingestiontime", "__realtime_timestamp", "__cursor", "_systemd_unit", "_boot_id", "syslog_identifier",
            "logtag", "_p", "ecs_cluster", "ecs_task_arn", "ec2_instance_id", "container_instance_id", "source_type",
            "timeunixnano");
    /// What says when a line was written and by whom, and nothing about what happened.
    private static final Set<String> ASIDE = Set.of("time", "timestamp", "ts", "@timestamp", "eventtime", "date",
            "_time", "@version", "stream", "source", "tag", "fluentd_tag", "file", "filename", "path", "offset", "host",
            "hostname", "service", "app", "job", "instance", "pod", "pod_name", "pod_id", "namespace",
            "namespace_name", "container", "container_id", "container_name", "container_image", "node_name",
            "partial_message", "partial_id", "partial_last", "partial_ordinal", "id");

    /// A field.
    ///
    /// @param path the names from the outermost to its own, lower case, joined by dots
    private record Field(String path, String value) {

        boolean is(String name) {
            int above = path.length() - name.length();
            return above == 0 ? path.equals(name) : above > 0 && path.charAt(above - 1) == '.' && path.endsWith(name);
        }
    }

    private final List<Field> fields = new ArrayList<>();
    private int origin;
    private @Nullable String textPath;

    /// Says which field holds the text, where others like it show that.
    void textAt(String path) {
        textPath = path;
    }

    /// The field in which something of Go's stands: the one that holds the text by its name, or the first; null for none.
    @Nullable
    String goPath() {
        Field text = textField();
        if (text != null && isGo(text.value)) {
            return text.path;
        }
        for (Field field : fields) {
            if (isGo(field.value)) {
                return field.path;
            }
        }
        return null;
    }

    void add(String path, String value) {
        if (fields.size() < MOST_FIELDS) {
            fields.add(new Field(path.toLowerCase(Locale.ROOT), value));
        }
    }

    /// Fields of an enclosing record count for the inner one, too, where it does not have its own.
    void inherit(LogRecord outer) {
        for (Field field : outer.fields) {
            if (field.value.length() < 300) {
                add(field.path, field.value);
            }
        }
    }

    /// Likewise of the record that carried this one as its text, but for that text.
    void wrappedIn(LogRecord outer) {
        Field carried = outer.textField();
        for (Field field : outer.fields) {
            if (!field.equals(carried) && field.value.length() < 300) {
                add(field.path, field.value);
            }
        }
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /// The line of the upload that the text stood on.
    int origin() {
        return origin;
    }

    void origin(int line) {
        origin = line;
    }

    @Nullable
    String get(String name) {
        for (Field field : fields) {
            if (field.is(name)) {
                return field.value;
            }
        }
        return null;
    }

    private @Nullable String first(List<String> names) {
        for (String name : names) {
            String value = get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    /// The text of the record: what was logged, and the stack below it when that is a field of its own.
    ///
    /// @param before text that stood before the record on its line
    /// @return null when the record has no text
    @Nullable
    String text(String before) {
        Field stack = stack();
        Field text = textField();
        if (stack == null || (text != null && (stack.path.equals(text.path) || isObject(text.value)))) {
            return text == null ? null : text.value;
        }
        Set<String> head = new LinkedHashSet<>();
        head.add(text == null ? before : text.value.strip());
        if (!startsAsHead(stack.value)) {
            for (Field field : fields) {
                if (isCause(field) && !stack.value.startsWith(field.value)) {
                    head.add(field.value.strip());
                }
            }
        }
        head.remove("");
        String first = String.join(": ", head).replace('\n', ' ');
        return first.isEmpty() ? stack.value : first + "\n" + stack.value;
    }

    /// Agents that read a program's own record put its fields beside its line; the line has them all.
    private static boolean isObject(String text) {
        String line = text.strip();
        return line.startsWith("{") && line.endsWith("}");
    }

    private static boolean isCause(Field field) {
        String name = field.path.substring(field.path.lastIndexOf('.') + 1);
        return (CAUSES.contains(name) || CAUSES.stream().anyMatch(field::is)) && field.value.length() < 2000
                && !hasStack(field.value);
    }

    private @Nullable Field textField() {
        for (Field field : fields) {
            if (field.path.equals(textPath)) {
                return field;
            }
        }
        for (String name : TEXTS) {
            for (Field field : fields) {
                if (field.is(name)) {
                    return field;
                }
            }
        }
        for (Field field : fields) {
            if (isGo(field.value)) {
                return field;
            }
        }
        return null;
    }

    /// The field that holds a stack: of several one with a goroutine header, since some loggers add their own frames.
    private @Nullable Field stack() {
        Field found = null;
        for (Field field : fields) {
            if (hasStack(field.value)) {
                boolean goroutine = field.value.contains("goroutine ");
                if (goroutine) {
                    return field;
                }
                found = found == null ? field : found;
            }
        }
        return found;
    }

    /// Whether a log agent wrote the record around somebody's line: it names what only agents know, or says nothing but the
    /// line, its time and where it comes from. A record with a level, a stack or fields of its own is its program's own.
    boolean isWrapping() {
        boolean line = fields.stream().anyMatch(field -> TEXTS.contains(field.path));
        boolean stream = "stderr".equals(get("stream")) || "stdout".equals(get("stream"));
        return fields.stream().anyMatch(LogRecord::isAgents) || (line && stream && get("log") != null)
                || (line && fields.stream()
                        .allMatch(field -> TEXTS.contains(field.path) || ASIDE.contains(field.path)));
    }

    private static boolean isAgents(Field field) {
        for (String name : AGENTS) {
            if (name.endsWith(".") ? field.path.startsWith(name) : field.is(name)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a value holds frames of Go over several lines, written with escapes, or flattened.
    static boolean hasStack(String value) {
        int file = value.indexOf(".go:");
        if (file <= 0) {
            return value.indexOf("goroutine ") >= 0 && value.indexOf('\n') > 0;
        }
        return value.indexOf('\n') >= 0 || value.contains("\\n")
                || (value.indexOf(".go:", file + 4) > 0 && value.contains("goroutine "));
    }

    /// Whether a value holds a word that Go prints in crashes.
    boolean isGo() {
        for (Field field : fields) {
            if (isGo(field.value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGo(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return Sample.hasAnchor(bytes, 0, bytes.length);
    }

    private static boolean startsAsHead(String value) {
        return value.startsWith("panic: ") || value.startsWith("fatal error: ");
    }

    /// What tells records of one process from those of another.
    String source() {
        StringBuilder key = new StringBuilder();
        for (String name : SOURCES) {
            String value = get(name);
            if (value != null && value.length() < 300) {
                key.append(value).append('\n');
            }
        }
        return key.toString();
    }

    /// What is said of the program, and when the record was written.
    Map<String, String> labels() {
        Map<String, String> labels = lastingLabels();
        String time = first(TIMES);
        Optional.ofNullable(time).flatMap(RecordTime::instant)
                .ifPresent(instant -> labels.put("occurredAt", instant.toString()));
        return labels;
    }

    /// What is said of the program.
    Map<String, String> lastingLabels() {
        Map<String, String> labels = new LinkedHashMap<>();
        LABELS.forEach((label, names) -> {
            String value = first(names);
            if (value != null && value.length() < 300) {
                labels.put(label, value);
            }
        });
        return labels;
    }

    /// The name of the log system or library that writes such records.
    String format() {
        if (get("log") != null && get("stream") != null) {
            return "DOCKER_JSON";
        }
        if (get("__realtime_timestamp") != null || get("__cursor") != null || get("syslog_identifier") != null) {
            return "JOURNALD_JSON";
        }
        if (get("action") != null && get("package") != null) {
            return "GO_TEST_JSON";
        }
        if (get("textpayload") != null || get("insertid") != null) {
            return "GCP_JSON";
        }
        if (get("ecs.version") != null) {
            return "ECS_JSON";
        }
        if (get("timeunixnano") != null) {
            return "OTLP_JSON";
        }
        return get("ingestiontime") != null || get("logstream") != null ? "CLOUDWATCH_JSON" : "JSON";
    }
}
