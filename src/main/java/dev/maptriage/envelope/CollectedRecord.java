package dev.maptriage.envelope;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One record of a log stream, as a collector sends it.
///
/// @param source  names the process and stream it came from among all others; empty when nothing is said
/// @param nanos   when it was written, in nanoseconds since 1970; 0 when nothing is said
/// @param text    what was written: a line, a part of one, or many
/// @param partial whether the line goes on in the next record
/// @param id      the sender's name for this very record; null without one
/// @param labels  `service`, `host`, `environment`, `release`, `title`; absent keys are unknown
public record CollectedRecord(String source, long nanos, String text, boolean partial, @Nullable String id,
        Map<String, String> labels) {

    public CollectedRecord {
        labels = Map.copyOf(labels);
    }

    /// A record of which only the text is known.
    public static CollectedRecord of(String text) {
        return new CollectedRecord("", 0, text, false, null, Map.of());
    }

    /// The same record of another source.
    public CollectedRecord from(String another) {
        return new CollectedRecord(another, nanos, text, partial, id, labels);
    }

    /// The same record with another text.
    public CollectedRecord saying(String other) {
        return new CollectedRecord(source, nanos, other, partial, id, labels);
    }

    /// The same record, written at another time.
    public CollectedRecord at(long anotherTime) {
        return new CollectedRecord(source, anotherTime, text, partial, id, labels);
    }

    /// The same record with other labels.
    public CollectedRecord labelled(Map<String, String> others) {
        return new CollectedRecord(source, nanos, text, partial, id, others);
    }
}
