package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Takes off, layer by layer, what stands around the lines that Go printed.
///
/// Each round tries all wrappings. One that was around the whole text is taken off at once. Of the others those stay in
/// the race after which more lines are Go's than before, and those of unmistakable shape, because another wrapping may
/// hide below them. In the end the state with most of Go's lines wins; when none has more than the text as it came,
/// nothing was a wrapping. So a text that holds nothing of Go's comes out as it is.
final class TextUnwrapper {
    private static final List<Supplier<Wrapping>> WRAPPINGS = List.of(JournalExport::new, BackslashWraps::new,
            DoubleSpaced::new, RecordFields::new, FullWraps::new,
            StringWraps::new, FilledWraps::new, FlattenedRecords::new, TableCell::new, JsonDocument::new,
            JsonLines::new, HtmlPage::new,
            AnsiColors::new, OddBlanks::new, NulBytes::new, BreakMarks::new, CriPrefix::new, GitlabPrefix::new,
            KubectlPrefix::new, SyslogPrefix::new, TimestampPrefix::new,
            LogcatPrefix::new, CloudWatchPrefix::new, KlogPrefix::new, ComposePrefix::new, MailQuote::new,
            BoxDrawing::new, CommonPrefix::new, GrepPrefix::new, ControlEscapes::new, EscapedText::new, HardWraps::new,
            WordWraps::new,
            PrefixColumn::new, TrailingPad::new, FlattenedLines::new, QuotedCell::new, RecoveryFormat::new,
            ReversedOrder::new);
    private static final List<Supplier<Wrapping>> LAYOUTS = List.of(DoubledLines::new, ReversedOrder::new,
            MarkdownFence::new,
            BareFrames::new, LostLayout::new);
    /// Larger texts follow the first good way only.
    private static final long SMALL = 128 << 10;
    private static final int WAYS = 3;
    /// Texts followed side by side.
    private static final int STATES = 12;
    /// Bytes looked at while ways are followed side by side; after that the best one goes on alone.
    private static final long MOST_BYTES = 768 << 10;
    private static final Set<String> CUTS = Set.of("FLATTENED", "CELL", "WRAPPED", "SUFFIX");

    private final int depth;
    private State best;
    /// Hashes of the texts seen: two ways often lead to one text.
    private final Set<Long> seen = new HashSet<>();

    /// A text on the way, and what was taken off so far.
    private record State(Lines lines, List<String> names, Map<String, String> labels, long evidence) {

        /// How often lines were cut or joined by what they hold: a guess, unlike the rules of a format.
        int cuts() {
            return (int) names.stream().filter(CUTS::contains).count();
        }

        /// Whether few lines are Go's: a cut may have put some of those at the start of a line that stand within one.
        boolean isPoor() {
            return 2 * evidence < 3L * lines.size();
        }

        boolean endsCut() {
            return CUTS.contains(names.getLast());
        }

        State without(Wrapping.Unwrapped inside, long evidence) {
            List<String> more = new ArrayList<>(names);
            more.add(inside.name());
            Map<String, String> all = new HashMap<>(inside.labels());
            all.putAll(labels);
            return new State(inside.lines(), more, all, evidence);
        }
    }

    /// @param depth how many wrappings may nest
    TextUnwrapper(int depth) {
        this.depth = depth;
        best = new State(new Lines(0), List.of(), Map.of(), 0);
    }

    /// Names of the wrappings taken off, outermost first.
    List<String> names() {
        return best.names;
    }

    Map<String, String> labels() {
        return best.labels;
    }

    /// The text inside; the same object when nothing was taken off.
    TraceText unwrap(TraceText received) {
        boolean plain = received.lineCount() > Lines.MOST || PlainText.isPlain(received)
                || PrintedText.isPrinted(received);
        return plain ? received : search(received);
    }

    /// Looks for wrappings, whatever the text looks like.
    TraceText search(TraceText received) {
        UniformLines.Inside inside = UniformLines.of(received);
        if (inside != null) {
            best = new State(new Lines(0), inside.names(), inside.labels(), 0);
            return inside.text();
        }
        Lines whole = Lines.of(received);
        Sample sample = Sample.of(whole);
        Wrapping.Unwrapped transfer = new TransferEncoding().unwrap(whole, sample);
        if (transfer == null && !sample.hasAnchors()) {
            return received;
        }
        LineEdges edges = LineEdges.without(transfer == null ? whole : transfer.lines());
        List<String> names = new ArrayList<>();
        if (transfer != null) {
            names.add(transfer.name());
        }
        if (edges.mostly()) {
            names.add("CRLF");
        }
        if (edges.nul()) {
            names.add("NUL");
        }
        Lines lines = visible(edges.lines(), names);
        Map<String, String> labels = transfer == null ? Map.of() : transfer.labels();
        best = new State(lines, names, labels, Evidence.of(lines));
        boolean small = whole.length() <= SMALL;
        best = small ? widely() : straight();
        best = laidOut(best);
        return best.lines == whole ? received : best.lines.toText();
    }

