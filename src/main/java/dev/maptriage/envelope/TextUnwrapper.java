package dev.maptriage.envelope;

import dev.maptriage.trace.TraceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Takes off, layer by layer, what stands around the lines that Go printed.
///
/// Each round tries all wrappings and keeps the first after which more lines are Go's than before. A wrapping of
/// unmistakable shape is taken off on trial even if it brings no line to light, because another may hide below; when the
/// rounds end without any, the trial is undone. So a text that holds nothing of Go's comes out as it is.
final class TextUnwrapper {
    private static final List<Supplier<Wrapping>> WRAPPINGS = List.of(JournalExport::new, JsonDocument::new,
            JsonLines::new, HtmlPage::new, AnsiColors::new, NulBytes::new, CriPrefix::new, KubectlPrefix::new,
            TimestampPrefix::new, SyslogPrefix::new, LogcatPrefix::new, CloudWatchPrefix::new, KlogPrefix::new,
            ComposePrefix::new, ControlEscapes::new, EscapedText::new, HardWraps::new, WordWraps::new, MailQuote::new, BoxDrawing::new,
            PrefixColumn::new, TrailingPad::new, FlattenedLines::new, QuotedCell::new, RecoveryFormat::new);
    private static final List<Supplier<Wrapping>> LAYOUTS = List.of(ReversedOrder::new, MarkdownFence::new,
            BareFrames::new, LostLayout::new);

    private final int depth;
    private final List<String> names = new ArrayList<>();
    private final Map<String, String> labels = new HashMap<>();

    /// @param depth how many wrappings may nest
    TextUnwrapper(int depth) {
        this.depth = depth;
    }

    /// Names of the wrappings taken off, outermost first.
    List<String> names() {
        return names;
    }

    Map<String, String> labels() {
        return labels;
    }

    /// The text inside; the same object when nothing was taken off.
    TraceText unwrap(TraceText received) {
        if (received.lineCount() > Lines.MOST || PlainText.isPlain(received)) {
            return received;
        }
        Lines whole = Lines.of(received);
        if (!Sample.of(whole).hasAnchors()) {
            return received;
        }
        Lines lines = rounds(CarriageReturns.without(whole));
        lines = layout(lines);
        return lines == whole ? received : lines.toText();
    }

    private Lines rounds(CarriageReturns start) {
        Lines best = start.lines();
        if (start.mostly()) {
            names.add("CRLF");
        }
        Lines current = best;
        long evidence = Evidence.of(current);
        List<String> onTrial = new ArrayList<>();
        Map<String, String> trialLabels = new HashMap<>();
        for (int round = 0; round < depth; round++) {
            Sample sample = Sample.of(current);
            if (!sample.hasAnchors()) {
                break;
            }
            Wrapping.Unwrapped found = null;
            long gained = evidence;
            Wrapping.Unwrapped trial = null;
            for (Supplier<Wrapping> wrapping : WRAPPINGS) {
                Wrapping.Unwrapped inside = wrapping.get().unwrap(current, sample);
                if (inside == null) {
                    continue;
                }
                long now = Evidence.of(inside.lines());
                if (now > gained) {
                    found = inside;
                    gained = now;
                    break;
                }
                if (inside.sure() && trial == null) {
                    trial = inside;
                }
                if (inside.whole()) {
                    break;
                }
            }
            Wrapping.Unwrapped next = found != null ? found : trial;
            if (next == null) {
                break;
            }
            current = next.lines();
            onTrial.add(next.name());
            next.labels().forEach(trialLabels::putIfAbsent);
            if (found != null) {
                evidence = gained;
                best = current;
                names.addAll(onTrial);
                onTrial.clear();
                trialLabels.forEach(labels::putIfAbsent);
                trialLabels.clear();
            }
        }
        return best;
    }

    private Lines layout(Lines lines) {
        Lines current = lines;
        for (Supplier<Wrapping> layout : LAYOUTS) {
            Wrapping.Unwrapped inside = layout.get().unwrap(current, Sample.of(current));
            if (inside != null) {
                current = inside.lines();
                names.add(inside.name());
            }
        }
        return current;
    }
}
