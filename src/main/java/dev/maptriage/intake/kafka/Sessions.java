package dev.maptriage.intake.kafka;

import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.intake.collector.JoinedCrash;
import dev.maptriage.intake.collector.Parcel;
import dev.maptriage.intake.collector.StreamJoiner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins the parcels of a partition to crashes: a session window for each stream, which ends after the idle time, as
/// windows do, and also where the text itself or a cap ends it, as they do not.
///
/// ## Time
///
/// The clock is the log: a session is over when a message lies behind it that was received after its due time. So an
/// instance that was away, or reads a backlog, joins as if it had been there. While sessions are open and nothing comes,
/// the task writes a tick to the end of its own partition, one at a time; when it is read, all that was received before it
/// has been read as well.
///
/// ## State
///
/// | store | key | value |
/// |---|---|---|
/// | [#OPEN] | stream | [Session] |
/// | [#PARTS] | stream, part | [JoinedCrash.Part] |
/// | [#SEEN] | stream, name | when it was kept: names of deliveries and records that must not be taken twice |
///
/// All of it, the position in the topic and what goes on are written in one transaction of Kafka.
final class Sessions implements Processor<String, byte[], String, byte[]> {
    static final String OPEN = "open";
    static final String PARTS = "parts";
    static final String SEEN = "seen";
    static final String TO_CRASHES = "to-crashes";
    static final String TO_DEAD_LETTERS = "to-dead-letters";
    static final String TO_ITSELF = "to-itself";
    /// Begins the keys of ticks, before the partition; streams have keys of hexadecimal digits.
    static final String TICK = "tick/";
    static final Duration BETWEEN_TICKS = Duration.ofMillis(500);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final byte[] NOTHING = {};
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final StreamJoiner joiner;
    private final Duration remember;
    private final int largest;
    private final AtomicInteger gauge;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> open;
    private KeyValueStore<String, byte[]> parts;
    private KeyValueStore<String, Long> seen;
    private int opened;
    private boolean ticking;

    /// @param largest bytes of the largest message that is passed on
    /// @param gauge   counts the open sessions of this instance
    @SuppressWarnings("NullAway.Init") // by init
    Sessions(StreamJoiner joiner, Duration remember, int largest, AtomicInteger gauge) {
        this.joiner = joiner;
        this.remember = remember;
        this.largest = largest;
        this.gauge = gauge;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> task) {
        context = task;
        open = task.getStateStore(OPEN);
        parts = task.getStateStore(PARTS);
        seen = task.getStateStore(SEEN);
        try (KeyValueIterator<String, byte[]> all = open.all()) {
            all.forEachRemaining(ignored -> count(1));
        }
        task.schedule(BETWEEN_TICKS, PunctuationType.WALL_CLOCK_TIME, this::tick);
        task.schedule(BETWEEN_SWEEPS, PunctuationType.WALL_CLOCK_TIME, this::forget);
    }

    @Override
    public void close() {
        count(-opened);
    }

    private void count(int more) {
        opened += more;
        gauge.addAndGet(more);
    }

    private void tick(long now) {
        if (opened > 0 && !ticking) {
            ticking = true;
            context.forward(new Record<>(TICK + context.taskId().partition(), NOTHING, now), TO_ITSELF);
        }
    }

