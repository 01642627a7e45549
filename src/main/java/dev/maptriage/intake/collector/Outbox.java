package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.intake.TriagePipeline;
import dev.maptriage.masking.Masker;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives deliveries to a [Carrier], a parcel for each stream. Secrets are taken out first: what is carried lies on disks.
final class Outbox {
    private final Carrier carrier;
    private final TriagePipeline pipeline;
    private final Clock clock;

    Outbox(Carrier carrier, TriagePipeline pipeline, Clock clock) {
        this.carrier = carrier;
        this.pipeline = pipeline;
        this.clock = clock;
    }

    Receipt receive(Incoming incoming) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Origin origin = Origin.of(incoming, incoming.key(), now).masked(pipeline::masked);
        Map<String, String> labels = masked(incoming.labels());
        List<Parcel> parcels = new ArrayList<>();
        incoming.streams().forEach((stream, records) -> parcels
                .add(parcel(Parcel.Kind.RECORDS, stream, origin.key(), origin, labels, records)));
        int ordinal = 0;
        for (CollectedRecord text : incoming.batch().texts()) {
            String name = name(incoming, text);
            parcels.add(parcel(Parcel.Kind.TEXT, name != null ? name : incoming.sourceKey(text),
                    name != null ? name : origin.key() + '/' + ordinal++, origin, labels, List.of(text)));
        }
        if (!incoming.batch().pointers().isEmpty()) {
            parcels.add(new Parcel(Parcel.Kind.ALERTS, origin.key(), origin.key(), origin, labels, List.of(),
                    List.of(),
                    incoming.batch().pointers().stream().map(pointer -> pointer.masked(pipeline::masked)).toList()));
        }
        carrier.carry(parcels);
        return new Receipt(origin.receipt(), origin.records());
    }

    /// What the sender calls a text; texts of one name meet wherever they came in.
    private static @Nullable String name(Incoming incoming, CollectedRecord text) {
        return text.id() == null ? null : Incoming.hash(incoming.source(), text.id());
    }

    private Map<String, String> masked(Map<String, String> labels) {
        Map<String, String> clean = new HashMap<>(labels);
        clean.replaceAll((name, value) -> pipeline.masked(value));
        return clean;
    }

    /// The records without their secrets, also those that go over the ends of records.
    private Parcel parcel(Parcel.Kind kind, String stream, String name, Origin origin, Map<String, String> labels,
            List<CollectedRecord> records) {
        List<CollectedRecord> clean = CleanRecords.of(pipeline, "", records).records();
        List<Integer> secrets = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            secrets.add(masks(clean.get(i).text()) - masks(records.get(i).text()));
        }
        return new Parcel(kind, stream, name, origin, labels,
                clean.stream().map(record -> record.from("").labelled(masked(record.labels()))).toList(), secrets,
                List.of());
    }

    private static int masks(String text) {
        int found = 0;
        for (int at = text.indexOf(Masker.MASK); at >= 0; at = text.indexOf(Masker.MASK, at + 1)) {
            found++;
        }
        return found;
    }
}
