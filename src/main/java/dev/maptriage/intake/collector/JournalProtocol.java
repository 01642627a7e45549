package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordReader;
import java.util.List;

/// journald's export format, as `systemd-journal-upload` sends it, or `journalctl -o json`. Every entry has a cursor, so
/// none is taken twice.
///
/// ```text
/// __CURSOR=s=6f…;i=1c
/// __REALTIME_TIMESTAMP=1715763724124060
/// _PID=4121
/// MESSAGE=panic: assignment to entry in nil map
/// ```
final class JournalProtocol implements Protocol {

    @Override
    public Batch read(Sent sent) throws UnreadableException {
        List<CollectedRecord> found = Bodies.looksLikeJson(sent.body())
                ? RecordReader.json(sent.body())
                : RecordReader.journal(sent.body());
        if (found == null) {
            throw new UnreadableException("it is neither journald’s export format nor its JSON");
        }
        return Batch.of(found);
    }
}
