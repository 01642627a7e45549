package dev.maptriage.dashboard;

import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.Evidence;
import dev.maptriage.diagnosis.Party;
import dev.maptriage.diagnosis.StackGroup;
import dev.maptriage.diagnosis.Suspect;
import dev.maptriage.trace.LineRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses the lines of a text that a page shows: first what the reader asked for, then what the diagnosis rests on,
/// then one goroutine of each group; of a text that fits all of it.
final class TraceWindows {
    /// What one page shows at most, so that a dump of any size opens at once.
    static final int MAX_LINES = 1_000;
    private static final int CONTEXT = 2;
    private static final int EVIDENCE_LINES = 40;
    private static final int PARTY_LINES = 60;
    private static final int SUSPECT_LINES = 4;
    private static final int GROUP_LINES = 30;

    private final int lineCount;
    private final BitSet taken;
    private final List<LineRange> ranges = new ArrayList<>();
    private int room = MAX_LINES;

    private TraceWindows(int lineCount) {
        this.lineCount = lineCount;
        taken = new BitSet(lineCount + 2);
    }

    /// Ranges that do not overlap, most important first, of at most [#MAX_LINES] lines in all.
    static List<LineRange> choose(Diagnosis diagnosis, int lineCount, @Nullable LineRange asked) {
        TraceWindows windows = new TraceWindows(lineCount);
        if (asked != null) {
            windows.add(asked.first(), asked.last(), MAX_LINES);
        }
        windows.add(diagnosis.firstLine(), diagnosis.firstLine() + CONTEXT, EVIDENCE_LINES);
        for (Evidence evidence : diagnosis.evidence()) {
            windows.add(evidence.firstLine() - CONTEXT, evidence.lastLine() + CONTEXT, EVIDENCE_LINES);
        }
        for (Party party : diagnosis.parties()) {
            windows.add(party.firstLine(), party.lastLine() + 1, PARTY_LINES);
        }
        for (Suspect suspect : diagnosis.suspects()) {
            windows.add(suspect.textLine(), suspect.textLine() + SUSPECT_LINES - 1, SUSPECT_LINES);
        }
        for (StackGroup group : diagnosis.groups()) {
            windows.add(group.firstLine(), group.lastLine() + 1, GROUP_LINES);
        }
        if (lineCount <= MAX_LINES) {
            windows.add(1, lineCount, MAX_LINES);
        }
        return List.copyOf(windows.ranges);
    }

    private void add(int first, int last, int cap) {
        int from = Math.max(1, first);
        int to = (int) Math.min(Math.min(last, lineCount), (long) from + cap - 1);
        while (from <= to && room > 0) {
            int start = taken.nextClearBit(from);
            if (start > to) {
                return;
            }
            int next = taken.nextSetBit(start);
            int end = Math.min(next < 0 ? to : Math.min(to, next - 1), start + room - 1);
            taken.set(start, end + 1);
            ranges.add(new LineRange(start, end));
            room -= end - start + 1;
            from = end + 1;
        }
    }
}
