package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Sorts what a stream brings into crashes, each record once, wherever the crashes are kept meanwhile: as rows of the
/// database, or in the state of a Kafka Streams task. That both join alike is because both come here.
@Component
public final class StreamJoiner {
    private final RecordJoiner joiner;
    private final Duration idle;
    private final Duration maxAge;

    @Autowired
    StreamJoiner(CollectorProperties properties) {
        this(properties.rules());
    }

    public StreamJoiner(RecordJoiner.Rules rules) {
        this.joiner = new RecordJoiner(rules);
        this.idle = rules.idle();
        this.maxAge = rules.maxAge();
    }

    /// Where the crashes of one stream are kept.
    public interface Shelf {

        /// Those of these names of records that were kept before.
        Set<String> seen(Set<String> names);

        /// Takes a crash that begins with these records, and may also end with them.
        void begin(RecordJoiner.Piece piece, Set<String> names);

        /// Adds to the crash that is open.
        void resume(RecordJoiner.Piece piece, Set<String> names);
    }

    /// Takes the records that a delivery brought of a stream.
    ///
    /// @param open    what is known of the crash that is open there; null for none
    /// @param records sorted
    public void join(String stream, RecordJoiner.@Nullable Open open, List<CollectedRecord> records, Shelf shelf) {
        if (open == null && !RecordJoiner.mayOpen(records)) {
            return;
        }
        for (RecordJoiner.Piece piece : joiner.join(open, unseen(stream, records, shelf))) {
            if (piece.continues()) {
                shelf.resume(piece, names(stream, piece.records()));
            } else if (piece.isWorthIt()) {
                shelf.begin(piece, names(stream, piece.records()));
            }
        }
    }

    /// When a crash is over unless a line of Go's comes.
    ///
    /// @param opened when its first line came in
    /// @param last   when its last line came in
    public Instant due(Instant opened, Instant last) {
        Instant silent = last.plus(idle);
        Instant old = opened.plus(maxAge);
        return silent.isBefore(old) ? silent : old;
    }

    private static List<CollectedRecord> unseen(String stream, List<CollectedRecord> records, Shelf shelf) {
        Set<String> names = names(stream, records);
        if (names.isEmpty()) {
            return records;
        }
        Set<String> known = new HashSet<>(shelf.seen(names));
        return records.stream().filter(record -> record.id() == null || known.add(Incoming.hash(stream, record.id())))
                .toList();
    }

    /// What senders call the records, where they do.
    private static Set<String> names(String stream, List<CollectedRecord> records) {
        Set<String> names = new HashSet<>();
        records.forEach(record -> {
            if (record.id() != null) {
                names.add(Incoming.hash(stream, record.id()));
            }
        });
        return names;
    }
}
