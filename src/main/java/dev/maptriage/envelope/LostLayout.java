package dev.maptriage.envelope;

import org.jspecify.annotations.Nullable;

/// Gives back the layout by which Go's lines are told apart: the TAB before files, blanks in race reports, empty lines
/// between goroutines. Touches lines of Go's only.
///
/// ```text
/// main.main()
/// /app/main.go:7 +0x1d
/// goroutine 7 [runnable]:
/// ```
final class LostLayout implements Wrapping {
    private static final String RACE_FUNCTION = "  ";
    private static final String RACE_FILE = "      ";
    private static final byte[] UNAVAILABLE = Chars.ascii("goroutine running on other thread");
    private static final byte[] LOST = Chars.ascii("[failed to restore");
    private static final byte[] DEBUG_STACK = Chars.ascii("runtime/debug.Stack");
    private static final int LONGEST_HEAD = 40;

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        return sample.hasAnchors() ? new Pass(lines).run() : null;
    }

    private static final class Pass {
        private final Lines lines;
        private final Lines out;
        private final int unit;
        private final boolean anyEmpty;
        private GoForm before = GoForm.EMPTY;
        private GoForm form = GoForm.EMPTY;
        private GoForm next;
        private boolean race;
        private int head;
        private boolean recovered;
        private boolean indented;
        private boolean blanks;

        Pass(Lines lines) {
            this.lines = lines;
            out = new Lines(lines.size() + 16);
            next = lines.size() == 0 ? GoForm.EMPTY : lines.looseForm(0);
            boolean empty = false;
            int blanksBefore = Integer.MAX_VALUE;
            int files = 0;
            for (int i = 0; i < lines.size(); i++) {
                boolean isEmpty = lines.isEmpty(i);
                empty |= isEmpty;
                if (!isEmpty && files < 1000 && isLooseFile(lines, i)) {
                    files++;
                    blanksBefore = Math.min(blanksBefore, indent(lines, i));
                }
            }
            anyEmpty = empty;
            unit = files == 0 ? 0 : blanksBefore;
        }

        private static boolean isLooseFile(Lines lines, int i) {
            byte[] bytes = lines.bytes(i);
            return lines.to(i) > lines.from(i) && bytes[lines.from(i)] == ' ' && lines.looseForm(i) == GoForm.FILE;
        }

        private static int indent(Lines lines, int i) {
            return Chars.skipBlanks(lines.bytes(i), lines.from(i), lines.to(i)) - lines.from(i);
        }

        @Nullable
        Unwrapped run() {
            for (int i = 0; i < lines.size(); i++) {
                form = next;
                next = i + 1 < lines.size() ? lines.looseForm(i + 1) : GoForm.EMPTY;
                byte[] bytes = lines.bytes(i);
                int start = lines.from(i) + indent(lines, i);
                if (isText(bytes, lines.from(i), start)) {
                    form = GoForm.OTHER;
                }
                state(bytes, start, lines.to(i));
                blankBefore(i);
                line(i, bytes, start);
                before = form;
            }
            if (!indented && !blanks) {
                return null;
            }
            return new Unwrapped(indented ? "INDENTATION_LOST" : "BLANK_LINES_LOST", out, false);
        }

        /// Whether a line is part of the text of a panic, whatever it quotes: Go puts a TAB before each line of it.
        private boolean isText(byte[] bytes, int from, int start) {
            boolean deep = start > from && (bytes[from] == '\t' || (unit > 0 && unit != 6 && start - from >= unit));
            return head > 0 && deep && form != GoForm.HEAD && form != GoForm.EMPTY;
        }

        private void state(byte[] bytes, int start, int to) {
            if (form == GoForm.GOROUTINE) {
                race = false;
            } else if (form == GoForm.ACCESS
                    || (form == GoForm.HEAD && Chars.startsWith(bytes, start, to, GoLine.RACE))) {
                race = true;
            } else if (form == GoForm.BAR) {
                race = false;
            }
        }

        /// Between a frame and the next goroutine, and behind the head, Go prints an empty line.
        private void blankBefore(int i) {
            boolean frames = before == GoForm.FILE || before == GoForm.CREATED;
            boolean behindFrames = frames && (form == GoForm.GOROUTINE || form == GoForm.ACCESS);
            boolean behindHead = form == GoForm.GOROUTINE && head > 0 && before != GoForm.EMPTY && !anyEmpty
                    && !isLogged(i);
            if (behindFrames || behindHead) {
                blanks = true;
                out.add(new byte[0], lines.origin(i));
            }
            if (form == GoForm.HEAD && !race) {
                head = 1;
            } else if (form == GoForm.GOROUTINE || head > LONGEST_HEAD) {
                head = 0;
            } else if (head > 0) {
                head++;
            }
        }

        /// A program that prints a recovered panic and its own stack leaves no empty line between them.
        private boolean isLogged(int i) {
            return i + 1 < lines.size()
                    && Chars.startsWith(lines.bytes(i + 1), lines.from(i + 1), lines.to(i + 1), DEBUG_STACK);
        }

        private void line(int i, byte[] bytes, int start) {
            int from = lines.from(i);
            int to = lines.to(i);
            String wanted = wanted(bytes, start, to, start - from);
            recovered = form == GoForm.HEAD && endsRecovered(bytes, start, to);
            if (wanted == null || isIndented(bytes, from, start, wanted)) {
                out.add(lines, i);
                return;
            }
            indented = true;
            int end = form.isGo() ? Chars.trimEnd(bytes, start, to) : to;
            byte[] line = new byte[wanted.length() + end - start];
            System.arraycopy(Chars.ascii(wanted), 0, line, 0, wanted.length());
            System.arraycopy(bytes, start, line, wanted.length(), end - start);
            out.add(line, lines.origin(i));
        }

        private static boolean isIndented(byte[] bytes, int from, int start, String wanted) {
            return start - from == wanted.length() && Chars.startsWith(bytes, from, start, Chars.ascii(wanted));
        }

        private static boolean endsRecovered(byte[] bytes, int start, int to) {
            return Chars.lastIndexOf(bytes, start, to, Chars.ascii("[recovered]")) > 0;
        }

        /// The indentation that Go gives such a line; null where it says nothing.
        private @Nullable String wanted(byte[] bytes, int start, int to, int indent) {
            return switch (form) {
                case FILE -> before == GoForm.FUNCTION || before == GoForm.CREATED ? race ? RACE_FILE : "\t" : null;
                case FUNCTION -> next == GoForm.FILE ? race ? RACE_FUNCTION : "" : null;
                case GOROUTINE, ACCESS, CREATED -> "";
                case HEAD -> recovered || (indent > 0 && before == GoForm.HEAD) ? nested(bytes, start, to) : null;
                case OTHER -> other(bytes, start, to, indent);
                default -> null;
            };
        }

        private static @Nullable String nested(byte[] bytes, int start, int to) {
            return Chars.startsWith(bytes, start, to, GoLine.PANIC) || Chars.startsWith(bytes, start, to, GoLine.FATAL)
                    ? "\t"
                    : null;
        }

        private @Nullable String other(byte[] bytes, int start, int to, int indent) {
            if (Chars.startsWith(bytes, start, to, UNAVAILABLE)) {
                return "\t";
            }
            if (race && Chars.startsWith(bytes, start, to, LOST)) {
                return RACE_FUNCTION;
            }
            boolean text = head > 0 && unit > 0 && unit != 6 && indent >= unit && bytes[start - indent] == ' ';
            return text ? "\t".repeat(indent / unit) + " ".repeat(indent % unit) : null;
        }
    }
}
