package dev.maptriage.intake.collector;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.intake.TriagePipeline;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessException;
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
    private static final int ATTEMPTS = 12;

    private final Deliveries deliveries;
    private final Captures captures;
    private final PointerLinks links;
    private final TriagePipeline pipeline;
    private final RecordJoiner joiner;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Inbox(Deliveries deliveries, Captures captures, PointerLinks links, TriagePipeline pipeline,
            CollectorProperties properties, Clock clock, PlatformTransactionManager transactions) {
        this.deliveries = deliveries;
        this.captures = captures;
        this.links = links;
        this.pipeline = pipeline;
        this.joiner = new RecordJoiner(properties.rules());
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Stores a delivery, or finds it stored.
    Receipt receive(Incoming incoming) {
        String key = incoming.key();
        SortedMap<String, Stream> streams = streams(incoming);
        for (int attempt = 1;; attempt++) {
            try {
                return Objects.requireNonNull(transaction.execute(ignored -> receiveOnce(incoming, key, streams)));
            } catch (DataIntegrityViolationException | TransientDataAccessException collision) {
                backOff(attempt, collision);
            }
        }
    }

    private static void backOff(int attempt, RuntimeException collision) {
        if (attempt >= ATTEMPTS) {
            throw collision;
        }
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, 1L + 10L * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw collision;
        }
    }

    /// The records of one source, in the order of their times.
    ///
    /// @param opens whether a crash may begin in them
    private record Stream(List<CollectedRecord> records, boolean opens) {}

    private static SortedMap<String, Stream> streams(Incoming incoming) {
        Map<String, String> keys = new HashMap<>();
        Map<String, List<CollectedRecord>> sources = new HashMap<>();
        for (CollectedRecord record : incoming.batch().records()) {
            String key = keys.computeIfAbsent(record.source(), ignored -> incoming.sourceKey(record));
            sources.computeIfAbsent(key, ignored -> new ArrayList<>()).add(record);
        }
        SortedMap<String, Stream> streams = new TreeMap<>();
        sources.forEach((key, records) -> streams.put(key,
                new Stream(RecordJoiner.sorted(records), RecordJoiner.mayOpen(records))));
        return streams;
    }

    private Receipt receiveOnce(Incoming incoming, String key, SortedMap<String, Stream> streams) {
        Receipt known = deliveries.find(incoming.source(), key);
        if (known != null) {
            return known;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Intake intake = new Intake(incoming, deliveries.insert(incoming, key, now), now);
        incoming.batch().texts().forEach(intake::text);
        intake.join(streams);
        if (!incoming.batch().pointers().isEmpty()) {
            links.store(intake.delivery, incoming.batch().pointers());
        }
        DeliveryState state = intake.touched
                ? DeliveryState.RECEIVED
                : incoming.batch().pointers().isEmpty() ? DeliveryState.NOTHING : DeliveryState.LINKED;
        deliveries.settle(intake.delivery, state, intake.kept);
        return new Receipt(intake.delivery, Deliveries.records(incoming));
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
            UUID capture = captures.create(incoming, text, CaptureState.READY, now);
            add(capture, 0, "", List.of(text));
            captures.schedule(capture, now);
            if (name != null) {
                captures.remember(Set.of(name), now);
            }
        }

        void join(SortedMap<String, Stream> streams) {
            Map<String, Captures.Open> open = captures.lock(streams.keySet());
            streams.forEach((key, stream) -> {
                Captures.Open there = open.get(key);
                if (there != null || stream.opens) {
                    join(key, there, unseen(key, stream.records));
                }
            });
        }

        /// Records that were not kept before, and each once.
        private List<CollectedRecord> unseen(String key, List<CollectedRecord> records) {
            Set<String> names = new HashSet<>();
            records.forEach(record -> {
                if (record.id() != null) {
                    names.add(Incoming.hash(key, record.id()));
                }
            });
            if (names.isEmpty()) {
                return records;
            }
            Set<String> known = captures.seen(names);
            return records.stream()
                    .filter(record -> record.id() == null || known.add(Incoming.hash(key, record.id()))).toList();
        }

        private void join(String key, Captures.@Nullable Open open,
                List<CollectedRecord> records) {
            for (RecordJoiner.Piece piece : joiner.join(open == null ? null : open.state(), records)) {
                if (piece.continues() && open != null) {
                    resume(key, open, piece);
                } else if (piece.isWorthIt()) {
                    begin(key, piece);
                }
            }
        }

        private void begin(String key, RecordJoiner.Piece piece) {
            CollectedRecord first = piece.records().getFirst().at(piece.after().firstNanos());
            UUID capture = captures.create(incoming, first,
                    piece.closed() ? CaptureState.READY : CaptureState.OPEN, now);
            String tail = add(capture, 0, "", piece.records());
            remember(key, piece.records());
            captures.schedule(capture, piece.closed() ? now : captures.open(key, capture, piece.after(), tail, now));
            if (piece.closed()) {
                captures.dropped(capture, piece.after().dropped());
            }
        }

        private void resume(String key, Captures.Open open, RecordJoiner.Piece piece) {
            String tail = open.tail();
            if (!piece.records().isEmpty()) {
                tail = add(open.capture(), open.parts(), tail, piece.records());
                remember(key, piece.records());
            }
            if (piece.closed()) {
                captures.close(open.capture(), piece.after(), now);
                captures.hasten(open.capture(), now);
            } else if (!piece.records().isEmpty() || piece.after().dropped() > open.state().dropped()) {
                captures.extend(key, open, piece.after(), tail, now);
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

        private void remember(String key, List<CollectedRecord> records) {
            Set<String> names = new HashSet<>();
            records.forEach(record -> {
                if (record.id() != null) {
                    names.add(Incoming.hash(key, record.id()));
                }
            });
            captures.remember(names, now);
        }
    }
}
