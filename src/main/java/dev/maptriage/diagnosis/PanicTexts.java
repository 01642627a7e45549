package dev.maptriage.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The texts of panics that the runtime and the library raise, and what each means.
final class PanicTexts {
    static final String NIL_MAP = "assignment to entry in nil map";

    /// @param prefix how the text begins
    /// @param kind   what it is
    private record Known(String prefix, Kind kind) {}

    private static final List<Known> KNOWN = List.of(
            new Known("runtime error: hash of unhashable type", Kind.UNHASHABLE_KEY),
            new Known("hash of unhashable type", Kind.UNHASHABLE_KEY),
            new Known("runtime error: invalid memory address or nil pointer dereference", Kind.NIL_DEREFERENCE),
            new Known("runtime error: index out of range", Kind.INDEX_OUT_OF_RANGE),
            new Known("runtime error: slice bounds out of range", Kind.SLICE_OUT_OF_RANGE),
            new Known("runtime error: integer divide by zero", Kind.DIVIDE_BY_ZERO),
            new Known("interface conversion: ", Kind.TYPE_ASSERTION),
            new Known("send on closed channel", Kind.CLOSED_CHANNEL),
            new Known("close of closed channel", Kind.CLOSED_CHANNEL),
            new Known("close of nil channel", Kind.CLOSED_CHANNEL),
            new Known("sync: negative WaitGroup counter", Kind.SYNC_MISUSE),
            new Known("sync: WaitGroup ", Kind.SYNC_MISUSE), new Known("sync: unlock of ", Kind.SYNC_MISUSE),
            new Known("test timed out after ", Kind.TEST_TIMEOUT),
            new Known("invariant failed: growthLeft is unexpectedly 0", Kind.MAP_CORRUPTION),
            new Known("runtime error: ", Kind.RUNTIME_PANIC));

    private PanicTexts() {}

    /// What a panic's text means; null when it is the program's own.
    static @Nullable Kind kindOf(String text) {
        if (text.equals(NIL_MAP)) {
            return Kind.NIL_MAP_ASSIGN;
        }
        for (Known known : KNOWN) {
            if (text.startsWith(known.prefix())) {
                return known.kind();
            }
        }
        return null;
    }

    /// A text of the runtime inside a line that a logger wrote: it must end the line or a quoted part of it. Null when
    /// there is none.
    static @Nullable String inside(String line) {
        int at = line.indexOf(NIL_MAP);
        if (at >= 0 && endsWord(line, at + NIL_MAP.length())) {
            return NIL_MAP;
        }
        for (Known known : KNOWN) {
            int from = line.indexOf(known.prefix());
            if (from >= 0) {
                int quote = line.indexOf('"', from);
                return line.substring(from, quote < 0 ? line.length() : quote).strip();
            }
        }
        return null;
    }

    /// Whether nothing but a quotation mark, a bracket or another field of the log line follows.
    private static boolean endsWord(String line, int end) {
        if (end >= line.length()) {
            return true;
        }
        char next = line.charAt(end);
        boolean wordFollows = next == ' ' && end + 1 < line.length() && Character.isLetterOrDigit(line.charAt(end + 1));
        return !Character.isLetterOrDigit(next) && !(wordFollows && line.indexOf('=', end) < 0);
    }
}
