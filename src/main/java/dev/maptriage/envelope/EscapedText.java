package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Text of many lines on one, its breaks written as escapes: a field of logfmt, a quoted string, a string copied out of
/// JSON. What was escaped twice takes two rounds.
///
/// ```text
/// time=2026-11-23T03:48:13.300Z level=ERROR msg="job panicked" panic="assignment to entry in nil map" stack="goroutine 1 [running]:\n…"
/// ```
final class EscapedText extends LineRewrite {
    private final Map<String, String> labels = new HashMap<>();
    private boolean logfmt;

    EscapedText() {
        super("ESCAPED", true);
    }

    @Override
    boolean shows(byte[] bytes, int from, int to) {
        return WrittenBreaks.indexOfEscape(bytes, from, to) >= 0 && Sample.hasAnchor(bytes, from, to)
                && !JsonLines.isRecord(bytes, from, to);
    }

    @Override
    String name() {
        return logfmt ? "LOGFMT" : "ESCAPED";
    }

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        Unwrapped plain = super.unwrap(lines, sample);
        return plain == null ? null : new Unwrapped(name(), plain.lines(), plain.sure(), plain.whole(), labels);
    }

    @Override
    boolean rewrite(Lines lines, int line, Lines out) {
        byte[] bytes = lines.bytes(line);
        int from = lines.from(line);
        int to = lines.to(line);
        int first = WrittenBreaks.indexOfEscape(bytes, from, to);
        if (first < 0 || !Sample.hasAnchor(bytes, from, to) || JsonLines.isRecord(bytes, from, to)) {
            return false;
        }
        int origin = lines.origin(line);
        int quote = openingQuote(bytes, from, first);
        int start = quote < 0 ? from : quote + 1;
        int end = quote < 0 ? to : closingQuote(bytes, start, to, bytes[quote]);
        byte[] inside = decoded(bytes, start, end);
        String text = new String(inside, StandardCharsets.UTF_8);
        LogRecord record = new LogRecord();
        record.origin(origin);
        int pairs = quote < 0 ? 0 : pairs(bytes, from, quote, record);
        int free = quote < 0 ? from : freeEnd(bytes, from, quote);
        int after = Math.min(to, end + 1);
        pairs += pairs(bytes, after, to, record);
        if (pairs > 1 && record.get("msg") != null) {
            logfmt = true;
            record.labels().forEach(labels::putIfAbsent);
            record.add("stack", text);
            String all = record.text("");
            byte[] joined = (all == null ? text : all).getBytes(StandardCharsets.UTF_8);
            out.addAll(joined, 0, joined.length, origin);
            return true;
        }
        if (Chars.skipBlanks(bytes, from, free) < free) {
            out.add(bytes, from, Chars.trimEnd(bytes, from, free), origin);
        }
        out.addAll(inside, 0, inside.length, origin);
        further(bytes, after, to, origin, out);
        return true;
    }

    /// The strings that follow in a list, `'panic: x\n', '\tgoroutine…'`, and whatever stands behind the last.
    private static void further(byte[] bytes, int from, int to, int origin, Lines out) {
        int at = from;
        int quote = nextString(bytes, at, to);
        while (quote >= 0) {
            int end = closingQuote(bytes, quote + 1, to, bytes[quote]);
            byte[] text = decoded(bytes, quote + 1, end);
            if (text.length == 0) {
                out.add(text, origin);
            }
            out.addAll(text, 0, text.length, origin);
            at = Math.min(to, end + 1);
            quote = nextString(bytes, at, to);
        }
        if (to - at > 2) {
            out.add(bytes, at, to, origin);
        }
    }

    /// The quotation mark of the next string, with a comma or plus sign before it; -1 when there is none.
    private static int nextString(byte[] bytes, int from, int to) {
        int comma = Chars.skipBlanks(bytes, from, to);
        if (comma >= to || (bytes[comma] != ',' && bytes[comma] != '+')) {
            return -1;
        }
        int quote = Chars.skipBlanks(bytes, comma + 1, to);
        return quote < to && (bytes[quote] == '"' || bytes[quote] == '\'') ? quote : -1;
    }

    /// The quotation mark that opens the string in which the first break stands, or -1.
    private static int openingQuote(byte[] bytes, int from, int first) {
        int open = -1;
        for (int i = from; i < first; i++) {
            byte b = bytes[i];
            if (b == '\\') {
                i++;
            } else if (open >= 0 && b == bytes[open]) {
                open = -1;
            } else if (open < 0
                    && (b == '"' || b == '`' || (b == '\'' && (i == from || !Chars.isLetter(bytes[i - 1]))))) {
                open = i;
            }
        }
        return open;
    }

    private static int closingQuote(byte[] bytes, int from, int to, byte quote) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                i++;
            } else if (bytes[i] == quote) {
                return i;
            }
        }
        return to;
    }

    /// The text before the string, without the name of its field.
    private static int freeEnd(byte[] bytes, int from, int quote) {
        int end = quote;
        while (end > from && (bytes[end - 1] == '=' || bytes[end - 1] == ':' || bytes[end - 1] == ' ')) {
            end--;
        }
        if (end == quote) {
            return end;
        }
        int name = end;
        while (name > from && (Chars.isWord(bytes[name - 1]) || bytes[name - 1] == '"')) {
            name--;
        }
        return bytes[end] == '=' || (name < end && bytes[name] == '"') ? name : end;
    }

    /// Reads `key=value` and `key="value"`.
    private static int pairs(byte[] bytes, int from, int to, LogRecord record) {
        int found = 0;
        int equals = Chars.indexOf(bytes, from, to, '=');
        while (equals > 0 && found < 200) {
            int key = equals;
            while (key > from && Chars.isWord(bytes[key - 1])) {
                key--;
            }
            int next = equals + 1;
            boolean quoted = next < to && bytes[next] == '"';
            int end = quoted ? closingQuote(bytes, next + 1, to, (byte) '"') : valueEnd(bytes, next, to);
            if (key < equals && end > next) {
                record.add(Chars.text(bytes, key, equals), quoted
                        ? new String(decoded(bytes, next + 1, end), StandardCharsets.UTF_8)
                        : Chars.text(bytes, next, end));
                found++;
            }
            equals = end >= to ? -1 : Chars.indexOf(bytes, end, to, '=');
        }
        return found;
    }

    private static int valueEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && !Chars.isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    static byte[] decoded(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            if (bytes[i] == '\\' && i + 1 < to) {
                i = escape(bytes, i + 1, to, out);
            } else {
                out.write(bytes[i++]);
            }
        }
        return out.toByteArray();
    }

    /// Writes what an escape stands for.
    ///
    /// @param at behind the backslash
    /// @return the position behind the escape
    private static int escape(byte[] bytes, int at, int to, ByteArrayOutputStream out) {
        switch (bytes[at]) {
            case 'n' -> out.write('\n');
            case 't' -> out.write('\t');
            case 'r' -> out.write('\r');
            case 'b', 'f', 'a', 'v' -> out.write(' ');
            case 'u' -> {
                return number(bytes, at, Math.min(to, at + 5), 4, out);
            }
            case 'x' -> {
                return number(bytes, at, Math.min(to, at + 3), 2, out);
            }
            case '0', '1' -> {
                return octal(bytes, at, to, out);
            }
            case '"', '\'', '\\', '/', '`' -> out.write(bytes[at]);
            default -> {
                out.write('\\');
                out.write(bytes[at]);
            }
        }
        return at + 1;
    }

    /// Three digits, as in `\011` for a TAB.
    private static int octal(byte[] bytes, int at, int to, ByteArrayOutputStream out) {
        int value = 0;
        int i = at;
        while (i < Math.min(to, at + 3) && bytes[i] >= '0' && bytes[i] <= '7') {
            value = 8 * value + bytes[i++] - '0';
        }
        if (i < at + 3) {
            out.write('\\');
            out.write(bytes[at]);
            return at + 1;
        }
        out.write(value);
        return i;
    }

    private static int number(byte[] bytes, int at, int to, int digits, ByteArrayOutputStream out) {
        int end = Chars.skipHex(bytes, at + 1, to);
        if (end - at - 1 != digits) {
            out.write('\\');
            out.write(bytes[at]);
            return at + 1;
        }
        int value = Integer.parseInt(Chars.text(bytes, at + 1, end), 16);
        if (digits == 2) {
            out.write(value);
        } else {
            out.writeBytes(Character.toString(value).getBytes(StandardCharsets.UTF_8));
        }
        return end;
    }
}
