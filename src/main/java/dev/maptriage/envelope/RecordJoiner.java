package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts crashes together that arrive as records, a line or a piece at a time, among everything else that is logged.
///
/// It holds nothing: the records of one source come in with what is known of the crash that is open there, and pieces of
/// crashes go out, each with what is known of it then. A crash begins with a line that only Go prints, or with a word that
/// often stands before one; it ends when nothing of Go's has followed for the idle time, with `exit status 2`, with the
/// head of another crash once a stack was seen, when other lines have taken over, or when it is too old. Beyond its caps
/// lines are counted and dropped. Lines with no crash open and nothing to begin one are dropped at once.
public final class RecordJoiner {
    /// A new crash of the same stream cannot begin while the last one is still being printed.
    private static final long NEXT_CRASH = Duration.ofMillis(250).toNanos();
    private static final int CONTEXT_CHARS = 4 << 10;
    private static final int OTHERS_AFTER_STACK = 60;
    private static final int OTHERS_IN_MESSAGE = 1_000;
    private static final int OTHERS_AFTER_HINT = 60;

    private final Rules rules;

    /// When a crash is over.
    ///
    /// @param idle     time without a line of Go's after which nothing more is expected
    /// @param context  lines before the first of Go's that are kept
    /// @param maxBytes most text that is kept of one crash
    /// @param maxLines most lines that are kept of one crash
    /// @param maxAge   longest time from the first line to the last
    public record Rules(Duration idle, int context, long maxBytes, int maxLines, Duration maxAge) {}

    /// What is known of a crash between two deliveries.
    ///
    /// @param firstNanos when its first line was written; 0 when unknown
    /// @param lastNanos  when its last line of Go's was written; 0 when unknown
    /// @param lines      lines kept
    /// @param bytes      characters kept
    /// @param dropped    lines beyond the caps
    /// @param others     lines since the last one of Go's
    /// @param proven     whether something was seen that only Go prints
    /// @param stack      whether a goroutine was seen
    /// @param dying      whether the process dies of it
    public record Open(long firstNanos, long lastNanos, int lines, long bytes, int dropped, int others, boolean proven,
            boolean stack, boolean dying) {
        static final Open NEW = new Open(0, 0, 0, 0, 0, 0, false, false, false);

        /// Whether a line of Go's has come since then, so that the end is put off; other lines do not.
        public boolean isFurtherThan(Open before) {
            return others < before.others + lines - before.lines || lastNanos > before.lastNanos;
        }
    }

    /// Records that belong to one crash.
    ///
    /// @param continues whether it is the crash that was open before
    /// @param records   in the order of their times
    /// @param after     what is known of it now
    /// @param closed    whether it is over
    public record Piece(boolean continues, List<CollectedRecord> records, Open after, boolean closed) {
        public Piece {
            records = List.copyOf(records);
        }

        /// Whether there is anything to find in it.
        public boolean isWorthIt() {
            return after.proven || !closed;
        }
    }

    public RecordJoiner(Rules rules) {
        this.rules = rules;
    }

    /// Sorts records by time; records without one stay behind the record before them.
    public static List<CollectedRecord> sorted(List<CollectedRecord> records) {
        List<CollectedRecord> timed = new ArrayList<>(records.size());
        long last = 0;
        for (CollectedRecord record : records) {
            last = record.nanos() != 0 ? record.nanos() : last;
            timed.add(record.nanos() == last ? record : record.at(last));
        }
        timed.sort(Comparator.comparingLong(CollectedRecord::nanos));
        return timed;
    }

    /// Takes the records of one source.
    ///
    /// @param open    the crash that is open there; null for none
    /// @param records sorted
    public List<Piece> join(@Nullable Open open, List<CollectedRecord> records) {
        Run run = new Run(open);
        records.forEach(run::accept);
        run.finish(false);
        return run.pieces;
    }

    /// Whether any of the records may begin a crash; when none does and none is open, they need not be joined.
    public static boolean mayOpen(List<CollectedRecord> records) {
        for (CollectedRecord record : records) {
            if (RecordWords.of(record.text()).opens()) {
                return true;
            }
        }
        return false;
    }

    /// Whether a text is a crash by itself: its head or a goroutine, and frames below it.
    public static boolean isComplete(String text) {
        RecordWords words = RecordWords.of(text);
        return words.lines() > 2 && words.goroutine();
    }

    private final class Run {
        final List<Piece> pieces = new ArrayList<>();
        private final Deque<CollectedRecord> context = new ArrayDeque<>();
        private int contextChars;
        private @Nullable Open open;
        private boolean continues;
        private List<CollectedRecord> kept = new ArrayList<>();

        Run(@Nullable Open open) {
            this.open = open;
            this.continues = open != null;
        }

