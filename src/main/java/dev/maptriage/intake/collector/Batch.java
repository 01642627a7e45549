package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one delivery holds, whatever protocol it came by.
///
/// @param senderId the sender's name for the delivery; null without one
/// @param records  parts of log streams, to be joined
/// @param texts    texts that are complete in themselves
/// @param pointers alerts that point to something and carry no text
record Batch(@Nullable String senderId, List<CollectedRecord> records, List<CollectedRecord> texts,
        List<Pointer> pointers) {
    static final Batch EMPTY = new Batch(null, List.of(), List.of(), List.of());

    Batch {
        records = List.copyOf(records);
        texts = List.copyOf(texts);
        pointers = List.copyOf(pointers);
    }

    static Batch of(List<CollectedRecord> records) {
        return new Batch(null, records, List.of(), List.of());
    }

    /// The same content under the sender's name for it; an earlier name stays.
    Batch named(@Nullable String id) {
        return senderId != null || id == null || id.isBlank() ? this : new Batch(id, records, texts, pointers);
    }

    /// Several batches that came in one delivery.
    static Batch all(List<Batch> batches) {
        List<CollectedRecord> records = new ArrayList<>();
        List<CollectedRecord> texts = new ArrayList<>();
        List<Pointer> pointers = new ArrayList<>();
        for (Batch batch : batches) {
            records.addAll(batch.records);
            texts.addAll(batch.texts);
            pointers.addAll(batch.pointers);
        }
        return new Batch(null, records, texts, pointers);
    }
}
