package dev.maptriage.envelope;

/// Line breaks that were written as something else, so that a text stands on one line: escapes, entities, tags, and the
/// characters that editors and chats show for a break.
final class WrittenBreaks {
    private static final byte[][] BACKSLASHED = {Chars.ascii("\\n"), Chars.ascii("\\r\\n"), Chars.ascii("\\012"),
        Chars.ascii("\\x0a"), Chars.ascii("\\x0A"), Chars.ascii("\\u000a"), Chars.ascii("\\u000A")};
    private static final byte[][] ENTITIES = {Chars.ascii("&#10;"), Chars.ascii("&#xA;"), Chars.ascii("&#xa;"),
        Chars.ascii("&#x0A;"), Chars.ascii("&#x0a;"), Chars.ascii("&NewLine;")};
    private static final byte[][] PERCENT = {Chars.ascii("%0A"), Chars.ascii("%0a"), Chars.ascii("%0D%0A"),
        Chars.ascii("%0d%0a")};
    private static final byte[][] HASH = {Chars.ascii("#012")};
    private static final byte[][] TAG = {Chars.ascii("<br")};

    private WrittenBreaks() {}

    /// Whether a line holds several breaks, in whatever way they are written.
    static boolean anyIn(byte[] bytes, int from, int to) {
        int found = 0;
        for (int i = from; i < to && found < 2; i++) {
            int length = switch (bytes[i]) {
                case '\\' -> escape(bytes, i, to);
                case '&' -> length(ENTITIES, bytes, i, to);
                case '%' -> percent(bytes, i, to);
                case '#' -> length(HASH, bytes, i, to);
                case '<' -> length(TAG, bytes, i, to);
                default -> mark(bytes, i, to);
            };
            found += length > 0 ? 1 : 0;
            i += Math.max(0, length - 1);
        }
        return found > 1;
    }

    /// Length of an escape with a backslash that starts there; 0 when none does.
    static int escape(byte[] bytes, int at, int to) {
        return length(BACKSLASHED, bytes, at, to);
    }

    /// The first escape with a backslash, or -1.
    static int indexOfEscape(byte[] bytes, int from, int to) {
        for (int i = from; i < to - 1; i++) {
            if (bytes[i] == '\\' && escape(bytes, i, to) > 0) {
                return i;
            }
        }
        return -1;
    }

    /// Length of an escape with a percent sign that starts there; 0 when none does.
    static int percent(byte[] bytes, int at, int to) {
        return length(PERCENT, bytes, at, to);
    }

    /// Length of a character that stands for a break: U+0085, U+2028, U+2029, `¶`, `⏎`, `↵`, `␊`, vertical TAB and form
    /// feed; 0 when there is none.
    static int mark(byte[] bytes, int at, int to) {
        return switch (bytes[at]) {
            case 0x0b, 0x0c -> 1;
            case (byte) 0xc2 -> at + 1 < to && (bytes[at + 1] == (byte) 0x85 || bytes[at + 1] == (byte) 0xb6) ? 2 : 0;
            case (byte) 0xe2 -> at + 2 < to && isMark(bytes[at + 1], bytes[at + 2]) ? 3 : 0;
            default -> 0;
        };
    }

    private static boolean isMark(byte second, byte third) {
        return switch (second) {
            case (byte) 0x80 -> third == (byte) 0xa8 || third == (byte) 0xa9;
            case (byte) 0x8f -> third == (byte) 0x8e;
            case (byte) 0x86 -> third == (byte) 0xb5;
            case (byte) 0x90 -> third == (byte) 0x8a;
            default -> false;
        };
    }

    private static int length(byte[][] ways, byte[] bytes, int at, int to) {
        int longest = 0;
        for (byte[] way : ways) {
            longest = way.length > longest && Chars.startsWith(bytes, at, to, way) ? way.length : longest;
        }
        return longest;
    }
}
