package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.incident.Collisions;
import dev.maptriage.intake.TriagePipeline;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes deliveries, each once, in one transaction with everything that follows from it: what is kept of its records, the
/// crashes they belong to, and the task that will look at them. When it returns, all of it is durable.
///
/// Of log streams only crashes are kept. Records of sources with no crash open and nothing to begin one leave nothing
/// behind but a line in the delivery log, and nothing stays in memory between two deliveries, however many sources there
/// are. Streams are locked in the order of their keys, so that deliveries wait for each other but never in a circle.
@Component
class Inbox {
    private final Deliveries deliveries;
    private final Captures captures;
    private final PointerLinks links;
    private final TriagePipeline pipeline;
    private final StreamJoiner joiner;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Inbox(Deliveries deliveries, Captures captures, PointerLinks links, TriagePipeline pipeline,
            StreamJoiner joiner, Clock clock, PlatformTransactionManager transactions) {
        this.deliveries = deliveries;
        this.captures = captures;
        this.links = links;
        this.pipeline = pipeline;
        this.joiner = joiner;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Stores a delivery, or finds it stored.
    Receipt receive(Incoming incoming) {
        String key = incoming.key();
        SortedMap<String, List<CollectedRecord>> streams = incoming.streams();
        return Collisions.retrying(() -> Objects
                .requireNonNull(transaction.execute(ignored -> receiveOnce(incoming, key, streams))));
    }

    private Receipt receiveOnce(Incoming incoming, String key, SortedMap<String, List<CollectedRecord>> streams) {
        Receipt known = deliveries.find(incoming.source(), key);
        if (known != null) {
            return known;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Origin origin = Origin.of(incoming, key, now);
        Intake intake = new Intake(incoming, deliveries.insert(origin, null), now);
        incoming.batch().texts().forEach(intake::text);
        intake.join(streams);
        if (!incoming.batch().pointers().isEmpty()) {
            links.store(intake.delivery, incoming.batch().pointers());
        }
        DeliveryState state = intake.touched
                ? DeliveryState.RECEIVED
                : incoming.batch().pointers().isEmpty() ? DeliveryState.NOTHING : DeliveryState.LINKED;
        deliveries.settle(intake.delivery, state, intake.kept);
        return new Receipt(intake.delivery, origin.records());
    }

    /// One delivery on its way in.
    private final class Intake {
        final Incoming incoming;
        final UUID delivery;
        final Instant now;
        int kept;
        boolean touched;

        Intake(Incoming incoming, UUID delivery, Instant now) {
            this.incoming = incoming;
            this.delivery = delivery;
            this.now = now;
        }

        void text(CollectedRecord text) {
            String name = text.id() == null ? null : Incoming.hash(incoming.source(), text.id());
            if (name != null && !captures.seen(Set.of(name)).isEmpty()) {
                return;
            }
            UUID capture = captures.create(incoming.source(), incoming.labels(text), text.nanos(), CaptureState.READY,
                    null, now);
            add(capture, 0, "", List.of(text));
            captures.schedule(capture, now);
            if (name != null) {
                captures.remember(Set.of(name), now);
            }
        }

        void join(SortedMap<String, List<CollectedRecord>> streams) {
            Map<String, Captures.Open> open = captures.lock(streams.keySet());
            streams.forEach((key, records) -> {
                Captures.Open there = open.get(key);
                joiner.join(key, there == null ? null : there.state(), records, new Rows(key, there));
            });
        }

        /// Crashes as rows, the open one locked.
        private final class Rows implements StreamJoiner.Shelf {
            private final String key;
            private final Captures.@Nullable Open open;

            Rows(String key, Captures.@Nullable Open open) {
                this.key = key;
                this.open = open;
            }

            @Override
            public Set<String> seen(Set<String> names) {
                return captures.seen(names);
            }

            @Override
            public void begin(RecordJoiner.Piece piece, Set<String> names) {
                CollectedRecord first = piece.records().getFirst();
                UUID capture = captures.create(incoming.source(), incoming.labels(first), piece.after().firstNanos(),
                        piece.closed() ? CaptureState.READY : CaptureState.OPEN, null, now);
                String tail = add(capture, 0, "", piece.records());
                captures.remember(names, now);
                captures.schedule(capture,
                        piece.closed() ? now : captures.open(key, capture, piece.after(), tail, now));
                if (piece.closed()) {
                    captures.dropped(capture, piece.after().dropped());
                }
            }

            @Override
            public void resume(RecordJoiner.Piece piece, Set<String> names) {
                Captures.Open before = Objects.requireNonNull(open, "what is resumed is open");
                String tail = before.tail();
                if (!piece.records().isEmpty()) {
                    tail = add(before.capture(), before.parts(), tail, piece.records());
                    captures.remember(names, now);
                }
                if (piece.closed()) {
                    captures.close(before.capture(), piece.after(), now);
                    captures.hasten(before.capture(), now);
                } else if (!piece.records().isEmpty() || piece.after().dropped() > before.state().dropped()) {
                    captures.extend(key, before, piece.after(), tail, now);
                }
            }
        }

        /// @param before the tail of what was added before
        /// @return the tail of these records
        private String add(UUID capture, int part, String before, List<CollectedRecord> records) {
            touched = true;
            kept += records.size();
            CleanRecords clean = CleanRecords.of(pipeline, before, records);
            if (clean.reach() > 0 && part > 0) {
                captures.maskEnd(capture, part - 1, clean.reach());
            }
            captures.add(capture, part, clean.records());
            captures.masked(capture, clean.secrets());
            captures.link(delivery, capture);
            return clean.tail();
        }
    }
}
