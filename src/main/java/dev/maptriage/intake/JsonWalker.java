package dev.maptriage.intake;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// Checks JSON as its bytes pass by and tells a listener about strings. Holds no text, so a value may be as long as it
/// likes; a usual JSON parser would hold a trace of 250 MB two or three times over.
///
/// Several values in a row are allowed, as JSON lines have them.
final class JsonWalker {
    private static final int MAX_DEPTH = 1_000;

    /// Hears about strings.
    interface Listener {
        /// A string begins.
        ///
        /// @param depth how many objects and arrays are around it
        /// @param key   whether it is the name of a member
        void begin(int depth, boolean key);

        /// UTF-8 bytes of the string, its escapes replaced.
        void bytes(byte[] source, int offset, int count);

        /// The string ends.
        void end();

        /// An object or array begins or ends, or a number or literal is read.
        void other(int depth);
    }

    /// Where the walk stands; the comment shows what has just been read.
    private enum At {
        /** Nothing, or `[1,` or `{"a":`: a value must follow. */
        VALUE,
        /** `[`: a value or `]`. */
        FIRST_ITEM,
        /** `{`: a key or `}`. */
        FIRST_KEY,
        /** `{"a":1,`: a key. */
        KEY,
        /** `{"a"`: a colon. */
        COLON,
        /** `[1`: a comma or the end of object or array. */
        AFTER_VALUE,
        /** `"ab` */
        STRING,
        /** `"ab\` */
        ESCAPE,
        /** A backslash, `u` and the first hex digits inside a string. */
        UNICODE,
        /** `12` */
        NUMBER,
        /** `tr` */
        LITERAL,
        /** A whole value and nothing open. */
        DONE
    }

    private final Listener listener;
    private final BitSet objects = new BitSet();
    private final byte[] one = new byte[1];
    private At at = At.VALUE;
    private int depth;
    private boolean key;
    private int unicode;
    private int unicodeDigits;
    private int highSurrogate;
    private String literal = "";
    private int literalRead;
    private long offset;
    private boolean any;

    JsonWalker(Listener listener) {
        this.listener = listener;
    }

    /// Walks over the next bytes.
    void accept(byte[] bytes, int from, int to) throws MalformedJsonException {
        for (int i = from; i < to;) {
            if (at == At.STRING) {
                int end = plainRun(bytes, i, to);
                if (end > i) {
                    flushSurrogate();
                    listener.bytes(bytes, i, end - i);
                    offset += end - i;
                    i = end;
                    continue;
                }
            }
            step(bytes[i] & 0xff);
            offset++;
            i++;
        }
    }

    /// The bytes are over.
    void end() throws MalformedJsonException {
        if (at == At.NUMBER) {
            valueEnded();
        }
        if (at != At.DONE) {
            throw malformed(any ? "it ends in the middle of a value" : "there is nothing in it");
        }
    }

