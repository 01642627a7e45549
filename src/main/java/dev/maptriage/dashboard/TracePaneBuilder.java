package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Evidence;
import dev.maptriage.diagnosis.StackGroup;
import dev.maptriage.trace.LineRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sets the chosen windows of a text with line numbers, margin marks, folds and gaps.
final class TracePaneBuilder {
    /// What the text may weigh on a first paint; with head, parties, advice and style sheet a page stays below 100 kB.
    private static final int BYTES = 40_000;
    /// What the markup of one line weighs.
    private static final int LINE_BYTES = 48;
    /// Longer lines are cut; the download has all of them.
    private static final int MAX_CHARS = 1_000;
    /// Lines behind one link of a gap.
    private static final int STEP = 200;

    private final Diagnosis diagnosis;
    private final TraceLines lines;
    private final PageWords words;
    private final @Nullable LineRange asked;
    private final NavigableMap<Integer, Fold> folds;
    private final NavigableMap<Integer, String> shown = new TreeMap<>();
    private final List<TracePane.Block> blocks = new ArrayList<>();

    /// The lines of a goroutine whose stack equals another one's.
    ///
    /// @param group index of its group
    private record Fold(LineRange lines, int group) {}

    TracePaneBuilder(Diagnosis diagnosis, TraceLines lines, @Nullable LineRange asked, PageWords words) {
        this.diagnosis = diagnosis;
        this.lines = lines;
        this.asked = asked;
        this.words = words;
        folds = folds(diagnosis);
        read();
    }

    /// Link to a line of the text: on this page when it is shown, else on the page that shows it.
    @Nullable
    String href(int line) {
        if (line < 1 || line > lines.count()) {
            return null;
        }
        return shown.containsKey(line) ? "#L" + line : window(line - STEP / 10, line + STEP - STEP / 10) + "#L" + line;
    }

    TracePane build() {
        int line = 1;
        while (line <= lines.count()) {
            line = shown.containsKey(line) ? addShown(line) : addGap(line);
        }
        return new TracePane(List.copyOf(blocks), lines.count(), shown.size(), shown.size() < lines.count());
    }

    private static NavigableMap<Integer, Fold> folds(Diagnosis diagnosis) {
        NavigableMap<Integer, Fold> folds = new TreeMap<>();
        for (int group = 0; group < diagnosis.groups().size(); group++) {
            List<Integer> ranges = diagnosis.groups().get(group).ranges();
            for (int i = 0; i + 1 < ranges.size(); i += 2) {
                LineRange range = new LineRange(ranges.get(i), ranges.get(i + 1));
                folds.put(range.first(), new Fold(range, group));
            }
        }
        return folds;
    }

    /// Takes the windows in the order of their weight for the reader until the page is full. What was asked for is
    /// always on it.
    private void read() {
        List<LineRange> chosen = TraceWindows.choose(diagnosis, lines.count(), asked);
        Map<Integer, String> texts = lines
                .read(chosen.stream().sorted(Comparator.comparingInt(LineRange::first)).toList());
        int bytes = 0;
        for (LineRange range : chosen) {
            for (int line = range.first(); line <= range.last(); line++) {
                String text = texts.getOrDefault(line, "");
                bytes += LINE_BYTES + Math.min(text.length(), MAX_CHARS);
                if (bytes > BYTES && (asked == null || !asked.contains(line))) {
                    return;
                }
                shown.put(line, text);
            }
        }
    }

    /// Adds the shown lines from here to the next gap or fold, or one fold.
    private int addShown(int first) {
        Fold fold = foldAt(first);
        int end = fold == null ? endOfOpen(first) : endOfFold(fold);
        List<TracePane.Line> block = new ArrayList<>();
        for (int line = first; line < end; line++) {
            block.add(line(line));
        }
        String summary = fold == null ? null : like(fold.group(), foldsWithin(first, end).size());
        blocks.add(new TracePane.Block(List.copyOf(block), summary, null));
        return end;
    }

    private @Nullable Fold foldAt(int line) {
        Fold fold = folds.get(line);
        if (fold == null || isAsked(fold.lines()) || !isShown(fold.lines())) {
            return null;
        }
        return holdsEvidence(fold.lines()) ? null : fold;
    }

    private int endOfOpen(int first) {
        int line = first + 1;
        while (shown.containsKey(line) && foldAt(line) == null) {
            line++;
        }
        return line;
    }

    /// Neighbours of one group, a blank line apart, fold into one.
    private int endOfFold(Fold fold) {
        int end = fold.lines().last() + 1;
        for (int next = end; next <= end + 1; next++) {
            Fold neighbour = foldAt(next);
            if (neighbour != null && neighbour.group() == fold.group()) {
                return endOfFold(neighbour);
            }
        }
        return end;
    }

