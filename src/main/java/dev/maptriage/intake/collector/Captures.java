package dev.maptriage.intake.collector;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.maptriage.envelope.CollectedRecord;
import dev.maptriage.envelope.RecordJoiner;
import dev.maptriage.incident.SourceLabels;
import dev.maptriage.intake.TriagePipeline;
import dev.maptriage.masking.Masker;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The rows of captures. Every method belongs into a transaction.
@Component
class Captures {
    private static final Logger log = LoggerFactory.getLogger(Captures.class);
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("capture");
    private static final int CHUNK = 500;
    private static final int SHOWN_BYTES = 2 << 20;
    private static final int LONGEST_TAIL = 600;
    private static final long SECOND = 1_000_000_000L;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    /// Asked late: it needs the tasks, and they need captures.
    private final ObjectProvider<SchedulerClient> scheduler;
    private final TriagePipeline pipeline;
    private final Duration idle;
    private final Duration maxAge;

    Captures(JdbcClient jdbc, JdbcTemplate batches, ObjectProvider<SchedulerClient> scheduler, TriagePipeline pipeline,
            CollectorProperties properties) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.scheduler = scheduler;
        this.pipeline = pipeline;
        this.idle = properties.idle();
        this.maxAge = properties.maxAge();
    }

    /// A capture that a source is adding to.
    ///
    /// @param parts how many deliveries have added to it
    /// @param due   when it will be looked at unless something is added
    /// @param tail  what the next records have to be seen together with to find the secrets in them
    record Open(UUID capture, int parts, RecordJoiner.Open state, Instant due, String tail) {}

    /// What is read back of a capture.
    record Row(UUID id, String source, CaptureState state, SourceLabels labels, Instant openedAt, int dropped,
            int masked, int attempts) {}

    /// Locks the open captures of these sources, in their order.
    Map<String, Open> lock(Collection<String> sources) {
        Map<String, Open> found = new HashMap<>();
        List<String> keys = new ArrayList<>(new TreeSet<>(sources));
        for (int from = 0; from < keys.size(); from += CHUNK) {
            jdbc.sql("select * from open_capture where source_key in (:keys) order by source_key for update")
                    .param("keys", keys.subList(from, Math.min(keys.size(), from + CHUNK)))
                    .query((row, n) -> {
                        Open open = new Open(row.getObject("capture_id", UUID.class), row.getInt("parts"),
                                new RecordJoiner.Open(row.getLong("first_nanos"), row.getLong("last_nanos"),
                                        row.getInt("line_count"), row.getLong("char_count"), row.getInt("dropped"),
                                        row.getInt("others"), row.getBoolean("proven"), row.getBoolean("stack"),
                                        row.getBoolean("dying")),
                                instant(row.getObject("due_at", OffsetDateTime.class)), row.getString("tail"));
                        found.put(row.getString("source_key"), open);
                        return open;
                    }).list();
        }
        return found;
    }

    /// @param nanos      when its first line was written; 0 when unknown
    /// @param occurrence what tells it from all others, where it may come again; null where it cannot
    UUID create(String from, Map<String, String> labels, long nanos, CaptureState state, @Nullable String occurrence,
            Instant now) {
        SourceLabels source = labels(labels, nanos).map(pipeline::masked);
        UUID id = DeliveryIds.next();
        jdbc.sql("""
                insert into capture (id, source, state, service, environment, release_name, host, title, occurred_at,
                  opened_at, dropped, attempts, occurrence)
                values (:id, :source, :state, :service, :environment, :release, :host, :title, :occurred, :opened, 0, 0,
                  :occurrence)
                """).param("id", id).param("source", from).param("state", state.name())
                .param("occurrence", occurrence, Types.VARCHAR)
                .param("service", source.service(), Types.VARCHAR)
                .param("environment", source.environment(), Types.VARCHAR)
                .param("release", source.release(), Types.VARCHAR).param("host", source.host(), Types.VARCHAR)
                .param("title", source.title(), Types.VARCHAR).param("occurred", stamp(source.occurredAt()))
                .param("opened", stamp(now)).update();
        return id;
    }

    static SourceLabels labels(Map<String, String> labels, long nanos) {
        Instant time = nanos == 0
                ? null
                : Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
        // Brings the labels into the bounds of their columns.
        return new SourceLabels(labels.get("service"), labels.get("environment"), labels.get("release"),
                labels.get("host"), labels.get("title"), time);
    }

    /// Whether there is a capture of this occurrence.
    boolean isKnown(String occurrence) {
        return !jdbc.sql("select 1 from capture where occurrence = ?").params(occurrence).query(Integer.class).list()
                .isEmpty();
    }

    /// Opens the capture of a source.
    ///
    /// @return when it is to be looked at
    Instant open(String source, UUID capture, RecordJoiner.Open state, String tail, Instant now) {
        Instant due = now.plus(idle);
        jdbc.sql(
                """
                        insert into open_capture (source_key, capture_id, parts, first_nanos, last_nanos, line_count, char_count,
                          dropped, others, proven, stack, dying, due_at, tail)
                        values (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(source, capture, state.firstNanos(),
                        state.lastNanos(), state.lines(), state.bytes(), state.dropped(), state.others(),
                        state.proven(),
                        state.stack(), state.dying(), stampOf(due), Cut.to(tail, LONGEST_TAIL))
                .update();
        return due;
    }

    /// Lines of a crash put the end off, others do not.
    void extend(String source, Open before, RecordJoiner.Open state, String tail, Instant now) {
        boolean more = state.isFurtherThan(before.state());
        jdbc.sql("""
                update open_capture set parts = ?, first_nanos = ?, last_nanos = ?, line_count = ?, char_count = ?,
                  dropped = ?, others = ?, proven = ?, stack = ?, dying = ?, due_at = ?, tail = ?
                where source_key = ?""")
                .params(before.parts + 1, state.firstNanos(), state.lastNanos(), state.lines(), state.bytes(),
                        state.dropped(), state.others(), state.proven(), state.stack(), state.dying(),
                        stampOf(more ? now.plus(idle) : before.due), Cut.to(tail, LONGEST_TAIL), source)
                .update();
    }

    /// Adds records to a capture.
    void add(UUID capture, int part, List<CollectedRecord> records) {
        List<RecordCodec.Slice> slices = RecordCodec.write(records);
        for (int i = 0; i < slices.size(); i++) {
            jdbc.sql("insert into capture_part (capture_id, part, slice, inflated, content) values (?, ?, ?, ?, ?)")
                    .params(capture, part, i, slices.get(i).inflated(), slices.get(i).content()).update();
        }
    }

    /// Masks the end of the last record of a part, which has turned out to be the beginning of a secret.
    void maskEnd(UUID capture, int part, int chars) {
        List<CollectedRecord> records = new ArrayList<>(records(capture, part));
        if (!records.isEmpty()) {
            CollectedRecord last = records.removeLast();
            String text = last.text().substring(0, Math.max(0, last.text().length() - chars)) + Masker.MASK;
            records.add(last.saying(text));
            jdbc.sql("delete from capture_part where capture_id = ? and part = ?").params(capture, part).update();
            add(capture, part, records);
        }
    }

    /// Puts records in the place of those that a capture has.
    void replace(UUID capture, List<CollectedRecord> records) {
        jdbc.sql("delete from capture_part where capture_id = ?").params(capture).update();
        add(capture, 0, records);
    }

    void link(UUID delivery, UUID capture) {
        jdbc.sql("""
                insert into delivery_capture (delivery_id, capture_id) select d.id, c.id from delivery d, capture c
                where d.id = :delivery and c.id = :capture and not exists
                  (select 1 from delivery_capture x where x.delivery_id = :delivery and x.capture_id = :capture)""")
                .param("delivery", delivery).param("capture", capture).update();
    }

    void schedule(UUID capture, Instant when) {
        scheduler.getObject().scheduleIfNotExists(TASK.instance(capture.toString()).scheduledTo(when));
    }

    /// Nothing more is added to this capture. What only looked like the beginning of a crash is forgotten.
    void close(UUID capture, RecordJoiner.Open state, Instant now) {
        jdbc.sql("delete from open_capture where capture_id = ?").params(capture).update();
        if (state.proven()) {
            dropped(capture, state.dropped());
            jdbc.sql("update capture set state = 'READY' where id = ? and state = 'OPEN'").params(capture).update();
        } else {
            finish(capture, CaptureState.NOTHING, List.of(), now);
        }
    }

    /// Does not wait until a capture would be looked at.
    void hasten(UUID capture, Instant now) {
        try {
            scheduler.getObject().reschedule(TASK.instanceId(capture.toString()), now);
        } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException looking) {
            // It is looked at just now, and that waits for our transaction.
            log.debug("Capture {} is being looked at", capture, looking);
        }
    }

    void dropped(UUID capture, int lines) {
        if (lines > 0) {
            jdbc.sql("update capture set dropped = ? where id = ?").params(lines, capture).update();
        }
    }

    /// Secrets that were taken out of records of a capture.
    void masked(UUID capture, int secrets) {
        if (secrets > 0) {
            jdbc.sql("update capture set masked = masked + ? where id = ?").params(secrets, capture).update();
        }
    }

    /// Looks at a capture that may be complete.
    ///
    /// @return when to look again; null when it is complete now, or was before
    @Nullable
    Instant ripen(UUID capture, Instant now) {
        List<String> sources = jdbc.sql("select source_key from open_capture where capture_id = ?").params(capture)
                .query(String.class).list().stream().map(Objects::requireNonNull).toList();
        if (sources.isEmpty()) {
            return null;
        }
        Open open = lock(sources).get(sources.getFirst());
        if (open == null || !open.capture.equals(capture)) {
            return null;
        }
        Row row = row(capture);
        Instant oldest = row == null ? now : row.openedAt.plus(maxAge);
        Instant due = open.due.isBefore(oldest) ? open.due : oldest;
        if (due.isAfter(now)) {
            return due;
        }
        close(capture, open.state, now);
        return null;
    }

    @Nullable
    Row row(UUID capture) {
        return jdbc.sql("select * from capture where id = ?").params(capture).query((row, n) -> new Row(capture,
                row.getString("source"), CaptureState.valueOf(row.getString("state")),
                new SourceLabels(row.getString("service"), row.getString("environment"), row.getString("release_name"),
                        row.getString("host"), row.getString("title"),
                        instantOrNull(row.getObject("occurred_at", OffsetDateTime.class))),
                instant(row.getObject("opened_at", OffsetDateTime.class)), row.getInt("dropped"),
                row.getInt("masked"), row.getInt("attempts"))).optional().orElse(null);
    }

    /// How many deliveries have added to a capture.
    int parts(UUID capture) {
        return jdbc.sql("select count(distinct part) from capture_part where capture_id = ?").params(capture)
                .query(Integer.class).single();
    }

    /// The records of a capture, in the order they came in.
    List<CollectedRecord> records(UUID capture) {
        return records(capture, null);
    }

    private List<CollectedRecord> records(UUID capture, @Nullable Integer only) {
        Map<Integer, List<RecordCodec.Slice>> parts = new java.util.TreeMap<>();
        jdbc.sql("select part, inflated, content from capture_part where capture_id = :capture"
                + (only == null ? "" : " and part = :part") + " order by part, slice")
                .param("capture", capture).params(only == null ? Map.of() : Map.of("part", only)).query(row -> {
                    parts.computeIfAbsent(row.getInt("part"), ignored -> new ArrayList<>())
                            .add(new RecordCodec.Slice(row.getInt("inflated"), row.getBytes("content")));
                });
        return parts.values().stream().flatMap(slices -> RecordCodec.read(slices).stream()).toList();
    }

    /// A capture has come to its end. Its records go, since the incidents have their text; those without a find stay, so
    /// that they can be read again.
    void finish(UUID capture, CaptureState state, Collection<UUID> incidents, Instant now) {
        jdbc.sql("update capture set state = ?, finished_at = ?, error = null where id = ?")
                .params(state.name(), stampOf(now), capture).update();
        if (state == CaptureState.STORED || state == CaptureState.COUNTED) {
            jdbc.sql("delete from capture_part where capture_id = ?").params(capture).update();
        }
        for (UUID incident : new HashSet<>(incidents)) {
            jdbc.sql("""
                    insert into capture_incident (capture_id, incident_id) select c.id, i.id from capture c, incident i
                    where c.id = :capture and i.id = :incident and not exists
                      (select 1 from capture_incident x where x.capture_id = :capture and x.incident_id = :incident)""")
                    .param("capture", capture).param("incident", incident).update();
        }
        settleDeliveries(capture);
    }

    /// A diagnosis has failed.
    void failed(UUID capture, int attempts, String error, boolean parked, Instant now) {
        jdbc.sql(
                "update capture set attempts = :attempts, error = :error, state = :state, finished_at = :at where id = :id")
                .param("attempts", attempts).param("error", error)
                .param("state", parked ? CaptureState.PARKED.name() : CaptureState.READY.name())
                .param("at", parked ? stampOf(now) : null, Types.TIMESTAMP_WITH_TIMEZONE).param("id", capture)
                .update();
        settleDeliveries(capture);
    }

    /// Brings the deliveries of a capture up to date. They are locked first, so that of two captures that end at once the
    /// second sees what the first has written.
    private void settleDeliveries(UUID capture) {
        jdbc.sql("""
                select id from delivery where id in (select delivery_id from delivery_capture where capture_id = ?)
                order by id for update""").params(capture).query(UUID.class).list();
        jdbc.sql("""
                update delivery set state = case
                  when exists (select 1 from delivery_capture x join capture c on c.id = x.capture_id
                    where x.delivery_id = delivery.id and c.state = 'PARKED') then 'PARKED'
                  when exists (select 1 from delivery_capture x join capture c on c.id = x.capture_id
                    where x.delivery_id = delivery.id and c.state in ('OPEN', 'READY') and c.error is not null)
                    then 'RETRYING'
                  when exists (select 1 from delivery_capture x join capture c on c.id = x.capture_id
                    where x.delivery_id = delivery.id and c.state in ('OPEN', 'READY')) then 'RECEIVED'
                  when exists (select 1 from delivery_capture x join capture c on c.id = x.capture_id
                    where x.delivery_id = delivery.id and c.state in ('STORED', 'COUNTED')) then 'DONE'
                  else 'NOTHING' end,
                error = (select max(c.error) from delivery_capture x join capture c on c.id = x.capture_id
                  where x.delivery_id = delivery.id)
                where id in (select delivery_id from delivery_capture where capture_id = ?)""").params(capture)
                .update();
    }

    /// Makes the captures of a delivery wait for their diagnosis again, where there is something left to diagnose.
    void again(UUID delivery, Instant now) {
        List<UUID> captures = jdbc.sql("""
                select c.id from capture c join delivery_capture x on x.capture_id = c.id
                where x.delivery_id = ? and c.state not in ('OPEN', 'STORED', 'COUNTED')
                and exists (select 1 from capture_part p where p.capture_id = c.id) order by c.id""").params(delivery)
                .query(UUID.class).list().stream().map(Objects::requireNonNull).toList();
        for (UUID capture : captures) {
            jdbc.sql("update capture set state = 'READY', attempts = 0, error = null, finished_at = null where id = ?")
                    .params(capture).update();
            settleDeliveries(capture);
            if (!scheduler.getObject().scheduleIfNotExists(TASK.instance(capture.toString()).scheduledTo(now))) {
                hasten(capture, now);
            }
        }
    }

    /// The captures that a delivery added to, with their text where it is still kept and not too long to be shown.
    List<Capture> of(UUID delivery) {
        return jdbc.sql("""
                select c.*, (select sum(p.inflated) from capture_part p where p.capture_id = c.id) as held
                from capture c join delivery_capture x on x.capture_id = c.id where x.delivery_id = ?
                order by c.id fetch first 50 rows only""").params(delivery).query((row, n) -> {
            UUID id = row.getObject("id", UUID.class);
            long held = row.getLong("held");
            String text = held > 0 && held <= SHOWN_BYTES
                    ? new String(RecordJoiner.text(records(id)), StandardCharsets.UTF_8)
                    : null;
            return new Capture(id, CaptureState.valueOf(row.getString("state")),
                    instant(row.getObject("opened_at", OffsetDateTime.class)), row.getInt("dropped"),
                    row.getInt("attempts"), row.getString("error"), text, incidents(id));
        }).list();
    }

    private List<UUID> incidents(UUID capture) {
        return jdbc.sql("select incident_id from capture_incident where capture_id = ? order by incident_id")
                .params(capture).query(UUID.class).list().stream().map(Objects::requireNonNull).toList();
    }

    /// Those of these names that were kept before.
    Set<String> seen(Set<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += CHUNK) {
            seen.addAll(jdbc.sql("select record_key from seen_record where record_key in (:names)")
                    .param("names", all.subList(from, Math.min(all.size(), from + CHUNK))).query(String.class).list());
        }
        return seen;
    }

    void remember(Set<String> names, Instant now) {
        batches.batchUpdate("insert into seen_record (record_key, seen_at) values (?, ?)",
                new TreeSet<>(names).stream().map(name -> new Object[]{name, Timestamp.from(now)}).toList());
    }

    static OffsetDateTime stampOf(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime stamp(@Nullable Instant instant) {
        return instant == null ? null : stampOf(instant);
    }

    private static Instant instant(OffsetDateTime time) {
        return time.toInstant();
    }

    private static @Nullable Instant instantOrNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
