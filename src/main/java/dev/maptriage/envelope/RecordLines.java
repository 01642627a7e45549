package dev.maptriage.envelope;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns log records into lines. Records of several processes are put apart, and records that hold a part of a line only
/// are joined with those that follow.
final class RecordLines {
    private static final int MOST_SOURCES = 500;

    private final Map<String, Lines> sections = new LinkedHashMap<>();
    private final Map<Lines, Part> parts = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private Lines current = new Lines(16);
    private @Nullable String format;
    private boolean labelled;
    private boolean whole;
    private int records;

    private final @Nullable String textPath;

    /// @param textPath the field that holds the text; null when it goes by its name
    RecordLines(@Nullable String textPath) {
        this.textPath = textPath;
    }

    /// The beginning of a line whose end is in another record.
    private record Part(StringBuilder text, int origin) {}

    /// A line that is no record stays with the record before it.
    void plain(Lines lines, int line) {
        sections.putIfAbsent("", current);
        current.add(lines, line);
    }

    /// Adds the text of a record.
    ///
    /// @param before what stood before it on its line
    void add(LogRecord record, String before) {
        if (textPath != null) {
            record.textAt(textPath);
        }
        String text = record.text(before);
        if (text == null) {
            return;
        }
        records++;
        String known = record.format();
        format = format == null || format.equals("JSON") ? known : format;
        current = section(record.source());
        boolean fragments = known.equals("DOCKER_JSON") || known.equals("GO_TEST_JSON");
        if (fragments && join(text, record.origin())) {
            return;
        }
        int first = current.size();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            current.add(bytes, record.origin());
        }
        current.addAll(bytes, 0, bytes.length, record.origin());
        label(record, first);
    }

    private Lines section(String source) {
        Lines section = sections.get(source);
        if (section == null) {
            section = sections.isEmpty() ? current : sections.size() < MOST_SOURCES ? new Lines(16) : current;
            sections.put(source, section);
        }
        return section;
    }

    /// Joins a text without a line break at its end with what follows, once a text with one was seen: some collectors
    /// drop all of them.
    private boolean join(String text, int origin) {
        boolean ends = text.endsWith("\n");
        whole |= ends;
        Part part = parts.get(current);
        if (part == null && (ends || !whole)) {
            return false;
        }
        if (part == null) {
            parts.put(current, new Part(new StringBuilder(text), origin));
            return true;
        }
        part.text.append(text);
        if (ends) {
            close(current);
        }
        return true;
    }

    private void close(Lines section) {
        Part part = parts.remove(section);
        if (part != null) {
            byte[] bytes = part.text.toString().getBytes(StandardCharsets.UTF_8);
            section.addAll(bytes, 0, bytes.length, part.origin);
        }
    }

    private void label(LogRecord record, int first) {
        if (labelled) {
            return;
        }
        boolean go = false;
        for (int i = first; i < current.size() && !go; i++) {
            go = current.form(i).isStrong();
        }
        if (go || labels.isEmpty()) {
            labels.clear();
            labels.putAll(record.labels());
            labelled = go;
        }
    }

    /// Records that had a text.
    int records() {
        return records;
    }

    Wrapping.Unwrapped unwrapped(boolean sure, boolean whole) {
        sections.putIfAbsent("", current);
        List<Lines> all = new ArrayList<>(sections.values().stream().distinct().toList());
        all.forEach(this::close);
        Lines lines = all.getFirst();
        if (all.size() > 1) {
            lines = new Lines(all.stream().mapToInt(Lines::size).sum());
            for (Lines section : all) {
                for (int i = 0; i < section.size(); i++) {
                    lines.add(section, i);
                }
            }
        }
        return new Wrapping.Unwrapped(format == null ? "JSON" : format, lines, sure, whole, labels);
    }
}
