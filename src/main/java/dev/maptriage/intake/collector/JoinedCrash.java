package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A text that was put together outside of the database.
///
/// @param stream   where it came from
/// @param ordinal  which one it is of those that began in the same delivery
/// @param labels   what is said about its source
/// @param nanos    when its first line was written; 0 when unknown
/// @param openedAt when its first line came in
/// @param dropped  lines beyond the caps
/// @param parts    what each delivery has added, in their order
public record JoinedCrash(String stream, int ordinal, Map<String, String> labels, long nanos, Instant openedAt,
        int dropped, List<Part> parts) {

    /// What a delivery has added.
    ///
    /// @param secrets how many were taken out of the records
    public record Part(Origin origin, int secrets, List<CollectedRecord> records) {

        public Part {
            records = List.copyOf(records);
        }

        /// The records of a parcel that belong to a crash; what is known from elsewhere is left out.
        public static Part of(Parcel parcel, List<CollectedRecord> records, int secrets) {
            return new Part(parcel.origin(), secrets,
                    records.stream().map(record -> record.from("").labelled(Map.of())).toList());
        }
    }

    public JoinedCrash {
        labels = Map.copyOf(labels);
        parts = List.copyOf(parts);
    }

    /// A text that was complete when it came.
    public static JoinedCrash of(Parcel text) {
        CollectedRecord record = text.records().getFirst();
        return new JoinedCrash(text.stream(), 0, labels(text, record), record.nanos(), text.origin().receivedAt(), 0,
                List.of(Part.of(text, text.records(), text.secrets().getFirst())));
    }

    /// What is said of a record of a parcel: the request goes before the record.
    public static Map<String, String> labels(Parcel parcel, CollectedRecord record) {
        Map<String, String> all = new HashMap<>(record.labels());
        all.putAll(parcel.labels());
        return all;
    }

    /// The same when the same deliveries come again, however late.
    String occurrence() {
        StringBuilder all = new StringBuilder(stream).append('/').append(ordinal);
        for (Part part : parts) {
            all.append('\n').append(part.origin.key());
            part.records.forEach(record -> all.append('\n').append(record.nanos()).append(record.text()));
        }
        return Incoming.hash(all.toString());
    }

    List<CollectedRecord> records() {
        return parts.stream().flatMap(part -> part.records.stream()).toList();
    }

    int secrets() {
        return parts.stream().mapToInt(Part::secrets).sum();
    }
}
