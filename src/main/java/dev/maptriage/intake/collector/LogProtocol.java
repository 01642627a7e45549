package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.envelope.RecordReader;
import java.util.List;

/// What log shippers post: an array of objects, objects one per line or one after the other, or lines of text. Also
/// anything else that somebody wrote a program for.
///
/// ```text
/// [{"date":1715763724.12406,"log":"panic: assignment to entry in nil map","kubernetes":{"pod_name":"cart-5d9f"}}]
/// {"message":"goroutine 1 [running]:","host":"node-1","timestamp":"2024-05-15T09:02:04.124060Z"}
/// ```
final class LogProtocol implements Protocol {

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        boolean json = Bodies.looksLikeJson(sent.body());
        List<CollectedRecord> found = json ? RecordReader.json(sent.body()) : null;
        if (found == null) {
            if (sent.isJson() && sent.body().length > 0) {
                throw new UnreadableException("it says that it is JSON, and it is not");
            }
            if (sent.type().endsWith("msgpack")) {
                throw new UnreadableException("MessagePack is not read here; send JSON");
            }
            found = Bodies.records(Bodies.text(sent.body()));
        }
        boolean event = sent.deliveryId() != null || (json && found.size() == 1 && isTrace(sent, found.getFirst()));
        return event ? Bodies.events(found) : Batch.of(found);
    }

    /// `{"trace": "…"}`, as uploads have it.
    private static boolean isTrace(Sent sent, CollectedRecord only) {
        return RecordJoiner.isComplete(only.text()) && Bodies.text(sent.body()).contains("\"trace\"");
    }
}
