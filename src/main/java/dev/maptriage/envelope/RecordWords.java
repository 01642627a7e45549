package dev.maptriage.envelope;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// What a record says about a crash, seen from its text alone. Ordinary lines cost one pass over their characters.
///
/// @param head      a line that begins a crash: `panic: x`, `fatal error: x`, `WARNING: DATA RACE`, `SIGQUIT: quit`
/// @param begins    whether that line is the first of Go's in the record
/// @param dying     whether the crash it begins ends its process
/// @param goroutine a goroutine's header, or a frame with its offset: proof of a crash or dump
/// @param hint      a word that often stands before a crash, such as `panic` inside of a sentence
/// @param go        whether any line may be Go's
/// @param exit      `exit status 2`: the process is over
/// @param lines     how many lines the record has
record RecordWords(boolean head, boolean begins, boolean dying, boolean goroutine, boolean hint, boolean go,
        boolean exit, int lines) {
    private static final Pattern EXIT = Pattern.compile("(?:^|\\s)exit status \\d+\\s*$");
    private static final String[] HINTS = {"runtime error", "concurrent map", "nil map", "stack overflow",
        "all goroutines are asleep", "out of memory", "unexpected fault", "fatal error", "goroutine profile: total",
        "--- mutex:", "--- contention:"};
    private static final int LONGEST_FRAME = 16 << 10;

    /// Whether a crash may begin with the record.
    boolean opens() {
        return head || goroutine || hint;
    }

    boolean proves() {
        return head || goroutine;
    }

    static RecordWords of(String text) {
        Scanner scanner = new Scanner(text);
        int from = 0;
        int lines = 0;
        while (from <= text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            scanner.line(from, end);
            lines++;
            from = end + 1;
            if (from == text.length()) {
                break;
            }
        }
        return new RecordWords(scanner.head, scanner.begins, scanner.dying, scanner.goroutine, scanner.hint, scanner.go,
                scanner.exit, lines);
    }

    private static final class Scanner {
        private final String text;
        boolean head;
        boolean begins;
        boolean dying;
        boolean goroutine;
        boolean hint;
        boolean go;
        boolean exit;

        Scanner(String text) {
            this.text = text;
        }

        void line(int from, int to) {
            boolean first = !head && !goroutine;
            boolean interesting = false;
            for (int i = from; i < to && !interesting; i++) {
                interesting = switch (text.charAt(i)) {
                    case 'p', 'P' -> startsLoosely(i, to, "panic") || starts(i, to, "previous write at 0x");
                    case 'g' -> starts(i, to, "goroutine ") && i + 10 < to && Character.isDigit(text.charAt(i + 10));
                    case 'f' -> starts(i, to, "fatal error");
                    case 'W' -> starts(i, to, "WARNING: DATA RACE") || starts(i, to, "Write at 0x");
                    case '[' -> starts(i, to, "[signal SIG");
                    case 'S' -> starts(i, to, "SIGQUIT: ") || starts(i, to, "SIGABRT: ") || starts(i, to, "SIGSEGV: ");
                    case '.' -> starts(i, to, ".go:") || starts(i, to, ".s:");
                    case 'e' -> starts(i, to, "exit status ");
                    case 'r' -> starts(i, to, "runtime error");
                    case 'c' -> starts(i, to, "concurrent map") || starts(i, to, "created by ");
                    case 'n' -> starts(i, to, "nil map");
                    case 's' -> starts(i, to, "stack overflow");
                    case 'a' -> starts(i, to, "all goroutines are asleep");
                    case 'o' -> starts(i, to, "out of memory");
                    case 'u' -> starts(i, to, "unexpected fault");
                    case '-' -> starts(i, to, "--- mutex:") || starts(i, to, "--- contention:");
                    default -> false;
                };
            }
            if (interesting) {
                closer(text.substring(from, to), first);
            } else {
                go |= isFrameLike(from, to);
            }
        }

        private boolean starts(int at, int to, String word) {
            return at + word.length() <= to && text.startsWith(word, at);
        }

        private boolean startsLoosely(int at, int to, String word) {
            return at + word.length() <= to && text.regionMatches(true, at, word, 0, word.length());
        }

        /// A function's line, also behind a prefix: it ends with its arguments.
        private boolean isFrameLike(int from, int to) {
            int end = to;
            while (end > from && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == ' ')) {
                end--;
            }
            return end > from + 3 && end - from < LONGEST_FRAME && text.charAt(end - 1) == ')'
                    && text.lastIndexOf('(', end - 1) > from;
        }

        private void closer(String line, boolean first) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            if (isGoroutine(bytes) || isFile(line) || isAccess(bytes)) {
                goroutine = true;
                go = true;
                return;
            }
            if (isHead(line)) {
                begins |= first;
                head = true;
                go = true;
                dying |= line.contains("panic: ") || line.contains("fatal error: ");
                return;
            }
            exit |= EXIT.matcher(line).find();
            go |= line.contains(".go:") || line.contains("created by ");
            hint |= startsAnywhere(line);
        }

        private static boolean isHead(String line) {
            return line.contains("panic: ") || line.contains("fatal error: ") || line.contains("WARNING: DATA RACE")
                    || line.contains("[signal SIG") || line.contains("SIGQUIT: quit")
                    || line.contains("SIGABRT: abort");
        }

        private static boolean isGoroutine(byte[] bytes) {
            int at = Chars.indexOf(bytes, 0, bytes.length, GoLine.GOROUTINE);
            return at >= 0 && GoLine.goroutineEnd(bytes, at, bytes.length) > 0;
        }

        private static boolean isAccess(byte[] bytes) {
            Anchor anchor = new Anchor();
            return Chars.indexOf(bytes, 0, bytes.length, AT) >= 0 && anchor.find(bytes, 0, bytes.length)
                    && anchor.form == GoForm.ACCESS;
        }

        /// A place in a source file with the offset in its function, as stacks have it and log lines do not.
        private static boolean isFile(String line) {
            int file = Math.max(line.indexOf(".go:"), line.indexOf(".s:"));
            return file > 0 && line.indexOf(" +0x", file) > 0;
        }

        private static boolean startsAnywhere(String line) {
            if (line.regionMatches(true, 0, "panic", 0, 5) || line.toLowerCase(java.util.Locale.ROOT).contains(
                    "panic")) {
                return true;
            }
            for (String word : HINTS) {
                if (line.contains(word)) {
                    return true;
                }
            }
            return false;
        }

        private static final byte[] AT = Chars.ascii(" at 0x");
    }
}
