package dev.maptriage.intake.kafka;

import dev.maptriage.envelope.RecordJoiner;
import java.time.Instant;
import java.util.Map;

/// A crash that is open, as the store keeps it; its records lie beside it, a part for each delivery, so that each is
/// written once.
///
/// @param ordinal  which one it is of those that began in the same delivery
/// @param labels   what is said about its source
/// @param nanos    when its first line was written; 0 when unknown
/// @param openedAt when its first line came in
/// @param due      when it is over unless a line comes
/// @param parts    how many deliveries have added to it
/// @param state    what the joiner knows of it
record Session(int ordinal, Map<String, String> labels, long nanos, Instant openedAt, Instant due, int parts,
        RecordJoiner.Open state) {

    Session with(int nowParts, RecordJoiner.Open nowState, Instant nowDue) {
        return new Session(ordinal, labels, nanos, openedAt, nowDue, nowParts, nowState);
    }
}
