package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import java.util.List;
import java.util.Map;

/// What one delivery brought of one stream, without its secrets, on its way to where streams are joined.
///
/// @param stream   key of the stream; what has the same key arrives in the order it was sent
/// @param name     the same when the same thing comes again
/// @param labels   what the request says about the source: goes before what the records say
/// @param records  sorted; one for a text, none for alerts
/// @param secrets  how many were taken out of each record
/// @param pointers alerts
public record Parcel(Kind kind, String stream, String name, Origin origin, Map<String, String> labels,
        List<CollectedRecord> records, List<Integer> secrets, List<Pointer> pointers) {

    /// What is in it.
    public enum Kind {
        /** Parts of a log stream, to be joined. */
        RECORDS,
        /** A text that is complete in itself. */
        TEXT,
        /** Alerts that point to something. */
        ALERTS
    }

    public Parcel {
        labels = Map.copyOf(labels);
        records = List.copyOf(records);
        secrets = List.copyOf(secrets);
        pointers = List.copyOf(pointers);
    }
}