    private static Lines visible(Lines lines, List<String> names) {
        Sample sample = Sample.of(lines);
        Wrapping.Unwrapped visible = OddBlanks.hide(lines, sample) ? new OddBlanks().unwrap(lines, sample) : null;
        if (visible == null) {
            return lines;
        }
        names.add(visible.name());
        return visible.lines();
    }

    /// Follows one way. A wrapping taken off on trial is put back when nothing comes to light below it.
    private State straight() {
        State proven = best;
        State current = best;
        for (int round = 0; round < depth && !PlainText.isPlain(current.lines); round++) {
            List<State> next = next(current, 1);
            if (next.isEmpty()) {
                break;
            }
            current = next.getFirst();
            proven = current.evidence > proven.evidence ? current : proven;
        }
        return proven;
    }

    /// Follows several ways side by side and takes the one that ends with most evidence; of equal ones that with fewest
    /// cuts through lines.
    private State widely() {
        State winner = best;
        List<State> states = List.of(best);
        long bytes = 0;
        for (int round = 0; round < depth && !states.isEmpty(); round++) {
            List<State> all = new ArrayList<>();
            for (int k = 0; k < states.size() && (k == 0 || bytes < MOST_BYTES); k++) {
                all.addAll(next(states.get(k), bytes < MOST_BYTES ? WAYS : 1));
                bytes += states.get(k).lines.length();
            }
            all.removeIf(state -> !seen.add(state.lines.hash()));
            for (State state : all) {
                boolean better = state.evidence > winner.evidence
                        || (state.evidence == winner.evidence && state.cuts() < winner.cuts());
                winner = better ? state : winner;
            }
            all.sort(Comparator.comparingLong((State state) -> state.evidence).reversed());
            states = all.size() <= STATES ? all : List.copyOf(all.subList(0, STATES));
        }
        return winner;
    }

    /// States one wrapping further: those with more evidence, best first, then those on trial.
    private List<State> next(State state, int ways) {
        Sample sample = Sample.of(state.lines);
        if (!sample.hasAnchors()) {
            return List.of();
        }
        List<State> better = new ArrayList<>();
        List<State> trials = new ArrayList<>();
        for (Supplier<Wrapping> wrapping : WRAPPINGS) {
            Wrapping.Unwrapped inside = wrapping.get().unwrap(state.lines, sample);
            if (inside == null) {
                continue;
            }
            State next = state.without(inside, Evidence.of(inside.lines()));
            if (inside.whole() && (outdoes(next, state, better) || (!anyCut(better) && !anyCut(trials)))) {
                return List.of(next);
            }
            if (next.evidence > state.evidence) {
                better.add(next);
                if (ways == 1) {
                    return better;
                }
            } else if (inside.sure() && (next.evidence == state.evidence || state.isPoor())) {
                trials.add(next);
            }
        }
        better.sort(Comparator.comparingLong((State next) -> next.evidence).reversed());
        List<State> all = new ArrayList<>(better.subList(0, Math.min(ways, better.size())));
        all.addAll(trials.subList(0, Math.min(2 * ways - 1, trials.size())));
        return all;
    }

    /// Whether a wrapping around the whole text brought far more to light than all tried before it.
    private static boolean outdoes(State next, State before, List<State> others) {
        return next.evidence > 2 * before.evidence
                && others.stream().allMatch(other -> next.evidence > 2 * other.evidence);
    }

    private static boolean anyCut(List<State> states) {
        return states.stream().anyMatch(State::endsCut);
    }

    private static State laidOut(State state) {
        if (PlainText.isPlain(state.lines)) {
            return state;
        }
        State current = state;
        if (state.names.contains("WRAPPED")) {
            Wrapping.Unwrapped heads = new HeadWraps().unwrap(state.lines, Sample.of(state.lines));
            current = heads == null ? state : new State(heads.lines(), state.names, state.labels, state.evidence);
        }
        for (Supplier<Wrapping> layout : LAYOUTS) {
            Wrapping.Unwrapped inside = layout.get().unwrap(current.lines, Sample.of(current.lines));
            if (inside != null) {
                current = current.without(inside, Evidence.of(inside.lines()));
            }
        }
        return current;
    }
}
