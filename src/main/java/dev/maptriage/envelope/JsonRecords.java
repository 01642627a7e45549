package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads log records out of JSON of any structure. A record is an object at the root or in an array; objects inside of
/// objects are parts of it, and so are lists of `{"key": …, "value": …}`. Bytes written as numbers become text, lists of
/// strings become lines.
final class JsonRecords {
    /// JSON may nest as deep; what is deeper is no log.
    private static final int DEPTH = 200;
    private static final int LONGEST_PATH = 256;
    private static final JsonFactory FACTORY = JsonFactory.builder().streamReadConstraints(StreamReadConstraints
            .builder().maxNestingDepth(DEPTH).maxStringLength(Integer.MAX_VALUE).maxNumberLength(1000).build()).build();

    private final Consumer<LogRecord> sink;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int firstLine = 1;

    /// An object or an array that is open.
    private static final class Level {
        final boolean array;
        final String path;
        final @Nullable LogRecord record;
        String name = "";
        @Nullable
        StringBuilder strings;
        int stringCount;
        @Nullable
        String firstString;
        @Nullable
        ByteArrayOutputStream octets;

        Level(boolean array, String path, @Nullable LogRecord record) {
            this.array = array;
            this.path = path;
            this.record = record;
        }
    }

    JsonRecords(Consumer<LogRecord> sink) {
        this.sink = sink;
    }

    static JsonParser parser(java.io.InputStream in) {
        return FACTORY.createParser(ObjectReadContext.empty(), in);
    }

    static JsonParser parser(byte[] bytes, int from, int to) {
        return FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    /// Reads values to the end of the input.
    ///
    /// @param line the line of the upload on which the input starts
    /// @return whether all of it was JSON; records before the first mistake were passed on
    boolean read(JsonParser parser, int line) {
        firstLine = line;
        levels.clear();
        try (parser) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                accept(parser, token);
            }
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    /// Reads one value.
    ///
    /// @return where it ends, counted from its first byte; -1 when it is no JSON
    int readOne(JsonParser parser, int line) {
        firstLine = line;
        levels.clear();
        try (parser) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                accept(parser, token);
                if (levels.isEmpty()) {
                    return (int) parser.currentLocation().getByteOffset();
                }
                token = parser.nextToken();
            }
            return -1;
        } catch (JacksonException e) {
            return -1;
        }
    }

    private void accept(JsonParser parser, JsonToken token) {
        switch (token) {
            case START_OBJECT -> open(false, line(parser));
            case START_ARRAY -> open(true, line(parser));
            case END_OBJECT, END_ARRAY -> close(levels.pop(), line(parser));
            case PROPERTY_NAME -> levels.element().name = parser.currentName();
            case VALUE_STRING -> string(parser.getString(), line(parser));
            case VALUE_NUMBER_INT -> number(parser.getString());
            case VALUE_NUMBER_FLOAT -> scalar(parser.getString());
            default -> {
                // true, false and null say nothing about a crash
            }
        }
    }

    private int line(JsonParser parser) {
        return firstLine + Math.max(0, parser.currentTokenLocation().getLineNr() - 1);
    }

    private void open(boolean array, int line) {
        Level outer = levels.peek();
        String path = outer == null ? "" : path(outer);
        LogRecord record = null;
        if (!array && (outer == null || outer.array)) {
            record = new LogRecord();
            record.origin(line);
        }
        levels.push(new Level(array, path, record));
    }

    private static String path(Level level) {
        String path = level.path.isEmpty() || level.name.isEmpty()
                ? level.path + level.name
                : level.path + "." + level.name;
        return path.length() > LONGEST_PATH ? path.substring(path.length() - LONGEST_PATH) : path;
    }

    private @Nullable LogRecord record() {
        for (Level level : levels) {
            if (level.record != null) {
                return level.record;
            }
        }
        return null;
    }

    private void string(String value, int line) {
        Level level = levels.peek();
        if (level != null && level.array) {
            StringBuilder strings = level.strings;
            if (strings == null) {
                strings = new StringBuilder();
                level.strings = strings;
                level.firstString = value;
            } else {
                strings.append(level.stringCount == 1 && isNanos(level.firstString) ? "" : "\n");
            }
            if (level.stringCount++ > 0 || !isNanos(value)) {
                strings.append(value);
            }
            return;
        }
        LogRecord record = record();
        if (level != null && record != null) {
            record.add(path(level), value);
            if (value.length() > 20 || value.indexOf('\n') >= 0) {
                record.origin(line);
            }
        }
    }

    /// The first of a pair of Loki: nanoseconds since 1970 as a string.
    private static boolean isNanos(@Nullable String value) {
        return value != null && value.length() == 19 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void number(String digits) {
        Level level = levels.peek();
        if (level != null && level.array) {
            ByteArrayOutputStream octets = level.octets;
            if (octets == null) {
                octets = new ByteArrayOutputStream();
                level.octets = octets;
            }
            if (digits.length() < 5) {
                octets.write(Integer.parseInt(digits));
            }
            return;
        }
        scalar(digits);
    }

    private void scalar(String value) {
        Level level = levels.peek();
        LogRecord record = record();
        if (level != null && !level.array && record != null) {
            record.add(path(level), value);
        }
    }

    private void close(Level level, int line) {
        LogRecord record = level.record;
        if (record != null) {
            finish(record);
            return;
        }
        StringBuilder strings = level.strings;
        ByteArrayOutputStream octets = level.octets;
        if (!level.array || (strings == null && octets == null)) {
            return;
        }
        String text = strings != null
                ? strings.toString()
                : octets == null ? "" : octets.toString(StandardCharsets.UTF_8);
        LogRecord outer = record();
        Level parent = levels.peek();
        boolean pair = level.stringCount > 1 && isNanos(level.firstString) && parent != null && parent.array;
        if (outer == null || pair) {
            LogRecord own = new LogRecord();
            own.origin(line);
            own.add("line", text);
            if (pair && level.firstString != null) {
                own.add("timeunixnano", level.firstString);
            }
            inherit(own);
            sink.accept(own);
        } else {
            outer.add(level.path, text);
        }
    }

    /// What is said of a group holds for each record in it.
    private void inherit(LogRecord record) {
        for (Level level : levels) {
            if (level.record != null) {
                record.inherit(level.record);
            }
        }
    }

    private void finish(LogRecord record) {
        LogRecord outer = record();
        String key = record.get("key");
        String value = record.get("stringvalue");
        value = value == null ? record.get("value") : value;
        if (outer != null && key != null && value != null) {
            outer.add(key, value);
            return;
        }
        if (!record.isEmpty()) {
            inherit(record);
            sink.accept(record);
        }
    }
}