    private static int plainRun(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '"' && bytes[i] != '\\' && (bytes[i] < 0 || bytes[i] >= 0x20)) {
            i++;
        }
        return i;
    }

    private void step(int b) throws MalformedJsonException {
        switch (at) {
            case STRING -> inString(b);
            case ESCAPE -> escaped(b);
            case UNICODE -> unicode(b);
            case LITERAL -> literal(b);
            case NUMBER -> {
                if ((b >= '0' && b <= '9') || b == '.' || b == 'e' || b == 'E' || b == '+' || b == '-') {
                    return;
                }
                valueEnded();
                between(b);
            }
            default -> between(b);
        }
    }

    private void between(int b) throws MalformedJsonException {
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            return;
        }
        if (b == 0x1e && at != At.AFTER_VALUE && depth == 0) {
            return; // the record separator of JSON text sequences
        }
        switch (at) {
            case VALUE, DONE -> value(b);
            case FIRST_ITEM -> {
                if (b == ']') {
                    close();
                } else {
                    value(b);
                }
            }
            case FIRST_KEY -> {
                if (b == '}') {
                    close();
                } else {
                    key(b);
                }
            }
            case KEY -> key(b);
            case COLON -> {
                expect(b == ':', "a colon is missing after a name");
                at = At.VALUE;
            }
            default -> afterValue(b);
        }
    }

    private void afterValue(int b) throws MalformedJsonException {
        boolean object = objects.get(depth);
        if (b == ',') {
            at = object ? At.KEY : At.VALUE;
        } else {
            expect(b == (object ? '}' : ']'), "a comma or the end of the " + (object ? "object" : "array")
                    + " is missing");
            close();
        }
    }

    private void key(int b) throws MalformedJsonException {
        expect(b == '"', "a name in double quotes is missing");
        key = true;
        at = At.STRING;
        listener.begin(depth, true);
    }

    private void value(int b) throws MalformedJsonException {
        any = true;
        if (b == '"') {
            key = false;
            at = At.STRING;
            listener.begin(depth, false);
            return;
        }
        listener.other(depth);
        if (b == '{' || b == '[') {
            depth++;
            expect(depth <= MAX_DEPTH, "it is nested deeper than " + MAX_DEPTH + " levels");
            objects.set(depth, b == '{');
            at = b == '{' ? At.FIRST_KEY : At.FIRST_ITEM;
        } else if (b == '-' || (b >= '0' && b <= '9')) {
            at = At.NUMBER;
        } else {
            literal = b == 't' ? "true" : b == 'f' ? "false" : b == 'n' ? "null" : "";
            expect(!literal.isEmpty(), "a value is missing");
            literalRead = 1;
            at = At.LITERAL;
        }
    }

    private void literal(int b) throws MalformedJsonException {
        expect(b == literal.charAt(literalRead), "a value is missing");
        if (++literalRead == literal.length()) {
            valueEnded();
        }
    }

    private void close() {
        depth--;
        valueEnded();
    }

    private void valueEnded() {
        at = depth == 0 ? At.DONE : At.AFTER_VALUE;
    }

    private void inString(int b) throws MalformedJsonException {
        if (b == '"') {
            flushSurrogate();
            listener.end();
            if (key) {
                at = At.COLON;
            } else {
                valueEnded();
            }
        } else {
            expect(b == '\\', "a string holds a raw control character; write line breaks as \\n");
            at = At.ESCAPE;
        }
    }

    private void escaped(int b) throws MalformedJsonException {
        if (b == 'u') {
            unicode = 0;
            unicodeDigits = 0;
            at = At.UNICODE;
            return;
        }
        int plain = switch (b) {
            case '"', '\\', '/' -> b;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
        expect(plain >= 0, "there is no such escape");
        flushSurrogate();
        one[0] = (byte) plain;
        listener.bytes(one, 0, 1);
        at = At.STRING;
    }

    private void unicode(int b) throws MalformedJsonException {
        int digit = Character.digit(b, 16);
        expect(digit >= 0, "\\u needs four hex digits");
        unicode = unicode << 4 | digit;
        if (++unicodeDigits == 4) {
            at = At.STRING;
            codeUnit((char) unicode);
        }
    }

    /// Escapes give UTF-16; a high surrogate waits for its other half.
    private void codeUnit(char unit) {
        if (highSurrogate != 0 && Character.isLowSurrogate(unit)) {
            emit(Character.toCodePoint((char) highSurrogate, unit));
            highSurrogate = 0;
            return;
        }
        flushSurrogate();
        if (Character.isHighSurrogate(unit)) {
            highSurrogate = unit;
        } else {
            emit(Character.isLowSurrogate(unit) ? 0xfffd : unit);
        }
    }

    private void flushSurrogate() {
        if (highSurrogate != 0) {
            highSurrogate = 0;
            emit(0xfffd);
        }
    }

    private void emit(int codePoint) {
        byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        listener.bytes(utf8, 0, utf8.length);
    }

    private void expect(boolean condition, String reason) throws MalformedJsonException {
        if (!condition) {
            throw malformed(reason);
        }
    }

    private MalformedJsonException malformed(String reason) {
        return new MalformedJsonException(offset, reason);
    }
}
