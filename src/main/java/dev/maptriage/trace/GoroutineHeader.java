package dev.maptriage.trace;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The line above each stack.
///
/// ```text
/// goroutine 18 [running]:
/// goroutine 7 [chan receive (nil chan), 12 minutes, locked to thread]:
/// goroutine 5 gp=0xc000007340 m=nil [sync.Mutex.Lock]:
/// goroutine 9 [running labels:{"route": "/v1/[id], x"}]:        1.26
/// goroutine 8 [runnable] {route: "/v1/[id], x", tenant: acme}:  1.27
/// goroutine 6 [sleep (durable), synctest bubble 3]:
/// ```
final class GoroutineHeader {
    private static final byte[] GOROUTINE = Ascii.bytes("goroutine ");
    private static final byte[] THREAD = Ascii.bytes("gp");
    private static final String LABELS = " labels:{";
    private static final int CACHED = 4_096;

    /// Statuses repeat by the thousand; equal brackets are parsed once.
    private final Map<String, GoroutineStatus> cache = new HashMap<>();
    private byte[] lastTail = new byte[0];
    private @Nullable GoroutineStatus lastStatus;

    /// Id of the header that was read last.
    long id;

    /// Whether the line could be a header: `goroutine N [` or `goroutine N gp=`.
    static boolean isHeader(LineReader reader) {
        byte[] bytes = reader.bytes;
        int start = reader.start;
        if (reader.limit() - start < 13 || bytes[start] != 'g' || bytes[start + 9] != ' ') {
            return false;
        }
        int end = reader.end();
        if (!Ascii.startsWith(bytes, start, end, GOROUTINE)) {
            return false;
        }
        int digits = Ascii.digitsEnd(bytes, start + 10, end);
        if (digits == start + 10 || digits - start > 28 || digits + 1 >= end || bytes[digits] != ' ') {
            return false;
        }
        return bytes[digits + 1] == '[' || Ascii.startsWith(bytes, digits + 1, end, THREAD);
    }

    /// Reads the current line, which [#isHeader] has accepted. Null when it breaks off before the state ends.
    @Nullable
    GoroutineStatus read(LineReader reader) {
        byte[] bytes = reader.bytes;
        int end = reader.end();
        int digits = Ascii.digitsEnd(bytes, reader.start + 10, end);
        id = Ascii.number(bytes, reader.start + 10, digits);
        if (lastStatus != null && Ascii.equal(bytes, digits, end, lastTail)) {
            return lastStatus;
        }
        String tail = Ascii.text(bytes, digits + 1, end);
        GoroutineStatus status = cache.get(tail);
        if (status == null) {
            status = parse(tail);
            if (status != null && cache.size() < CACHED) {
                cache.put(tail, status);
            }
        }
        if (status != null) {
            lastTail = java.util.Arrays.copyOfRange(bytes, digits, end);
            lastStatus = status;
        }
        return status;
    }

    /// @param tail what follows the id, e.g. `[running]:`
    static @Nullable GoroutineStatus parse(String tail) {
        int open = tail.indexOf('[');
        if (open < 0) {
            return null;
        }
        String thread = tail.substring(0, open).strip();
        int close = tail.indexOf(']', open);
        int labelsInside = tail.indexOf(LABELS, open);
        if (labelsInside >= 0 && (close < 0 || labelsInside < close)) {
            close = tail.lastIndexOf(']');
        }
        if (close < 0) {
            return null;
        }
        String inside = tail.substring(open + 1, close);
        String labels = "";
        int from = inside.indexOf(LABELS);
        if (from >= 0) {
            int to = inside.lastIndexOf('}');
            labels = inside.substring(from + LABELS.length(), Math.max(to, from + LABELS.length()));
            inside = inside.substring(0, from) + (to < 0 ? "" : inside.substring(to + 1));
        } else if (tail.startsWith("] {", close)) {
            int to = tail.lastIndexOf('}');
            labels = tail.substring(close + 3, Math.max(to, close + 3));
        }
        return status(inside, labels, from >= 0, thread);
    }

    private static GoroutineStatus status(String inside, String labels, boolean labelsInside, String thread) {
        String[] parts = inside.split(", ", -1);
        String state = parts[0];
        boolean leaked = state.contains(" (leaked)");
        boolean scan = state.contains(" (scan)");
        boolean durable = state.contains(" (durable)");
        state = state.replace(" (leaked)", "").replace(" (scan)", "").replace(" (durable)", "");
        int minutes = 0;
        boolean locked = false;
        String synctest = "";
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i];
            if (part.endsWith(" minutes")) {
                minutes = minutes(part.substring(0, part.length() - 8));
            } else if (part.equals("locked to thread")) {
                locked = true;
            } else if (part.startsWith("synctest ")) {
                synctest = part;
            }
        }
        return new GoroutineStatus(state, minutes, locked, leaked, scan, durable, synctest, labels,
                labelsInside, thread);
    }

    private static int minutes(String digits) {
        byte[] bytes = Ascii.bytes(digits);
        return (int) Math.min(Math.max(Ascii.number(bytes, 0, bytes.length), 0), Integer.MAX_VALUE);
    }
}