    private void forget(long now) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, Long> all = seen.all()) {
            while (all.hasNext()) {
                KeyValue<String, Long> name = all.next();
                if (name.value < now - remember.toMillis()) {
                    old.add(name.key);
                }
            }
        }
        old.forEach(seen::delete);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        Instant now = Instant.ofEpochMilli(message.timestamp());
        if (message.key() != null && message.key().startsWith(TICK)) {
            ticking = false;
            endAllUntil(now);
            return;
        }
        Parcel parcel;
        try {
            parcel = Wire.read(message.value(), Parcel.class);
        } catch (UnreadableMessageException e) {
            bury(message, Objects.requireNonNullElse(e.getMessage(), "?"));
            return;
        }
        try {
            take(parcel, now);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // It would fail again and again, and everything behind it would wait.
            log.warn("A parcel is put aside", e);
            bury(message, e.toString());
        }
    }

    private void take(Parcel parcel, Instant now) {
        switch (parcel.kind()) {
            case RECORDS -> join(parcel, now);
            case TEXT -> {
                if (isNew(parcel, now)) {
                    forward(parcel.stream(), new Arrival(JoinedCrash.of(parcel), null), now);
                }
            }
            case ALERTS -> {
                if (isNew(parcel, now)) {
                    forward(parcel.stream(), new Arrival(null, parcel), now);
                }
            }
        }
    }

    private void bury(Record<String, byte[]> message, String reason) {
        RecordMetadata at = context.recordMetadata().orElseThrow();
        Letter letter = Letter.of(at.topic(), at.partition(), at.offset(), reason);
        context.forward(message.withHeaders(letter.into(message.headers())), TO_DEAD_LETTERS);
    }

    private void join(Parcel parcel, Instant now) {
        Session session = session(parcel.stream());
        if (session != null && !session.due().isAfter(now)) {
            end(parcel.stream(), session, now);
            session = null;
        }
        if ((session != null || RecordJoiner.mayOpen(parcel.records())) && isNew(parcel, now)) {
            joiner.join(parcel.stream(), session == null ? null : session.state(), parcel.records(),
                    new Desk(parcel, session, now));
        }
    }

    private @Nullable Session session(String stream) {
        byte[] kept = open.get(stream);
        return kept == null ? null : Wire.read(kept, Session.class);
    }

    /// Whether a parcel comes for the first time.
    private boolean isNew(Parcel parcel, Instant now) {
        return seen.putIfAbsent(place(parcel.stream(), parcel.name()), now.toEpochMilli()) == null;
    }

    private static String place(String stream, String name) {
        return stream + '/' + name;
    }

    private static String part(String stream, int part) {
        return place(stream, String.format(Locale.ROOT, "%08d", part));
    }

    private void endAllUntil(Instant now) {
        List<KeyValue<String, byte[]>> due = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = open.all()) {
            all.forEachRemaining(due::add);
        }
        for (KeyValue<String, byte[]> kept : due) {
            Session session = Wire.read(kept.value, Session.class);
            if (!session.due().isAfter(now)) {
                end(kept.key, session, now);
            }
        }
    }

    /// What only looked like the beginning of a crash is forgotten.
    private void end(String stream, Session session, Instant now) {
        List<JoinedCrash.Part> all = new ArrayList<>();
        for (int i = 0; i < session.parts(); i++) {
            byte[] kept = parts.delete(part(stream, i));
            if (kept != null && session.state().proven()) {
                all.add(Wire.read(kept, JoinedCrash.Part.class));
            }
        }
        open.delete(stream);
        count(-1);
        if (!all.isEmpty()) {
            forward(stream, new Arrival(new JoinedCrash(stream, session.ordinal(), session.labels(), session.nanos(),
                    session.openedAt(), session.state().dropped(), all), null), now);
        }
    }

    private void forward(String stream, Arrival arrival, Instant now) {
        byte[] bytes = Wire.write(arrival);
        JoinedCrash crash = arrival.crash();
        if (bytes.length > largest && crash != null && crash.parts().size() > 1) {
            // A crash of many large parts that do not compress: its head, where the failing goroutine stands, goes on.
            List<JoinedCrash.Part> half = crash.parts().subList(0, crash.parts().size() / 2);
            int lost = crash.parts().subList(half.size(), crash.parts().size()).stream()
                    .mapToInt(part -> part.records().size()).sum();
            forward(stream, new Arrival(new JoinedCrash(stream, crash.ordinal(), crash.labels(), crash.nanos(),
                    crash.openedAt(), crash.dropped() + lost, half), null), now);
            return;
        }
        context.forward(new Record<>(stream, bytes, now.toEpochMilli()), TO_CRASHES);
    }

    /// Crashes of one stream while a parcel of it is joined.
    private final class Desk implements StreamJoiner.Shelf {
        private final Parcel parcel;
        private final @Nullable Session session;
        private final Instant now;
        private final IdentityHashMap<CollectedRecord, Integer> secrets = new IdentityHashMap<>();
        private int begun;

        Desk(Parcel parcel, @Nullable Session session, Instant now) {
            this.parcel = parcel;
            this.session = session;
            this.now = now;
            for (int i = 0; i < parcel.records().size(); i++) {
                secrets.put(parcel.records().get(i), parcel.secrets().get(i));
            }
        }

        @Override
        public Set<String> seen(Set<String> names) {
            Set<String> known = new HashSet<>(names);
            known.removeIf(name -> seen.get(place(parcel.stream(), name)) == null);
            return known;
        }

        @Override
        public void begin(RecordJoiner.Piece piece, Set<String> names) {
            Session fresh = new Session(begun++, JoinedCrash.labels(parcel, piece.records().getFirst()),
                    piece.after().firstNanos(), now, joiner.due(now, now), 1, piece.after());
            parts.put(part(parcel.stream(), 0), packed(piece));
            remember(names);
            count(1);
            keepOrEnd(fresh, piece.closed());
        }

        @Override
        public void resume(RecordJoiner.Piece piece, Set<String> names) {
            Session before = Objects.requireNonNull(session, "what is resumed is open");
            boolean more = !piece.records().isEmpty();
            if (more) {
                parts.put(part(parcel.stream(), before.parts()), packed(piece));
                remember(names);
            }
            Instant due = piece.after().isFurtherThan(before.state())
                    ? joiner.due(before.openedAt(), now)
                    : before.due();
            keepOrEnd(before.with(before.parts() + (more ? 1 : 0), piece.after(), due), piece.closed());
        }

        private void keepOrEnd(Session session, boolean closed) {
            if (closed) {
                end(parcel.stream(), session, now);
            } else {
                open.put(parcel.stream(), Wire.write(session));
            }
        }

        private byte[] packed(RecordJoiner.Piece piece) {
            int taken = piece.records().stream().mapToInt(record -> secrets.getOrDefault(record, 0)).sum();
            return Wire.write(JoinedCrash.Part.of(parcel, piece.records(), taken));
        }

        private void remember(Set<String> names) {
            names.forEach(name -> seen.put(place(parcel.stream(), name), now.toEpochMilli()));
        }
    }
}
