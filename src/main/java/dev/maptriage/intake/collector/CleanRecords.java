package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.intake.TriagePipeline;
import java.util.ArrayList;
import java.util.List;

/// Records without their secrets, as they may be kept. A secret may begin in one record and end in another, also in one of
/// the next delivery, so they are looked at as the text that they are parts of.
///
/// @param reach   how many of the last characters that were kept before belong to a secret that only now was seen to be one
/// @param tail    what the next records have to be seen together with
/// @param secrets how many were taken out
record CleanRecords(List<CollectedRecord> records, int reach, String tail, int secrets) {

    /// @param before  the tail of the records before; empty for none
    /// @param records in the order of their times
    static CleanRecords of(TriagePipeline pipeline, String before, List<CollectedRecord> records) {
        List<String> pieces = RecordJoiner.pieces(records);
        TriagePipeline.MaskedPieces masked = pipeline.masked(before, pieces);
        List<CollectedRecord> clean = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            CollectedRecord record = records.get(i);
            String text = masked.texts().get(i);
            boolean broken = pieces.get(i).length() > record.text().length();
            clean.add(record.saying(broken ? text.substring(0, text.length() - 1) : text));
        }
        return new CleanRecords(clean, masked.reach(), masked.tail(), masked.secrets());
    }
}