        void accept(CollectedRecord record) {
            RecordWords words = RecordWords.of(record.text());
            if (open != null && isOver(open, record, words)) {
                finish(true);
            }
            if (open == null) {
                if (!words.opens()) {
                    remember(record);
                    return;
                }
                begin(record);
            }
            add(record, words);
            if (words.exit() && open != null && open.stack) {
                finish(true);
            }
        }

        private void begin(CollectedRecord record) {
            open = Open.NEW;
            for (CollectedRecord before : context) {
                if (record.nanos() - before.nanos() <= rules.idle.toNanos()) {
                    kept.add(before);
                }
            }
            long chars = kept.stream().mapToLong(before -> before.text().length()).sum();
            open = new Open(record.nanos(), record.nanos(), kept.size(), chars, 0, 0, false, false, false);
            forget();
        }

        private void add(CollectedRecord record, RecordWords words) {
            Open before = open == null ? Open.NEW : open;
            boolean full = before.lines >= rules.maxLines || before.bytes >= rules.maxBytes;
            if (!full) {
                kept.add(record);
            }
            boolean go = words.go() || words.hint();
            open = new Open(before.firstNanos != 0 ? before.firstNanos : record.nanos(),
                    go ? Math.max(before.lastNanos, record.nanos()) : before.lastNanos,
                    before.lines + (full ? 0 : words.lines()), before.bytes + (full ? 0 : record.text().length()),
                    before.dropped + (full ? words.lines() : 0),
                    go || record.text().isBlank() ? 0 : before.others + words.lines(),
                    before.proven || words.proves(), before.stack || words.goroutine(),
                    before.dying || words.dying());
        }

        private void remember(CollectedRecord record) {
            context.add(record);
            contextChars += record.text().length();
            while (context.size() > rules.context || contextChars > CONTEXT_CHARS) {
                contextChars -= context.remove().text().length();
            }
        }

        private void forget() {
            context.clear();
            contextChars = 0;
        }

        void finish(boolean closed) {
            Open after = open;
            if (after != null) {
                pieces.add(new Piece(continues, kept, after, closed));
            }
            open = closed ? null : open;
            continues = false;
            kept = new ArrayList<>();
            forget();
        }
    }

    private boolean isOver(Open open, CollectedRecord record, RecordWords words) {
        boolean timed = record.nanos() != 0 && open.lastNanos != 0;
        long since = timed ? record.nanos() - open.lastNanos : 0;
        if (since > rules.idle.toNanos()
                || (timed && record.nanos() - open.firstNanos > rules.maxAge.toNanos() && !words.goroutine())) {
            return true;
        }
        if (words.head() && open.stack) {
            // A record of its own that holds a crash from its head on, or a process that begins to die after the last
            // one was dead.
            return (words.lines() > 2 && words.begins() && words.goroutine())
                    || (open.dying && words.dying() && since > NEXT_CRASH);
        }
        int most = open.stack ? OTHERS_AFTER_STACK : open.proven ? OTHERS_IN_MESSAGE : OTHERS_AFTER_HINT;
        return open.others >= most && !words.proves();
    }

    /// The text of a crash: its records in the order of their times, those that belong to one line joined.
    ///
    /// @param records in the order they arrived
    public static byte[] text(List<CollectedRecord> records) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        pieces(ordered(records)).forEach(piece -> text.writeBytes(piece.getBytes(StandardCharsets.UTF_8)));
        return text.toByteArray();
    }

    /// Records in the order of their times; those of one time stay as they are.
    public static List<CollectedRecord> ordered(List<CollectedRecord> records) {
        List<CollectedRecord> ordered = new ArrayList<>(records);
        ordered.sort(Comparator.comparingLong(CollectedRecord::nanos));
        return ordered;
    }

    /// What each record adds to the text of its crash: its own text, and a line break unless its line goes on.
    ///
    /// @param ordered records in the order of their times
    public static List<String> pieces(List<CollectedRecord> ordered) {
        boolean terminated = areTerminated(ordered);
        return ordered.stream().map(record -> {
            boolean ends = record.text().endsWith("\n");
            boolean goesOn = record.partial() || (terminated && !ends && record.text().indexOf('\n') < 0);
            return ends || goesOn ? record.text() : record.text() + "\n";
        }).toList();
    }

    /// Whether records carry the line break at the end of their line, so that one without it is only a part.
    private static boolean areTerminated(List<CollectedRecord> records) {
        int single = 0;
        int terminated = 0;
        for (CollectedRecord record : records) {
            int line = record.text().indexOf('\n');
            if (line < 0 || line == record.text().length() - 1) {
                single++;
                terminated += line < 0 ? 0 : 1;
            }
        }
        return terminated > 0 && 2 * terminated >= single;
    }
}
