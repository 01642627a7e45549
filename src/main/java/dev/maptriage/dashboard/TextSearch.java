package dev.maptriage.dashboard;

import dev.maptriage.trace.LineRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Looks through a whole text for words, window by window.
final class TextSearch {
    private static final int WINDOW = 5_000;
    private static final int MAX_HITS = 100;
    /// What of a long line stands before the words, and in all.
    private static final int BEFORE = 60;
    private static final int SHOWN = 240;

    private TextSearch() {}

    static IncidentView.FindView find(TraceLines lines, String query, IntFunction<@Nullable String> href,
            PageWords words) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        List<IncidentView.FindView.Hit> hits = new ArrayList<>();
        for (int first = 1; first <= lines.count() && hits.size() <= MAX_HITS; first += WINDOW) {
            LineRange window = new LineRange(first, Math.min(lines.count(), first + WINDOW - 1));
            for (Map.Entry<Integer, String> line : lines.read(List.of(window)).entrySet()) {
                int at = line.getValue().toLowerCase(Locale.ROOT).indexOf(wanted);
                if (at >= 0 && hits.size() <= MAX_HITS) {
                    hits.add(new IncidentView.FindView.Hit(line.getKey(), href.apply(line.getKey()),
                            excerpt(line.getValue(), at)));
                }
            }
        }
        boolean more = hits.size() > MAX_HITS;
        String summary = hits.isEmpty()
                ? words.text("trace.find.none", query)
                : more
                        ? words.text("trace.find.first", query, MAX_HITS)
                        : words.text("trace.find.some", query, hits.size());
        return new IncidentView.FindView(query, summary, more ? hits.subList(0, MAX_HITS) : List.copyOf(hits));
    }

    private static String excerpt(String line, int at) {
        int start = line.length() <= SHOWN ? 0 : Math.max(0, Math.min(at, line.length()) - BEFORE);
        int end = Math.min(line.length(), start + SHOWN);
        return (start > 0 ? "…" : "") + line.substring(start, end).strip() + (end < line.length() ? "…" : "");
    }
}