    private boolean isAsked(LineRange range) {
        return asked != null && asked.first() <= range.last() && range.first() <= asked.last();
    }

    private boolean isShown(LineRange range) {
        return shown.subMap(range.first(), true, range.last(), true).size() == range.last() - range.first() + 1;
    }

    private boolean holdsEvidence(LineRange range) {
        return diagnosis.evidence().stream()
                .anyMatch(e -> e.firstLine() <= range.last() && range.first() <= e.lastLine());
    }

    private List<Fold> foldsWithin(int first, int end) {
        return folds.subMap(first, end).values().stream().filter(f -> f.lines().last() < end).toList();
    }

    private int addGap(int first) {
        Integer next = shown.higherKey(first);
        int last = next == null ? lines.count() : next - 1;
        blocks.add(new TracePane.Block(List.of(), null, gap(first, last)));
        return last + 1;
    }

    private TracePane.Gap gap(int first, int last) {
        int step = Math.min(last, first + STEP - 1);
        String from = window(first, step) + "#L" + first;
        if (step == last) {
            return new TracePane.Gap(gapLabel(first, last), from, words.text("trace.gap.all"), null, null);
        }
        int start = last - STEP + 1;
        return new TracePane.Gap(gapLabel(first, last), from, words.text("trace.gap.first", STEP),
                window(start, last) + "#L" + start, words.text("trace.gap.last", STEP));
    }

    private String gapLabel(int first, int last) {
        String hidden = words.text("trace.gap.lines", last - first + 1);
        List<Fold> within = foldsWithin(first, last + 1);
        if (within.isEmpty()) {
            return hidden;
        }
        List<Integer> groups = within.stream().map(Fold::group).distinct().toList();
        String equal = groups.size() == 1
                ? like(groups.getFirst(), goroutines(groups.getFirst(), within))
                : groups.stream().allMatch(this::isComplete)
                        ? words.text("trace.fold.several", within.size())
                        : words.text("trace.fold.mostly");
        return words.text("trace.gap.with", equal, hidden);
    }

    /// Whether the diagnosis kept the ranges of all goroutines of a group.
    private boolean isComplete(int index) {
        StackGroup group = diagnosis.groups().get(index);
        return group.ranges().size() / 2 >= group.count() - 1;
    }

    /// How many of a group are hidden. A diagnosis keeps a bounded number of ranges, the count of the group tells all.
    private int goroutines(int index, List<Fold> within) {
        StackGroup group = diagnosis.groups().get(index);
        int here = (int) within.stream().filter(fold -> fold.group() == index).count();
        return here == group.ranges().size() / 2 ? group.count() - 1 : here;
    }

    private String like(int index, int count) {
        StackGroup group = diagnosis.groups().get(index);
        String name = group.top() == null ? "" : Names.function(group.top());
        return group.ids().isEmpty()
                ? words.text("trace.fold.unnamed", count, name)
                : words.text("trace.fold.like", count, String.valueOf(group.ids().getFirst()), name);
    }

    private String window(int first, int last) {
        return "?lines=" + Math.max(1, first) + "-" + Math.clamp(last, 1, lines.count());
    }

    private TracePane.Line line(int number) {
        String text = shown.getOrDefault(number, "");
        List<TracePane.Mark> marks = new ArrayList<>();
        boolean evident = false;
        for (int i = 0; i < diagnosis.evidence().size(); i++) {
            Evidence evidence = diagnosis.evidence().get(i);
            evident |= evidence.firstLine() <= number && number <= evidence.lastLine();
            if (evidence.firstLine() == number) {
                marks.add(new TracePane.Mark(i + 1, words.phrase(evidence.why())));
            }
        }
        boolean cut = text.length() > MAX_CHARS;
        return new TracePane.Line(number, css(text, evident), cut ? text.substring(0, MAX_CHARS) : text,
                cut ? words.text("trace.line.more", text.length() - MAX_CHARS) : null, List.copyOf(marks));
    }

    private static @Nullable String css(String text, boolean evident) {
        String form = isHead(text) ? "h" : isPlace(text) ? "f" : null;
        return !evident ? form : form == null ? "e" : form + " e";
    }

    private static boolean isHead(String text) {
        return text.startsWith("goroutine ") || text.startsWith("fatal error: ") || text.startsWith("panic: ")
                || text.startsWith("WARNING: DATA RACE");
    }

    private static boolean isPlace(String text) {
        return text.startsWith("\t") || text.startsWith("      ");
    }
}
