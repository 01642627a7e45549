package dev.maptriage.envelope;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the field in which records hold their text, whatever it is called: the one in which most of Go's words stand.
final class TextVote {
    private static final int LEAST = 2;

    private final Map<String, Integer> votes = new HashMap<>();

    void add(LogRecord record) {
        String path = record.goPath();
        if (path != null) {
            votes.merge(path, 1, Integer::sum);
        }
    }

    /// Null when too few records hold anything of Go's.
    @Nullable
    String winner() {
        String winner = null;
        int most = LEAST - 1;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                winner = vote.getKey();
            }
        }
        return winner;
    }
}
