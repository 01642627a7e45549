package dev.maptriage.dashboard;

import dev.maptriage.incident.Payloads;
import dev.maptriage.incident.TextWindow;
import dev.maptriage.trace.LineRange;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A text of the store. Ranges that lie near each other are read at once, as they come from one chunk.
final class PayloadLines implements TraceLines {
    private static final int NEAR = 500;

    private final Payloads payloads;
    private final String sha256;
    private final int count;

    PayloadLines(Payloads payloads, String sha256) {
        this.payloads = payloads;
        this.sha256 = sha256;
        this.count = payloads.lines(sha256, 1, 1).map(TextWindow::lineCount).orElse(0);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public NavigableMap<Integer, String> read(List<LineRange> ranges) {
        NavigableMap<Integer, String> read = new TreeMap<>();
        for (int i = 0; i < ranges.size();) {
            int start = i++;
            while (i < ranges.size() && ranges.get(i).first() - ranges.get(i - 1).last() <= NEAR) {
                i++;
            }
            read(ranges.subList(start, i), read);
        }
        return read;
    }

    private void read(List<LineRange> near, NavigableMap<Integer, String> read) {
        TextWindow window = payloads.lines(sha256, near.getFirst().first(), near.getLast().last()).orElseThrow();
        for (LineRange range : near) {
            int last = Math.min(range.last(), window.firstLine() + window.lines().size() - 1);
            for (int line = range.first(); line <= last; line++) {
                read.put(line, window.lines().get(line - window.firstLine()));
            }
        }
    }
}
